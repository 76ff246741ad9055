"""Kaplan-Meier survival with late entry, its band, quantiles and restricted mean."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from csm_core.stats.arrays import BoolArray, FloatArray, distinct_rows
from csm_core.stats.intervals import Interval, normal_quantile, wilson

_ROUNDING = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class SurvivalCurve:
    """A step curve: one entry per time at which somebody was lost; before the first, survival is 1.

    `times` in the caller's unit; `at_risk` and `events` are counts (or weights) at that time;
    `survival`, `low`, `high` are shares just after it. `log_variance` is Greenwood's sum of
    d / (n (n - d)), inf where nobody is left. `last_time` is the latest time anybody was seen at
    (None for no rows). `from_time` is the earliest age seen: above 0, the curve is for customers that
    reached that age. `n` counts all rows.
    """

    times: FloatArray
    at_risk: FloatArray
    events: FloatArray
    survival: FloatArray
    low: FloatArray
    high: FloatArray
    log_variance: FloatArray
    n: float
    from_time: float
    last_time: float | None

    def at(self, times: npt.ArrayLike) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Survival, low and high at the given times (right-continuous; the last step is carried on)."""
        index = np.searchsorted(self.times, np.asarray(times, dtype=np.float64), side="right")
        survival, low, high = (np.concatenate([[1.0], v]) for v in (self.survival, self.low, self.high))
        return survival[index], low[index], high[index]


@dataclass(frozen=True, slots=True, eq=False)
class RiskTable:
    """Per distinct event time: how many were at risk just before it and how many were lost at it."""

    times: FloatArray
    at_risk: FloatArray
    events: FloatArray


def risk_table(
    duration: npt.ArrayLike,
    lost: npt.ArrayLike,
    customers: npt.ArrayLike | None = None,
    entry: npt.ArrayLike | None = None,
    times: FloatArray | None = None,
) -> RiskTable:
    """Count customers at risk and lost at each event time (or at the given sorted `times`).

    Parameters are those of `kaplan_meier`. A customer is at risk at t when entry < t <= duration, and
    from the start when entry is 0; so who is censored at t is still at risk at t.
    """
    spent, event, count, late = _checked(duration, lost, customers, entry)
    if times is None:
        times = np.unique(spent[event])
    by_end, by_entry = np.argsort(spent, kind="stable"), np.argsort(late, kind="stable")
    gone = np.concatenate([[0.0], np.cumsum(count[by_end])])
    come = np.concatenate([[0.0], np.cumsum(count[by_entry])])
    at_risk = (
        come[np.searchsorted(late[by_entry], times, side="left")]
        - gone[np.searchsorted(spent[by_end], times, side="left")]
    )
    index = np.searchsorted(times, spent[event])
    is_event_time = np.isin(spent[event], times)
    events = np.bincount(index[is_event_time], weights=count[event][is_event_time], minlength=times.size)
    return RiskTable(times, at_risk, events.astype(np.float64))


def kaplan_meier(
    duration: npt.ArrayLike,
    lost: npt.ArrayLike,
    customers: npt.ArrayLike | None = None,
    entry: npt.ArrayLike | None = None,
    level: float = 0.95,
) -> SurvivalCurve:
    """Product-limit estimate with Greenwood's band on the log-log scale.

    Parameters
    ----------
    duration : age at which a customer was lost or last seen, not negative
    lost : True where it was lost at that age, False where it was still there (right-censored)
    customers : customers like this, 1 each unless given, so that counts can be passed
    entry : age at which it came into view, 0 unless given (left truncation); below `duration`, except
        that both may be 0

    Notes
    -----
    S(t) = prod (1 - d / n) over event times up to t (Kaplan & Meier 1958, JASA 53); variance by
    Greenwood (1926); band exp(-exp(log(-log S) +- z sqrt(v) / log S)) of Kalbfleisch & Prentice
    (2002), section 1.4; it is [0, 0] where S is 0. Losses come before censorings at ties. Assumes
    that who is censored, or enters late, is like the rest.

    """
    spent, event, count, late = _checked(duration, lost, customers, entry)
    table = risk_table(spent, event, count, late)
    left = table.at_risk - table.events
    # Differences of running sums of weights can miss 0 by rounding.
    left = np.where(left <= _ROUNDING * table.at_risk, 0.0, left)
    survival = np.asarray(np.cumprod(left / table.at_risk), dtype=np.float64)
    with np.errstate(divide="ignore"):
        log_variance = np.asarray(np.cumsum(table.events / (table.at_risk * left)), dtype=np.float64)
    low, high = _log_log_band(survival, log_variance, normal_quantile(level))
    return SurvivalCurve(
        table.times,
        table.at_risk,
        table.events,
        survival,
        low,
        high,
        log_variance,
        float(count.sum()),
        float(np.maximum(late, 0.0).min()) if late.size else 0.0,
        float(spent.max()) if spent.size else None,
    )


