"""The days of a column of moments that are dates without a time, as whole numbers that can be reckoned with."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from csm_core.midnights import unmarked

_MINUTE = 60_000_000
_DAY = 1_440 * _MINUTE


@dataclass(frozen=True, slots=True)
class PlainDates:
    """`are`: where the row has a date without a time. `number`: its day since 1970 (0 where it has none)."""

    are: npt.NDArray[np.bool_]
    number: npt.NDArray[np.int64]

    @classmethod
    def of(cls, moments: pa.Array) -> PlainDates:
        """From a column of timestamps in microseconds; a midnight that is a moment counts as the date it begins."""
        micros = _micros(unmarked(moments))
        are = micros % _DAY == 0
        return cls(are, np.where(are, micros // _DAY, 0))

    @classmethod
    def days_of(cls, moments: pa.Array) -> PlainDates:
        """The days of all moments, whatever their time."""
        are = pc.is_valid(moments).to_numpy(zero_copy_only=False)
        return cls(are, np.where(are, _micros(moments) // _DAY, 0))

    @classmethod
    def last_minutes(cls, moments: pa.Array) -> PlainDates:
        """The days of the moments that lie in the last minute of a day."""
        micros = _micros(moments)
        are = micros % _DAY >= _DAY - _MINUTE
        return cls(are, np.where(are, micros // _DAY, 0))

    def moments(self, others: pa.Array) -> pa.Array:
        """The dates as timestamps; of `others` where there is none. Who is a moment in `others` stays one."""
        marks = pc.subtract(others.cast(pa.int64()), unmarked(others).cast(pa.int64()))
        return pc.if_else(pa.array(self.are), pc.add(pa.array(self.number * _DAY), marks).cast(others.type), others)

    def later(self, days: int) -> PlainDates:
        """So many days later."""
        return PlainDates(self.are, self.number + days)

    @property
    def month(self) -> npt.NDArray[np.int64]:
        """Months since January 1970."""
        return self.number.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)

    @property
    def day(self) -> npt.NDArray[np.int64]:
        """Day of the month, from 1."""
        return self.number - _first_day(self.month) + 1

    @property
    def month_length(self) -> npt.NDArray[np.int64]:
        """Days in the date's month."""
        return _first_day(self.month + 1) - _first_day(self.month)


def _first_day(months: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    return months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)


def _micros(moments: pa.Array) -> npt.NDArray[np.int64]:
    """Microseconds since 1970; where there is no moment, one that is no date."""
    micros: npt.NDArray[np.int64] = pc.fill_null(pc.cast(moments, pa.int64()), 1).to_numpy(zero_copy_only=False)
    return micros
