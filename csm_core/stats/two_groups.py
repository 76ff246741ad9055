"""The difference between two groups of accounts."""

from __future__ import annotations

from math import sqrt

import numpy as np
import numpy.typing as npt
from scipy import special

from csm_core.stats.intervals import Interval


def difference_of_means(first: npt.ArrayLike, second: npt.ArrayLike, level: float = 0.95) -> Interval:
    """Mean of `first` minus mean of `second`, each account one entry.

    Welch's interval (1947, Biometrika 34): the groups may spread differently. Of one change an account each, it is
    the difference in differences with errors clustered by account. The value is None where a group is empty, the
    bounds where one has a single account.
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
    if variance == 0.0:
        return Interval(value, value, value, n)
    freedom = variance**2 / (parts[0] ** 2 / (a.size - 1) + parts[1] ** 2 / (b.size - 1))
    half = float(special.stdtrit(freedom, (1.0 + level) / 2.0)) * sqrt(variance)
    return Interval(value, value - half, value + half, n)
