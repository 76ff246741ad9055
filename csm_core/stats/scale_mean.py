"""The interval of a mean of answers on a scale, several of which may be of one account."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from csm_core.stats.arrays import FloatArray
from csm_core.stats.intervals import student_quantile
from csm_core.stats.moments import Moments, effective_number

SCALE_MEAN = (
    "Student's t over accounts, with half an answer more at each end of the scale, so that equal answers don't look "
    "certain"
)


def scale_mean_bounds(
    moments: Moments, variance: npt.ArrayLike, low_end: npt.ArrayLike, high_end: npt.ArrayLike
) -> tuple[FloatArray, FloatArray]:
    """Bounds of many means at 95 %, in the unit of the scale; NaN where nobody answered. They hold the mean.

    Parameters
    ----------
    moments : sums over the accounts of each cell: an account's part is the sum of its scores, its whole their number
    variance : of the answers of each cell (divisor n)
    low_end, high_end : the ends of the scale

    Notes
    -----
    Agresti and Coull's idea (1998, The American Statistician 52) carried over from shares: half a pseudo-answer at
    each end, weighing as much as the answers that one independent answer stands for (`effective_number`).

    """
    low, high = np.asarray(low_end, dtype=np.float64), np.asarray(high_end, dtype=np.float64)
    n = moments.wholes
    number = effective_number(np.asarray(variance, dtype=np.float64), moments, n)
    weight = np.divide(n, number, out=np.full(n.shape, np.nan), where=number > 0)
    total = n + weight
    centre = (moments.parts + weight * (low + high) / 2.0) / total
    ends = weight**2 * ((low - centre) ** 2 + (high - centre) ** 2) / 2.0
    units = moments.accounts + 1.0
    error = np.sqrt(units / (units - 1.0) * (moments.residual_squares(centre) + ends)) / total
    half = student_quantile(units - 1.0) * error
    mean = moments.ratio
    return np.clip(centre - half, low, mean), np.clip(centre + half, mean, high)