def survival_quantile(curve: SurvivalCurve, share_lost: float = 0.5) -> Interval:
    """Time by which a share has been lost: the median lifetime unless asked otherwise.

    The first time at which S falls to 1 - share_lost or below (where S rests exactly on it, the left
    end), with the interval that inverts the band: Brookmeyer & Crowley (1982), Biometrics 38. Each
    of value, low and high is None where the curve does not reach it. That all who were seen are lost does not
    bound a quantile from above, as the band has no width there; nor does that none was lost before the first
    one bound it from below, where so few might all be kept of a larger share that is lost (Wilson 1927).
    """
    keep = 1.0 - share_lost + _ROUNDING

    def first(is_reached: BoolArray) -> float | None:
        reached = np.flatnonzero(is_reached)
        return float(curve.times[reached[0]]) if reached.size else None

    all_kept = wilson(curve.n, curve.n).low
    low = first(curve.low <= keep) if all_kept is not None and all_kept > keep else None
    high = first((curve.high <= keep) & (curve.survival > 0.0))
    return Interval(first(curve.survival <= keep), low, high, curve.n)


def restricted_mean(curve: SurvivalCurve, horizon: float, level: float = 0.95) -> Interval:
    """Mean lifetime within the horizon: the area under the curve up to it, in the unit of time.

    Variance: sum over event times of (area from t to the horizon)^2 d / (n (n - d)), Klein &
    Moeschberger (2003), eq. 4.5.2; the interval is cut at 0 and the horizon. The value is None where
    the horizon passes the last time seen while some customers are still there.
    """
    unknown = Interval(None, None, None, curve.n)
    if curve.last_time is None or horizon <= 0:
        return unknown
    all_lost = curve.survival.size > 0 and float(curve.survival[-1]) == 0.0
    if horizon > curve.last_time and not all_lost:
        return unknown
    within = curve.times < horizon
    knots = np.concatenate([[0.0], curve.times[within], [horizon]])
    heights = np.concatenate([[1.0], curve.survival[within]])
    pieces = heights * np.diff(knots)
    value = float(pieces.sum())
    after = np.cumsum(pieces[::-1])[::-1][1:]
    d, n = curve.events[within], curve.at_risk[within]
    # Where everybody left is lost, n - d is 0, but so is the area after it.
    terms = np.divide(after**2 * d, n * (n - d), out=np.zeros(d.size), where=after > 0)
    half = normal_quantile(level) * float(np.sqrt(terms.sum()))
    return Interval(value, max(value - half, 0.0), min(value + half, horizon), curve.n)


def _log_log_band(survival: FloatArray, log_variance: FloatArray, z: float) -> tuple[FloatArray, FloatArray]:
    low, high = np.zeros(survival.size), np.zeros(survival.size)
    inner = (survival > 0.0) & (survival < 1.0)
    log_survival = np.log(survival[inner])
    shift = z * np.sqrt(log_variance[inner]) / log_survival
    low[inner] = np.exp(log_survival * np.exp(-shift))
    high[inner] = np.exp(log_survival * np.exp(shift))
    low[survival == 1.0] = high[survival == 1.0] = 1.0
    return low, high


def _checked(
    duration: npt.ArrayLike, lost: npt.ArrayLike, customers: npt.ArrayLike | None, entry: npt.ArrayLike | None
) -> tuple[FloatArray, BoolArray, FloatArray, FloatArray]:
    """Age, loss, customers and entry of each distinct row, in order; an entry from the start lies below every age."""
    spent, event = np.asarray(duration, dtype=np.float64), np.asarray(lost, dtype=np.bool_)
    late = None if entry is None else np.asarray(entry, dtype=np.float64)
    count = None if customers is None else np.asarray(customers, dtype=np.float64)
    if bool(np.any(spent < 0)) or (count is not None and bool(np.any(count < 0))):
        raise ValueError("durations and counts must not be negative")
    if late is not None:
        late = np.where(late <= 0, -np.inf, late)
        if bool(np.any(late >= spent)):
            raise ValueError("entry must lie below duration")
    columns: list[npt.NDArray[Any]] = [spent, event] if late is None else [spent, event, late]
    if count is not None:
        use = count > 0
        columns, count = [column[use] for column in columns], count[use]
    (spent, event, *entries), pooled = distinct_rows(columns, count)
    return spent, event, pooled, entries[0] if entries else np.full(spent.size, -np.inf)
