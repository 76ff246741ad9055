"""What the interval of a ratio of sums over accounts is made from, for many cells at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from csm_core.stats.arrays import FloatArray
from csm_core.stats.intervals import student_quantile

_ROUNDING = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class Moments:
    """Sums over the accounts of each cell, one entry a cell: of the parts y and the wholes x, of y², xy and x², and
    how many accounts have either. An account is the unit that varies: what it does is not independent within it."""

    parts: FloatArray
    wholes: FloatArray
    part_squares: FloatArray
    products: FloatArray
    whole_squares: FloatArray
    accounts: FloatArray

    @classmethod
    def of(
        cls, part: npt.ArrayLike, whole: npt.ArrayLike, cell: npt.NDArray[np.integer] | None = None, cells: int = 1
    ) -> Moments:
        """From one entry an account: `part`, `whole` and the cell it belongs to, a whole number below `cells`.

        Raises ValueError unless both are one-dimensional and of one length.
        """
        y, x = np.asarray(part, dtype=np.float64), np.asarray(whole, dtype=np.float64)
        if y.shape != x.shape or y.ndim != 1:
            raise ValueError("parts and wholes must be one-dimensional and of one length")
        cell_codes = np.zeros(y.size, dtype=np.int64) if cell is None else np.asarray(cell, dtype=np.int64)

        def summed(values: FloatArray) -> FloatArray:
            return np.asarray(np.bincount(cell_codes, weights=values, minlength=cells), dtype=np.float64)

        there = ((y != 0) | (x != 0)).astype(np.float64)
        return cls(summed(y), summed(x), summed(y * y), summed(x * y), summed(x * x), summed(there))

    @property
    def ratio(self) -> FloatArray:
        """Sum of the parts over sum of the wholes; NaN where the wholes add up to nothing."""
        return _divided(self.parts, self.wholes)

    @property
    def even_accounts(self) -> FloatArray:
        """How many accounts of equal weight would vary as much as these (Kish 1965, Survey Sampling, 11.7)."""
        return _divided(self.wholes**2, self.whole_squares)

    def residual_squares(self, ratio: FloatArray) -> FloatArray:
        """The sum of (y − ratio · x)², free of what rounding leaves where all residuals are 0."""
        size = self.part_squares + ratio**2 * self.whole_squares
        squares = size - 2.0 * ratio * self.products
        return np.where(squares > _ROUNDING * size, squares, 0.0)


def effective_number(variance: FloatArray, moments: Moments, observations: FloatArray) -> FloatArray:
    """How many independent observations, each of that variance, would give the ratio the variance that it has.

    Parameters
    ----------
    variance : of one observation, such as p (1 − p)
    observations : how many there are, or Kish's number of equal ones; the result is never more

    Notes
    -----
    The variance is that of a ratio of sums over accounts (Cochran 1977, Sampling Techniques, eq. 2.39). Where the
    data show no variance at all, an account counts as one observation. Few accounts tell their own variance badly:
    the number is lowered by (t(observations − 1) / t(accounts − 1))², as Korn and Graubard (1998, Survey Methodology
    24) do; with one observation an account that is 1. Capped as Dean and Pagano (2015, Journal of Survey Statistics
    and Methodology 3) advise.

    """
    spread = moments.residual_squares(moments.ratio)
    shown = (spread > 0) & (variance > _ROUNDING)
    number = moments.even_accounts.copy()
    np.divide(variance * moments.wholes**2, spread, out=number, where=shown)
    few = student_quantile(np.maximum(moments.accounts - 1, 1))
    many = student_quantile(np.maximum(observations - 1, 1))
    lowered = np.where(moments.accounts > 1, np.minimum((many / few) ** 2, 1.0), 1.0)
    return np.asarray(np.minimum(number, observations) * lowered, dtype=np.float64)


def _divided(upper: FloatArray, lower: FloatArray) -> FloatArray:
    ratio: FloatArray = np.divide(upper, lower, out=np.full(lower.shape, np.nan), where=lower != 0)
    return ratio
