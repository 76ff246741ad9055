"""Whether rows are the sums of rows above them, over a table that comes piece by piece."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from csm_core.intake.layout.figures import Floats, figures
from csm_core.intake.layout.row_marks import RowMarks
from csm_core.intake.layout.sum_above import SumAbove

Mask = npt.NDArray[np.bool_]
_FIRST_WINDOW = 256
_NESTED = 12


@dataclass(frozen=True, slots=True)
class Candidates:
    """Of the rows of a piece: `sure` ones are totals whatever they say, `named` ones are called so; `free` ones have
    no mark of their own; `emptier` ones leave a good part of the usual columns blank."""

    sure: Mask
    named: Mask
    free: Mask
    emptier: Mask


@dataclass
class RunningSums:
    """Which rows are sums of two or more rows above: of all of them, or of those since the last such row.

    `last` is the line of the table's last row. `totals`, `unsure`: the lines that were so far taken for sums, the
    second by so little that others have to bear them out; `doubtful`: lines of rows that may just happen to be one.
    """

    marks: RowMarks
    last: int
    totals: list[int] = field(default_factory=list)
    unsure: list[int] = field(default_factory=list)
    doubtful: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        width = len(self.marks.figures)
        self._all, self._since = SumAbove(width), SumAbove(width)
        self._parts: deque[SumAbove] = deque(maxlen=_NESTED)
        self._first: tuple[int, Floats, bool] | None = None

    def take(self, columns: Sequence[pa.Array], numbers: npt.NDArray[np.int64], rows: Candidates) -> None:
        """The next rows, each with the number of its line."""
        if not len(numbers) or not self.marks.figures:
            self.totals += [int(number) for number in numbers[rows.sure]]
            return
        table = np.column_stack([figures(columns[j], dots) for j, dots in self.marks.figures.items()])
        if self._first is None and not rows.sure[0] and rows.free[0]:
            self._first = (int(numbers[0]), table[0], bool(rows.named[0] or rows.emptier[0]))
        start, window, skipped = 0, _FIRST_WINDOW, -1
        while start < len(table):
            stop = min(start + window, len(table))
            hit = self._next(table[start:stop], rows, start, skipped)
            if hit is None:
                self._add(table[start:stop])
                start, window, skipped = stop, window * 4, -1
            elif self._is_total(table, start, hit, numbers, rows):
                self._add(table[start:hit])
                self._close()
                start, window, skipped = hit + 1, _FIRST_WINDOW, -1
            else:
                skipped = hit

    def outcome(self) -> tuple[list[int], list[int]]:
        """The lines of the totals, and of rows that may be ones and were kept."""
        if self.unsure and len(self.unsure) + len(self.totals) > 1:
            self.totals, self.unsure = self.totals + self.unsure, []
        if self._first is not None:
            number, values, is_marked = self._first
            if number not in self.totals and self._all.without(values).is_sum(values, is_marked):
                self.totals.append(number)
        return sorted(self.totals), sorted({*self.unsure, *self.doubtful} - set(self.totals))

    def _next(self, part: Floats, rows: Candidates, start: int, skipped: int) -> int | None:
        """The first row from `start` on, beyond the one that was skipped, that may be a total."""
        here = slice(start, start + len(part))
        hits = rows.sure[here].copy()
        asked = rows.named[here] | rows.free[here]
        if asked.any():
            sums = np.cumsum(np.vstack([np.zeros(part.shape[1]), np.nan_to_num(part)]), axis=0)[:-1]
            for above in (self._since, self._all):
                hits |= asked & above.matches(part, sums, rows.named[here])
            # Directly below a total stands that of the next level.
            hits[0] |= bool(asked[0]) and self._nested(part[0]) is not None
        if skipped >= start:
            hits[: skipped - start + 1] = False
        return start + int(np.argmax(hits)) if hits.any() else None

    def _nested(self, values: Floats) -> SumAbove | None:
        """The last few groups, where the values are their sums and nothing stands between."""
        if not self._since.is_empty:
            return None
        together = SumAbove(len(values))
        for part in reversed(self._parts):
            together = together.plus(part)
            if together.equals(values):
                return together
        return None

    def _is_total(
        self, table: Floats, start: int, hit: int, numbers: npt.NDArray[np.int64], rows: Candidates
    ) -> bool:
        number, values, between = int(numbers[hit]), table[hit], table[start:hit]
        if rows.sure[hit]:
            self.totals.append(number)
            return True
        ways = [self._since.after(between), self._all.after(between)]
        if hit == start and (nested := self._nested(values)) is not None:
            ways.append(nested)
        if rows.named[hit] and any(way.equals_some(values) for way in ways):
            self.totals.append(number)
            return True
        if not rows.free[hit]:
            return False
        ways = [way for way in ways if way.equals(values)]
        if any(way.is_sum(values, bool(rows.emptier[hit]), number == self.last) for way in ways):
            self.totals.append(number)
            return True
        if any(way.may_be_sum(values, bool(rows.emptier[hit])) for way in ways):
            self.unsure.append(number)
            return True
        if any(way.happens_to_be(values, number == self.last) for way in ways):
            self.doubtful.append(number)
        return False

    def _add(self, rows: Floats) -> None:
        self._all = self._all.after(rows)
        self._since = self._since.after(rows)

    def _close(self) -> None:
        if not self._since.is_empty:
            self._parts.append(self._since)
        self._since = SumAbove(len(self.marks.figures))
