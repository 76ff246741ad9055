"""The interval of a ratio of sums over accounts, by what one account can do to it."""

from __future__ import annotations

from enum import StrEnum

import numpy as np
import numpy.typing as npt

from csm_core.stats.arrays import BoolArray, FloatArray
from csm_core.stats.clustered_share import share_bounds
from csm_core.stats.intervals import Interval, student_quantile
from csm_core.stats.moments import Moments

# Rocks (2016) adds 3/4 promoter, 3/2 passive and 3/4 detractor to a Net Promoter Score. An account that leaves, stays
# as it is or doubles is as far from the middle as those.
_EXTRA_ACCOUNTS = 3.0
_EXTRA_SPREAD = 1.5


class Kind(StrEnum):
    """What kind of ratio it is."""

    SHARE = "share"  # each account's part lies between nothing and its whole: GRR, churn
    COUNTED = "counted share"  # the same, and the wholes count observations: days, users, answers
    CHANGE = "change"  # what became of a whole, which may pass it: NRR, licences
    AMOUNT = "amount"  # positive amounts, without a highest one: revenue per account, minutes per session


INTERVALS = {
    Kind.SHARE: (
        "Wilson's score interval for as many equal accounts as would vary as much as these: an account is drawn "
        "whole, with its weight."
    ),
    Kind.COUNTED: (
        "Wilson's score interval for as many independent observations as would vary as much as these: what belongs "
        "to one account is not independent."
    ),
    Kind.CHANGE: (
        "Adjusted Wald over accounts, each drawn whole: before the interval is taken, three more of middle weight "
        "are added, 1½ of them as they all are, ¾ worse and ¾ better by one whole; Student's t."
    ),
    Kind.AMOUNT: (
        "Student's t over accounts on the logarithm of the ratio, each account drawn whole; none for fewer "
        "than three accounts, and where nothing varies."
    ),
}


def ratio_bounds(moments: Moments, kind: Kind, inside: npt.ArrayLike = True) -> tuple[FloatArray, FloatArray]:
    """Bounds of each cell's ratio at 95 %, NaN where there are none; they hold the ratio.

    Parameters
    ----------
    inside : whether every part of a cell lies between 0 and its whole; a share of which one does not is taken as a
        change
    """
    if kind is Kind.AMOUNT:
        return _amount_bounds(moments)
    low, high = _change_bounds(moments)
    if kind is Kind.CHANGE:
        return low, high
    is_share = np.broadcast_to(np.asarray(inside, dtype=np.bool_), moments.wholes.shape) & (moments.wholes > 0)
    share_low, share_high = share_bounds(moments, moments.wholes if kind is Kind.COUNTED else None)
    return np.where(is_share, share_low, low), np.where(is_share, share_high, high)


def ratio_interval(part: npt.ArrayLike, whole: npt.ArrayLike, kind: Kind) -> Interval:
    """The ratio of one cell, from one entry an account; without value where the wholes add up to nothing."""
    y, x = np.asarray(part, dtype=np.float64), np.asarray(whole, dtype=np.float64)
    moments = Moments.of(y, x)
    if moments.wholes[0] == 0:
        return Interval(None, None, None, y.size)
    low, high = (float(bound[0]) for bound in ratio_bounds(moments, kind, bool(lies_inside(y, x).all())))
    value = float(moments.ratio[0])
    return Interval(value, None if np.isnan(low) else low, None if np.isnan(high) else high, y.size)


def lies_inside(part: FloatArray, whole: FloatArray) -> BoolArray:
    """Whether each part lies between nothing and its whole, but for rounding."""
    slack = 1e-9 * np.abs(whole)
    return np.asarray((part >= -slack) & (part <= whole + slack), dtype=np.bool_)


def _change_bounds(moments: Moments) -> tuple[FloatArray, FloatArray]:
    """The extra accounts lie evenly round the ratio, so it stays in the middle."""
    ratio = moments.ratio
    out = np.full(ratio.shape, np.nan)
    weight = np.divide(moments.whole_squares, np.abs(moments.wholes), out=out, where=moments.wholes != 0)
    spread = moments.residual_squares(ratio) + _EXTRA_SPREAD * weight**2
    error = np.sqrt(spread) / (np.abs(moments.wholes) + _EXTRA_ACCOUNTS * weight)
    half = student_quantile(moments.accounts - 1 + _EXTRA_ACCOUNTS) * error
    return ratio - half, ratio + half


def _amount_bounds(moments: Moments) -> tuple[FloatArray, FloatArray]:
    """ratio · exp(± t se / ratio); se² = n / (n − 1) · sum e² / (sum x)² (Cochran 1977, eq. 6.13), delta method.

    Of two accounts Student's t has one degree of freedom: on the logarithm it reaches from nothing to any amount.
    """
    ratio, n = moments.ratio, moments.accounts
    spread = moments.residual_squares(ratio)
    is_bounded = (n > 2) & (ratio > 0) & (spread > 0)
    freedom = np.where(is_bounded, n - 1, 1.0)
    error = np.sqrt(np.where(is_bounded, n / freedom * spread, 0.0)) / np.where(
        is_bounded, np.abs(moments.wholes), 1.0
    )
    factor = np.exp(student_quantile(freedom) * error / np.where(is_bounded, ratio, 1.0))
    return np.where(is_bounded, ratio / factor, np.nan), np.where(is_bounded, ratio * factor, np.nan)
