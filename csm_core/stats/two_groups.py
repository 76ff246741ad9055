"""The difference between two groups of accounts."""

from __future__ import annotations

from math import sqrt

import numpy as np
import numpy.typing as npt
from scipy import special

from csm_core.stats.intervals import Interval, wilson_bounds


def difference_of_means(first: npt.ArrayLike, second: npt.ArrayLike, level: float = 0.95) -> Interval:
    """Mean of `first` minus mean of `second`, each account one entry.

    Welch's interval (1947, Biometrika 34): the groups may spread differently. Of one change an account each, it is
    the difference in differences with errors clustered by account. The value is None where a group is empty, the
    bounds where one has a single account, and where all of each are equal: what shows no spread says nothing of how
    far another account would lie.
    """
    a, b = np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64)
    n = a.size + b.size
    if not a.size or not b.size:
        return Interval(None, None, None, n)
    value = float(a.mean()) - float(b.mean())
    if a.size < 2 or b.size < 2:
        return Interval(value, None, None, n)
    parts = float(a.var(ddof=1)) / a.size, float(b.var(ddof=1)) / b.size
    variance = sum(parts)
    if np.ptp(a) == 0.0 and np.ptp(b) == 0.0:
        return Interval(value, None, None, n)
    freedom = variance**2 / (parts[0] ** 2 / (a.size - 1) + parts[1] ** 2 / (b.size - 1))
    half = float(special.stdtrit(freedom, (1.0 + level) / 2.0)) * sqrt(variance)
    return Interval(value, value - half, value + half, n)


def difference_of_shares(first: float, first_n: int, second: float, second_n: int, level: float = 0.95) -> Interval:
    """Share of `first` in `first_n` minus share of `second` in `second_n`, all single things.

    Newcombe's hybrid score interval (1998, Statistics in Medicine 17, 873-890, method 10): made of both Wilson
    intervals, so that it keeps its coverage where a share is 0 or 1. The value is None where a group is empty.

    Raises ValueError unless each count lies between 0 and its n.
    """
    n = first_n + second_n
    if not first_n or not second_n:
        return Interval(None, None, None, n)
    low, high = wilson_bounds(np.array([first, second]), np.array([first_n, second_n]), level)
    share, other = first / first_n, second / second_n
    down = sqrt((share - float(low[0])) ** 2 + (float(high[1]) - other) ** 2)
    up = sqrt((float(high[0]) - share) ** 2 + (other - float(low[1])) ** 2)
    return Interval(share - other, share - other - down, share - other + up, n)
