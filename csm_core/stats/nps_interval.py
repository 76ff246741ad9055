"""The interval of a Net Promoter Score, plain and weighted."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np
import numpy.typing as npt

from csm_core.stats.arrays import FloatArray
from csm_core.stats.intervals import Interval, normal_quantile
from csm_core.stats.moments import Moments, effective_number

# Rocks (2016): pseudo-answers that give the best coverage: 3/4 promoter, 3/2 passive, 3/4 detractor.
_EXTRA_PROMOTERS = 0.75
_EXTRA_DETRACTORS = 0.75
_EXTRA_ANSWERS = 3.0


@dataclass(frozen=True, slots=True)
class WeightedNps:
    """A weighted score in points with what its uncertainty was made from.

    `variance` is that of the score, in points squared (None for one answer); `n_effective` is Kish's
    (sum w)^2 / sum w^2, the number of equally weighted answers that would say as much.
    """

    interval: Interval
    variance: float | None
    n_effective: float


def nps_bounds(
    promoters: npt.ArrayLike, passives: npt.ArrayLike, detractors: npt.ArrayLike, level: float = 0.95
) -> tuple[FloatArray, FloatArray]:
    """Adjusted-Wald bounds of scores, in points and within -100 ... 100, NaN where nobody answered.

    The counts are of one shape. The interval is centred on the adjusted score, so at n = 1 and where all agree it
    need not hold the raw one. Source: Rocks (2016), The American Statistician 70(4), 365-372.
    """
    p = np.asarray(promoters, dtype=np.float64)
    d = np.asarray(detractors, dtype=np.float64)
    n = p + np.asarray(passives, dtype=np.float64) + d
    n_adjusted = n + _EXTRA_ANSWERS
    p_adjusted = (p + _EXTRA_PROMOTERS) / n_adjusted
    d_adjusted = (d + _EXTRA_DETRACTORS) / n_adjusted
    centre = p_adjusted - d_adjusted
    half = normal_quantile(level) * np.sqrt((p_adjusted + d_adjusted - centre**2) / n_adjusted)
    empty = n == 0
    low = np.where(empty, np.nan, 100.0 * np.maximum(centre - half, -1.0))
    high = np.where(empty, np.nan, 100.0 * np.minimum(centre + half, 1.0))
    return low, high


def nps_clustered_bounds(
    promoters: npt.ArrayLike, detractors: npt.ArrayLike, moments: Moments
) -> tuple[FloatArray, FloatArray]:
    """The same where several answers are of one account, at 95 %.

    Parameters
    ----------
    moments : sums over the accounts of each cell: an account's part is its promoters less its detractors, its whole
        the number of its answers

    Notes
    -----
    Rocks's interval on the number of independent answers that would vary as much (`effective_number`). With one
    answer an account it is `nps_bounds`.

    """
    n = moments.wholes
    asked = np.maximum(n, 1.0)
    p, d = np.asarray(promoters, dtype=np.float64) / asked, np.asarray(detractors, dtype=np.float64) / asked
    number = np.where(n > 0, effective_number(p + d - (p - d) ** 2, moments, n), 0.0)
    return nps_bounds(p * number, (1.0 - p - d) * number, d * number)


def nps_weighted(signs: npt.ArrayLike, weights: npt.ArrayLike, level: float = 0.95) -> WeightedNps:
    """Weighted score in points with its interval.

    Parameters
    ----------
    signs : one entry per unit (answer or account): +1 promoter, 0 passive, -1 detractor; an account
        with several answers enters once, with their mean
    weights : same length, none negative; units of weight 0 say nothing and are left out

    Notes
    -----
    Score: sum w s / sum w. Variance: n / (n - 1) * sum w^2 (s - score)^2 / (sum w)^2 (linearised).
    The interval adds Rocks's pseudo-answers, each of weight sum w^2 / sum w, so that they are three
    answers among `n_effective`; with equal weights it is `nps_bounds` exactly.

    """
    s = np.asarray(signs, dtype=np.float64)
    w = np.asarray(weights, dtype=np.float64)
    if bool(np.any(w < 0)):
        raise ValueError("weights must not be negative")
    s, w = s[w > 0], w[w > 0]
    order = np.lexsort((w, s))  # sums must not depend on the order of the rows
    s, w = s[order], w[order]
    n = s.size
    if n == 0:
        return WeightedNps(Interval(None, None, None, 0), None, 0.0)
    w = w / w.max()
    total, squares = float(w.sum()), float((w**2).sum())
    score = float((w * s).sum()) / total
    spread = float((w**2 * (s - score) ** 2).sum())
    variance = n / (n - 1) * spread / total**2 if n > 1 else None
    low, high = _adjusted_bounds(s, w, normal_quantile(level))
    return WeightedNps(
        Interval(100.0 * score, low, high, n),
        None if variance is None else 1e4 * variance,
        total**2 / squares,
    )


def _adjusted_bounds(s: FloatArray, w: FloatArray, z: float) -> tuple[float, float]:
    total = float(w.sum())
    pseudo = float((w**2).sum()) / total
    total_adjusted = total + _EXTRA_ANSWERS * pseudo
    centre = float((w * s).sum() + pseudo * (_EXTRA_PROMOTERS - _EXTRA_DETRACTORS)) / total_adjusted
    extra_spread = (
        _EXTRA_PROMOTERS * (1.0 - centre) ** 2
        + _EXTRA_DETRACTORS * (1.0 + centre) ** 2
        + (_EXTRA_ANSWERS - _EXTRA_PROMOTERS - _EXTRA_DETRACTORS) * centre**2
    )
    spread = float((w**2 * (s - centre) ** 2).sum()) + pseudo**2 * extra_spread
    half = z * sqrt(spread) / total_adjusted
    return 100.0 * max(centre - half, -1.0), 100.0 * min(centre + half, 1.0)
