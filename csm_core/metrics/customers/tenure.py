"""How long from one day to another, in calendar periods, to the day."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from csm_core.periods import Grain

Days: TypeAlias = npt.NDArray[np.datetime64]
Lengths: TypeAlias = npt.NDArray[np.float64]

_MONTHS = {Grain.MONTH: 1.0, Grain.QUARTER: 3.0, Grain.YEAR: 12.0}
_DAYS = {Grain.DAY: 1.0, Grain.WEEK: 7.0}


def elapsed_months(starts: Days, ends: Days) -> Lengths:
    """Months from each start to each end (not before it): whole ones from monthday to monthday, and the share of
    the month that is begun.

    5 January to 5 March is 2, whatever the months' lengths: who leaves at the end of a monthly term has a whole
    number of months. A day that a month lacks is its last day, so 31 January to 28 February 2023 is 1.
    """
    first, last = starts.astype("datetime64[M]"), ends.astype("datetime64[M]")
    whole = (last - first).astype(np.int64)
    monthday = (starts.astype("datetime64[D]") - first.astype("datetime64[D]")).astype(np.int64)
    ends_on = ends.astype("datetime64[D]")
    whole = whole - (_same_day(first, monthday, whole) > ends_on)
    reached, following = _same_day(first, monthday, whole), _same_day(first, monthday, whole + 1)
    begun = (ends_on - reached).astype(np.float64) / (following - reached).astype(np.float64)
    return np.asarray(whole + begun, dtype=np.float64)


def in_periods(starts: Days, ends: Days, months: Lengths, grain: Grain) -> Lengths:
    """Stays in periods of a grain: days and weeks by the day, quarters and years as 3 and 12 of their months."""
    if grain in _DAYS:
        days = (ends.astype("datetime64[D]") - starts.astype("datetime64[D]")).astype(np.float64)
        return np.asarray(days / _DAYS[grain], dtype=np.float64)
    return months / _MONTHS[grain]


def _same_day(first: Days, monthday: npt.NDArray[np.int64], months: npt.NDArray[np.int64]) -> Days:
    """The day so many months on, cut to the month's length; `first` are months, `monthday` counts from 0."""
    month = first + months
    day = month.astype("datetime64[D]")
    length = ((month + 1).astype("datetime64[D]") - day).astype(np.int64)
    return np.asarray(day + np.minimum(monthday, length - 1))
