"""Shares and their differences where several observations belong to one account."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
import numpy.typing as npt

from csm_core.stats.arrays import FloatArray
from csm_core.stats.intervals import Interval, normal_quantile, wilson_bounds
from csm_core.stats.moments import Moments, effective_number


def share_bounds(
    moments: Moments, observations: npt.ArrayLike | None = None, level: float = 0.95
) -> tuple[FloatArray, FloatArray]:
    """Bounds of many shares at once, NaN where the wholes add up to nothing.

    Parameters
    ----------
    moments : sums over the accounts of each cell, where every account's part lies between 0 and its whole
    observations : how many independent ones there are at most, such as answers; by default Kish's number of equal
        accounts, for wholes that are weights

    Notes
    -----
    Wilson's interval on the effective number of observations (Korn & Graubard 1998, Survey Methodology 24; Dean &
    Pagano 2015, Journal of Survey Statistics and Methodology 3). With one observation of equal weight an account it
    is Wilson's interval itself.

    """
    share = np.clip(moments.ratio, 0.0, 1.0)
    most = moments.even_accounts if observations is None else np.asarray(observations, dtype=np.float64)
    number = effective_number(share * (1.0 - share), moments, most)
    is_finite = np.isfinite(share) & np.isfinite(number)
    number = np.where(is_finite, number, 0.0)
    return wilson_bounds(np.where(is_finite, share, 0.0) * number, number, level)


def clustered_share(
    part: npt.ArrayLike, whole: npt.ArrayLike, account: npt.NDArray[np.integer], accounts: int, level: float = 0.95
) -> Interval:
    """Sum of `part` over sum of `whole`, a share, with accounts as the units that vary.

    Parameters
    ----------
    part, whole : one an observation, 0 <= part <= whole
    account : whose observation it is, whole numbers below `accounts`

    Returns
    -------
    n is the number of observations; the value is None without any. The bounds are those of `share_bounds`.
    """
    weights = np.asarray(whole, dtype=np.float64)
    parts, ours = _by_account(part, account, accounts), _by_account(weights, account, accounts)
    n, total = int(weights.size), float(ours.sum())
    if total <= 0.0:
        return Interval(None, None, None, n)
    moments = Moments.of(parts, ours)
    low, high = share_bounds(moments, [total**2 / float((weights**2).sum())], level)
    return Interval(min(1.0, max(0.0, float(moments.ratio[0]))), float(low[0]), float(high[0]), n)


def share_by_account(event: Sequence[bool], account: Sequence[object]) -> Interval:
    """The share of cases with the event, one entry a case; a case whose account is None stands for itself."""
    names: dict[object, int] = {}
    codes = [names.setdefault((index,) if name is None else name, len(names)) for index, name in enumerate(account)]
    return clustered_share(event, np.ones(len(codes)), np.array(codes, dtype=np.int64), len(names))


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
    group_codes = account.astype(np.int64) * groups + group
    wholes = np.bincount(group_codes, minlength=accounts * groups).reshape(accounts, groups)
    parts = np.bincount(group_codes[event], minlength=accounts * groups).reshape(accounts, groups)
    totals, events = wholes.sum(axis=0), parts.sum(axis=0)
    counts = np.count_nonzero(wholes, axis=0)
    moments = Moments(
        *(
            np.asarray(sums, dtype=np.float64)
            for sums in (
                events,
                totals,
                (parts**2).sum(axis=0),
                (parts * wholes).sum(axis=0),
                (wholes**2).sum(axis=0),
                counts,
            )
        )
    )
    low, high = share_bounds(moments, totals)
    return tuple(
        GroupRate(int(n), int(count), int(hits), Interval(float(hits / n), float(below), float(above), int(n)))
        if n
        else GroupRate(0, 0, 0, Interval(None, None, None, 0))
        for n, count, hits, below, above in zip(totals, counts, events, low, high, strict=True)
    )


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
    gaps, ours = _by_account(gap, account, accounts), _by_account(whole, account, accounts)
    n, total, groups = int(np.size(whole)), float(ours.sum()), int(np.count_nonzero(ours))
    if total <= 0.0:
        return Interval(None, None, None, n)
    value = float(gaps.sum()) / total
    if groups < 2:
        return Interval(value, None, None, n)
    error = sqrt(groups / (groups - 1) * float(((gaps - value * ours) ** 2).sum())) / total
    half = normal_quantile(level) * error
    return Interval(value, max(-1.0, value - half), min(1.0, value + half), n)


def _by_account(values: npt.ArrayLike, account: npt.NDArray[np.integer], accounts: int) -> FloatArray:
    weights = np.asarray(values, dtype=np.float64)
    return np.asarray(np.bincount(account, weights=weights, minlength=accounts), dtype=np.float64)
