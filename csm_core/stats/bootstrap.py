"""The interval of a ratio of sums over accounts (NRR, GRR, ARPA)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from csm_core.stats.arrays import FloatArray
from csm_core.stats.intervals import Interval, normal_quantile

_DRAWS_AT_ONCE = 1_000_000


def ratio_bootstrap(
    numerator: npt.ArrayLike,
    denominator: npt.ArrayLike,
    replicates: int = 2000,
    seed: int = 20050101,
    level: float = 0.95,
    clip_high: float | None = None,
) -> Interval:
    """Percentile bootstrap of sum(numerator) / sum(denominator), accounts drawn with replacement.

    Parameters
    ----------
    numerator, denominator : one entry per account, same length and unit
    clip_high : upper limit of the bound, 1.0 where the ratio can't pass 1 (GRR)

    Returns
    -------
    Interval with value None where the denominators sum to 0, and with bounds None for one account.
    It does not depend on the order of the rows, and is widened to hold its value where the
    percentiles miss it (one account with most of the money).

    Notes
    -----
    The account is the cluster: its subscriptions aren't independent. Source: Cameron, Gelbach and
    Miller (2008), Review of Economics and Statistics 90(3). Work grows with accounts x replicates.

    """
    y, x = _ordered(numerator, denominator)
    n = y.size
    total = float(x.sum())
    if n == 0 or total == 0.0:
        return Interval(None, None, None, n)
    value = float(y.sum()) / total
    if n == 1:
        return Interval(value, None, None, n)
    ratios = _resampled(y, x, replicates, np.random.default_rng(seed))
    ratios = ratios[np.isfinite(ratios)]
    tail = (1.0 - level) / 2.0
    low, high = (float(q) for q in np.quantile(ratios, [tail, 1.0 - tail]))
    if clip_high is not None:
        high = min(high, clip_high)
    return Interval(value, min(low, value), max(high, value), n)


def ratio_linearised(numerator: npt.ArrayLike, denominator: npt.ArrayLike, level: float = 0.95) -> Interval:
    """Interval of the same ratio by its linearised standard error, the check on the bootstrap.

    se = sqrt(n / (n - 1) * sum e_i^2) / sum x, e_i = y_i - R x_i. Source: Cochran (1977), Sampling
    Techniques, eq. 6.13. Symmetric, so too low on both sides when the money is skewed.
    """
    y, x = _ordered(numerator, denominator)
    n = y.size
    total = float(x.sum())
    if n == 0 or total == 0.0:
        return Interval(None, None, None, n)
    value = float(y.sum()) / total
    if n == 1:
        return Interval(value, None, None, n)
    low, high = linearised_bounds([value], [total], [float(((y - value * x) ** 2).sum())], [n], level)
    return Interval(value, float(low[0]), float(high[0]), n)


def linearised_bounds(
    ratio: npt.ArrayLike,
    total: npt.ArrayLike,
    squared_residuals: npt.ArrayLike,
    n: npt.ArrayLike,
    level: float = 0.95,
) -> tuple[FloatArray, FloatArray]:
    """The same bounds for many ratios at once, each from its sum of x, its sum of e_i^2 and its accounts.

    NaN where there is one account only.
    """
    accounts = np.asarray(n, dtype=np.float64)
    squares = np.maximum(np.asarray(squared_residuals, dtype=np.float64), 0)
    freedom = np.where(accounts > 1, accounts - 1, np.nan)
    error = np.sqrt(accounts / freedom * squares) / np.abs(np.asarray(total, dtype=np.float64))
    half = normal_quantile(level) * error
    middle = np.asarray(ratio, dtype=np.float64)
    return middle - half, middle + half


def _ordered(numerator: npt.ArrayLike, denominator: npt.ArrayLike) -> tuple[FloatArray, FloatArray]:
    y = np.asarray(numerator, dtype=np.float64)
    x = np.asarray(denominator, dtype=np.float64)
    if y.shape != x.shape or y.ndim != 1:
        raise ValueError("numerator and denominator must be one-dimensional and of one length")
    order = np.lexsort((y, x))
    return y[order], x[order]


def _resampled(y: FloatArray, x: FloatArray, replicates: int, random: np.random.Generator) -> FloatArray:
    n = y.size
    rows = max(1, _DRAWS_AT_ONCE // n)
    ratios = np.empty(replicates)
    for start in range(0, replicates, rows):
        stop = min(start + rows, replicates)
        drawn = random.integers(0, n, size=(stop - start, n), dtype=np.int32)
        top, bottom = y[drawn].sum(axis=1), x[drawn].sum(axis=1)
        ratios[start:stop] = np.divide(top, bottom, out=np.full(stop - start, np.nan), where=bottom != 0)
    return ratios
