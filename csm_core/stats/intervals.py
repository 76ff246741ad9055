"""Intervals for proportions and means."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, sqrt

import numpy as np
import numpy.typing as npt
from scipy import special

from csm_core.stats.arrays import FloatArray


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate with its interval, in the unit of the estimate.

    `value` is None where there is nothing to estimate from; `low` and `high` are None where the
    uncertainty can't be estimated (a mean of one answer). `n` is the number of observations.
    """

    value: float | None
    low: float | None
    high: float | None
    n: float


def normal_quantile(level: float) -> float:
    """Two-sided standard normal quantile: 1.959964 for `level` 0.95. Raises ValueError outside (0, 1)."""
    if not 0.0 < level < 1.0:
        raise ValueError(f"level must lie between 0 and 1, not {level}")
    return float(special.ndtri((1.0 + level) / 2.0))


def student_quantile(freedom: npt.ArrayLike, level: float = 0.95) -> FloatArray:
    """Two-sided quantiles of Student's t for degrees of freedom above 0: 2.262157 for 9 and `level` 0.95."""
    return np.asarray(special.stdtrit(np.asarray(freedom, dtype=np.float64), (1.0 + level) / 2.0), dtype=np.float64)


def wilson(successes: float, n: float, level: float = 0.95) -> Interval:
    """Score interval of a proportion (share from 0 to 1).

    It keeps its coverage for few observations and at 0 and n, where the Wald interval collapses.
    Source: Wilson (1927), JASA 22, 209-212; Newcombe (1998), Statistics in Medicine 17, method 3.

    Raises ValueError unless 0 <= successes <= n.
    """
    low, high = wilson_bounds(np.array([successes], dtype=float), np.array([n], dtype=float), level)
    if n == 0:
        return Interval(None, None, None, n)
    return Interval(successes / n, float(low[0]), float(high[0]), n)


def wilson_bounds(successes: npt.ArrayLike, n: npt.ArrayLike, level: float = 0.95) -> tuple[FloatArray, FloatArray]:
    """Wilson bounds of many proportions at once, NaN where n is 0.

    Parameters
    ----------
    successes, n : counts, of one shape, 0 <= successes <= n

    Returns
    -------
    low, high : shares from 0 to 1, of the same shape

    """
    # statsmodels takes 0.4 s to import, which no start waits for.
    from statsmodels.stats.proportion import proportion_confint

    hits = np.asarray(successes, dtype=np.float64)
    counts = np.asarray(n, dtype=np.float64)
    if bool(np.any((hits < 0) | (hits > counts))):
        raise ValueError("successes must lie between 0 and n")
    asked = counts > 0
    low, high = np.full(counts.shape, np.nan), np.full(counts.shape, np.nan)
    share = hits[asked] / counts[asked]
    lows, highs = proportion_confint(hits[asked], counts[asked], alpha=1.0 - level, method="wilson")
    # At 0 and n the bound is the estimate itself; rounding must not push it past.
    low[asked] = np.where(share == 0.0, 0.0, np.minimum(lows, share))
    high[asked] = np.where(share == 1.0, 1.0, np.maximum(highs, share))
    return low, high


def mean_t(
    mean: float, standard_deviation: float, n: int, level: float = 0.95, ends: tuple[float, float] = (-inf, inf)
) -> Interval:
    """Student's t interval of a mean, in the unit of the mean, cut to the `ends` between which the mean must lie.

    `standard_deviation` is the sample's (divisor n - 1). The bounds are None with one observation, and where all
    are equal: what has no ends and shows no spread says nothing of how far another one would lie.
    """
    if n == 0:
        return Interval(None, None, None, 0)
    if n == 1 or standard_deviation == 0.0:
        return Interval(mean, None, None, n)
    half = float(student_quantile(n - 1, level)) * standard_deviation / sqrt(n)
    return Interval(mean, max(mean - half, ends[0]), min(mean + half, ends[1]), n)
