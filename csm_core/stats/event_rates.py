"""The interval of a rate of events over exposure, with more spread between accounts than chance alone gives."""

from __future__ import annotations

from math import exp, sqrt

import numpy as np
import numpy.typing as npt
from scipy import special

from csm_core.stats.intervals import Interval, normal_quantile


def event_rate(counts: npt.ArrayLike, exposure: npt.ArrayLike, level: float = 0.95) -> Interval:
    """Events per unit of exposure: sum of counts over sum of exposures.

    Parameters
    ----------
    counts : events of each account, not negative
    exposure : how much of it was watched (account-months), positive where there are counts

    Notes
    -----
    Accounts are the units. Where counts spread no more than a Poisson law of one rate gives, the interval is
    Garwood's (1936, Biometrika 28): quantiles of chi-square with 2k and 2k + 2 degrees of freedom, halved. Else
    they follow a negative binomial law of type 2, with variance m + a m^2 and a by moments, sum((y - m)^2 - m) /
    sum(m^2) (Cameron & Trivedi 2013, Regression Analysis of Count Data, eq. 3.36); the interval is symmetric on
    the logarithm of the rate, with the variance sum(m + a m^2) / k^2.

    """
    y, x = np.asarray(counts, dtype=np.float64), np.asarray(exposure, dtype=np.float64)
    if bool(np.any(y < 0)) or bool(np.any(x < 0)):
        raise ValueError("counts and exposures must not be negative")
    total, watched, accounts = float(y.sum()), float(x.sum()), int(np.count_nonzero(x))
    if watched == 0.0:
        return Interval(None, None, None, accounts)
    rate = total / watched
    spread = overdispersion(y, x)
    if spread == 0.0:
        low, high = _garwood(total, level)
        return Interval(rate, low / watched, high / watched, accounts)
    expected = rate * x
    error = sqrt(float((expected + spread * expected**2).sum())) / total
    half = normal_quantile(level) * error
    return Interval(rate, rate * exp(-half), rate * exp(half), accounts)


def overdispersion(counts: npt.ArrayLike, exposure: npt.ArrayLike) -> float:
    """The a of the variance m + a m^2, 0 where counts spread no more than chance gives."""
    y, x = np.asarray(counts, dtype=np.float64), np.asarray(exposure, dtype=np.float64)
    total, watched = float(y.sum()), float(x.sum())
    if total == 0.0 or watched == 0.0 or y.size < 2:
        return 0.0
    expected = total / watched * x
    return max(0.0, float(((y - expected) ** 2 - expected).sum() / (expected**2).sum()))


def _garwood(count: float, level: float) -> tuple[float, float]:
    tail = (1.0 - level) / 2.0
    low = float(special.gammaincinv(count, tail)) if count > 0 else 0.0
    return low, float(special.gammaincinv(count + 1.0, 1.0 - tail))
