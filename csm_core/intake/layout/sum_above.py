"""The sums of some rows, and what else tells a sum from a row that merely happens to equal one."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from csm_core.intake.layout.figures import Floats

_CENT = 0.011
_FEW = 3  # different figures; of fewer, sums come about by chance
_MANY = 6  # rows whose one column adds up


@dataclass(frozen=True, slots=True)
class SumAbove:
    """Of rows of figures (NaN: none), column by column: sum, how many are not 0, and their products with each other
    (columns × columns). `different`: up to three different figures of each column."""

    width: int
    sums: Floats = field(default_factory=lambda: np.zeros(0))
    counts: npt.NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    products: Floats = field(default_factory=lambda: np.zeros((0, 0)))
    different: tuple[frozenset[float], ...] = ()

    def __post_init__(self) -> None:
        if not len(self.sums):
            object.__setattr__(self, "sums", np.zeros(self.width))
            object.__setattr__(self, "counts", np.zeros(self.width, dtype=np.int64))
            object.__setattr__(self, "products", np.zeros((self.width, self.width)))
            object.__setattr__(self, "different", (frozenset(),) * self.width)

    @property
    def is_empty(self) -> bool:
        """Whether there is no figure but 0 among them."""
        return not self.counts.any()

    def after(self, rows: Floats) -> SumAbove:
        """With further rows."""
        if not len(rows):
            return self
        plain = np.nan_to_num(rows)
        different = tuple(
            is_different
            if len(is_different) >= _FEW
            else frozenset(sorted(is_different | set(np.unique(plain[:, j]).tolist()))[:_FEW])
            for j, is_different in enumerate(self.different)
        )
        counts = self.counts + np.count_nonzero(plain, axis=0)
        return SumAbove(self.width, self.sums + plain.sum(axis=0), counts, self.products + plain.T @ plain, different)

    def plus(self, other: SumAbove) -> SumAbove:
        """Both together."""
        different = tuple(
            frozenset(sorted(a | b)[:_FEW]) for a, b in zip(self.different, other.different, strict=True)
        )
        return SumAbove(
            self.width,
            self.sums + other.sums,
            self.counts + other.counts,
            self.products + other.products,
            different,
        )

    def without(self, row: Floats) -> SumAbove:
        """Without one of the rows."""
        plain = np.nan_to_num(row)
        products = self.products - np.outer(plain, plain)
        return replace(self, sums=self.sums - plain, counts=self.counts - (plain != 0), products=products)

    def matches(self, rows: Floats, before: Floats, named: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
        """Mask of the rows whose figures are these sums and those of the rows `before` each; of `named` ones some
        figure is enough."""
        above = self.sums + before
        filled = ~np.isnan(rows)
        with np.errstate(invalid="ignore"):
            off = np.abs(above - rows)
            near = off <= _CENT + 1e-9 * np.abs(rows)
            roughly = off <= 0.005 * (self.counts + len(rows)) + 1e-9 * np.abs(rows)
        some = filled & (np.nan_to_num(rows) != 0)
        whole = (near | ~filled).all(axis=1) & some.any(axis=1)
        return np.asarray(whole | (named & (roughly & some).any(axis=1)), dtype=np.bool_)

    def equals(self, values: Floats) -> bool:
        """Whether every figure of a row is the sum in its column, and some is a sum of two or more."""
        filled = ~np.isnan(values)
        near = np.abs(self.sums - np.nan_to_num(values)) <= _CENT + 1e-9 * np.abs(np.nan_to_num(values))
        return bool((near | ~filled).all() and (filled & (np.nan_to_num(values) != 0) & (self.counts > 1)).any())

    def equals_some(self, values: Floats) -> bool:
        """Whether some figure of a row is the sum of two or more in its column, but for rounding."""
        plain = np.nan_to_num(values)
        near = np.abs(self.sums - plain) <= 0.005 * self.counts + 1e-9 * np.abs(plain)
        return bool((near & (plain != 0) & (self.counts > 1)).any())

    def is_sum(self, values: Floats, is_emptier: bool, is_last: bool = False) -> bool:
        """Whether the row can hardly be anything but the sum, having no mark of a row of its own."""
        if not self.equals(values):
            return False
        several, rows = self._agree(values), self._rows(values)
        columns = int((np.nan_to_num(values) != 0).sum())
        if is_emptier and (rows > 2 or several):
            return True
        if several and (rows > 2 or columns > 2):
            return True
        return is_last and rows >= _MANY and self._vary(values)

    def may_be_sum(self, values: Floats, is_emptier: bool) -> bool:
        """Whether the row is probably the sum, if there are others of the kind."""
        return self._rows(values) >= 2 and (is_emptier or self._agree(values))

    def happens_to_be(self, values: Floats, is_last: bool) -> bool:
        """Whether nothing but one column's sum speaks for it, which may be chance."""
        return self._vary(values) and self._rows(values) >= (3 if is_last else _MANY)

    def _rows(self, values: Floats) -> int:
        """How many rows were added up."""
        return int(self.counts[~np.isnan(values)].max(initial=0))

    def _vary(self, values: Floats) -> bool:
        return any(len(self.different[j]) >= _FEW for j in np.flatnonzero(~np.isnan(values)))

    def _agree(self, values: Floats) -> bool:
        """Whether two columns that are no multiples of each other both add up."""
        columns = np.flatnonzero(np.nan_to_num(values) != 0)
        products = self.products[np.ix_(columns, columns)]
        squares = np.diag(products)
        apart = np.outer(squares, squares) - products**2
        return bool((apart > 1e-9 * np.outer(squares, squares)).any())
