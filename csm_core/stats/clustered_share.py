"""Shares and their differences where several observations belong to one account."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np
import numpy.typing as npt

from csm_core.stats.arrays import FloatArray
from csm_core.stats.intervals import Interval, normal_quantile, wilson


def clustered_share(
    part: npt.ArrayLike, whole: npt.ArrayLike, account: npt.NDArray[np.integer], accounts: int, level: float = 0.95
) -> Interval:
    """Sum of `part` over sum of `whole`, a share, with accounts as the units that vary.

    Parameters
    ----------
    part, whole : one an observation, 0 <= part <= whole
    account : whose observation it is, whole numbers below `accounts`

    Notes
    -----
    The variance is that of a ratio of sums over accounts (Cochran 1977, Sampling Techniques, eq. 2.39); the
    interval is Wilson's on the number of independent observations that would have that variance (Korn & Graubard
    1998, Survey Methodology 24; Dean & Pagano 2015, Survey Methodology 41). With one observation of equal weight
    an account it is Wilson's interval itself. n is the number of observations; the value is None without any.

    """
    mine, ours = _by_account(part, account, accounts), _by_account(whole, account, accounts)
    n, total = int(np.size(whole)), float(ours.sum())
    if total <= 0.0:
        return Interval(None, None, None, n)
    share = min(1.0, max(0.0, float(mine.sum()) / total))
    effective = _kish(ours)
    if 0.0 < share < 1.0:
        variance = float(((mine - share * ours) ** 2).sum()) / total**2
        if variance > 0.0:
            effective = share * (1.0 - share) / variance
    bounds = wilson(share * effective, effective, level)
    return Interval(share, bounds.low, bounds.high, n)


@dataclass(frozen=True, slots=True)
class GroupRate:
    """Of one group: observations, of how many accounts, how many had the event, and the share of them."""

    observations: int
    accounts: int
    events: int
    rate: Interval


def clustered_rates(
    event: npt.NDArray[np.bool_],
    group: npt.NDArray[np.integer],
    groups: int,
    account: npt.NDArray[np.integer],
    accounts: int,
) -> tuple[GroupRate, ...]:
    """The share of events in each of several groups at once; each as `clustered_share` has it.

    `group` is one an observation, a whole number below `groups`; an account may have observations in several.
    """
    place = account.astype(np.int64) * groups + group
    wholes = np.bincount(place, minlength=accounts * groups).reshape(accounts, groups)
    parts = np.bincount(place[event], minlength=accounts * groups).reshape(accounts, groups)
    totals, events = wholes.sum(axis=0), parts.sum(axis=0)
    shares = events / np.maximum(totals, 1)
    spread = (parts**2).sum(axis=0) - 2 * shares * (parts * wholes).sum(axis=0) + shares**2 * (wholes**2).sum(axis=0)
    found = []
    for k in range(groups):
        n = int(totals[k])
        if not n:
            found.append(GroupRate(0, 0, 0, Interval(None, None, None, 0)))
            continue
        effective = float(n) ** 2 / float((wholes[:, k] ** 2).sum())
        if 0 < events[k] < n and spread[k] > 0:
            effective = float(shares[k] * (1 - shares[k]) * float(n) ** 2 / spread[k])
        bounds = wilson(float(shares[k]) * effective, effective)
        rate = Interval(float(shares[k]), bounds.low, bounds.high, n)
        found.append(GroupRate(n, int(np.count_nonzero(wholes[:, k])), int(events[k]), rate))
    return tuple(found)


def clustered_difference(
    first: npt.ArrayLike,
    second: npt.ArrayLike,
    whole: npt.ArrayLike,
    account: npt.NDArray[np.integer],
    accounts: int,
    level: float = 0.95,
) -> Interval:
    """Share of `second` minus share of `first` in the same `whole`, paired, with accounts as the units.

    Bounds are None with fewer than two accounts. A difference that is the same in all has an interval of no width.
    Source: Cochran (1977), eq. 2.39, for the ratio of the sums of second - first and whole.
    """
    gap = np.asarray(second, dtype=np.float64) - np.asarray(first, dtype=np.float64)
    mine, ours = _by_account(gap, account, accounts), _by_account(whole, account, accounts)
    n, total, groups = int(np.size(whole)), float(ours.sum()), int(np.count_nonzero(ours))
    if total <= 0.0:
        return Interval(None, None, None, n)
    value = float(mine.sum()) / total
    if groups < 2:
        return Interval(value, None, None, n)
    error = sqrt(groups / (groups - 1) * float(((mine - value * ours) ** 2).sum())) / total
    half = normal_quantile(level) * error
    return Interval(value, max(-1.0, value - half), min(1.0, value + half), n)


def _by_account(values: npt.ArrayLike, account: npt.NDArray[np.integer], accounts: int) -> FloatArray:
    weights = np.asarray(values, dtype=np.float64)
    return np.asarray(np.bincount(account, weights=weights, minlength=accounts), dtype=np.float64)


def _kish(whole: FloatArray) -> float:
    """How many equal weights vary as much as these (Kish 1965)."""
    return float(whole.sum()) ** 2 / float((whole**2).sum())
