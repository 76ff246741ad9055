"""Dates far from all others of their column: a slip of a key that would move the data's first or last day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

# In months. Where dates come close together, some years without any are enough; else it takes ten.
_DENSE_GAP, _SPARSE_GAP = 36, 120
_DENSE_MONTHS, _SPARSE_MONTHS = 6, 3
_TIMES_DENSE, _TIMES_SPARSE = 10, 3
_MOST = 0.25  # of the months may be far off


@dataclass(frozen=True, slots=True)
class Range:
    """Moments from `first` on and before `after` are near the others (UTC); None: without a bound."""

    first: dt.datetime | None = None
    after: dt.datetime | None = None

    def outside(self, values: pa.Array) -> pa.Array:
        """Mask of the values out of range."""
        mask = pa.repeat(pa.scalar(False), len(values))
        if self.first is not None:
            mask = pc.or_(mask, pc.fill_null(pc.less(values, pa.scalar(self.first, values.type)), False))
        if self.after is not None:
            mask = pc.or_(mask, pc.fill_null(pc.greater_equal(values, pa.scalar(self.after, values.type)), False))
        return mask

    def in_words(self) -> str:
        """'1 January 2024 – 31 May 2025'."""
        first = "" if self.first is None else _day(self.first)
        last = "" if self.after is None else _day(self.after - dt.timedelta(days=1))
        return f"{first} – {last}".strip() if first and last else f"until {last}" if last else f"since {first}"


ALWAYS = Range()


def near_range(values: pa.Array, dense: bool, past: bool) -> Range:
    """The range that leaves out the months far from all others, without bounds where there are none such.

    `dense`: whether such dates usually come every month, so that a few years without one are much. `past`: whether
    dates long before the others are as doubtful as those long after. Decided on the different months alone, whatever
    the number of rows.
    """
    months = np.unique(_months(values))
    if len(months) <= _SPARSE_MONTHS:
        return ALWAYS
    cut = _cut(months, dense)
    after = None if cut is None else _start(int(months[cut - 1]) + 1)
    low = _cut(-months[::-1], dense) if past else None
    first = None if low is None else _start(int(months[len(months) - low]))
    return Range(first, after)


def _cut(months: np.ndarray[tuple[int], np.dtype[np.int64]], dense: bool) -> int | None:
    """How many of the sorted months stand before the gap behind which those far off lie; None without such a gap."""
    gaps = np.diff(months)
    least = max(_SPARSE_MONTHS, len(months) - max(1, int(_MOST * len(months))))
    for kept in range(least, len(months)):
        gap, within, span = int(gaps[kept - 1]), int(gaps[: kept - 1].max()), int(months[kept - 1] - months[0])
        if gap >= max(_SPARSE_GAP, span, _TIMES_SPARSE * within):
            return kept
        if dense and kept >= _DENSE_MONTHS and gap >= max(_DENSE_GAP, span, _TIMES_DENSE * within):
            return kept
    return None


def _months(values: pa.Array) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    filled = pc.drop_null(values)
    numbers = pc.add(pc.multiply(pc.year(filled), 12), pc.subtract(pc.month(filled), 1))
    return np.asarray(pc.unique(numbers).to_numpy(zero_copy_only=False), dtype=np.int64)


def _start(month: int) -> dt.datetime:
    return dt.datetime(month // 12, month % 12 + 1, 1)  # noqa: DTZ001 - the store's plain UTC


def _day(moment: dt.datetime) -> str:
    return f"{moment.day} {moment:%B %Y}"
