"""How the moments of a lake's events are read, and what becomes of its rows: from how many there are of each kind."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa

from csm_core.engines.spark_use import MomentReading
from csm_core.intake.batch import Issue
from csm_core.intake.cells.far_dates import Range, near_range
from csm_core.intake.check.coarse_use import DatesOfUse, ShownGrain, read_grain
from csm_core.intake.mapping import FileMapping
from csm_core.intake.values.typed_columns import TypedColumns
from csm_core.tables.table import ARROW, Type

_AT = "event_at"
_EPOCH = dt.datetime(1970, 1, 1)  # noqa: DTZ001 - the store's plain UTC
FAR = "far_date"


@dataclass(frozen=True, slots=True)
class DecidedUse:
    """`kept`: rows that nothing speaks against. `causes`: rows by why they are quarantined. `months`: those that any
    moment is of, counted from the year 0. `empty_minutes` and `empty_counts`: figures that are none."""

    reading: MomentReading
    near: Range
    rows_in: int
    kept: int
    causes: dict[str, int]
    months: tuple[int, ...]
    empty_minutes: int
    empty_counts: int
    issues: tuple[Issue, ...]

    @classmethod
    def of(cls, tally: pa.Table, mapping: FileMapping, months: Sequence[int] = ()) -> DecidedUse:
        """From what the cluster counted (`UseRows.tally`); `months`: those of rows that are here already."""
        kinds = tally.to_pylist()
        read = [one for one in kinds if one["state"] == "read"]
        shows_times = any(not one["is_midnight"] for one in read)
        days = {one["utc_day" if shows_times else "day"]: _EPOCH for one in read}
        days = {day: _EPOCH + dt.timedelta(days=day) for day in days}
        months = tuple(sorted({day.year * 12 + day.month - 1 for day in days.values()} | set(months)))
        near = _near(mapping, months)
        causes: dict[str, int] = {}
        for one in kinds:
            cause = _cause(one, near, days.get(one["utc_day" if shows_times else "day"]))
            causes[cause] = causes.get(cause, 0) + one["row_count"]
        kept = causes.pop("", 0)
        believed = [one for one in days.values() if _is_near(near, one)]
        shown = ShownGrain() if shows_times else _shown(mapping, believed, kept)
        grain, issues = _grain(mapping, shown)
        midnights = mapping.options.midnights
        reading = MomentReading(
            shows_times, midnights == "dates", midnights == "moments", near.first, near.after, grain
        )
        rows_in = sum(one["row_count"] for one in kinds)
        minutes, counts = (sum(one[name] for one in kinds) for name in ("wrong_minutes", "wrong_count"))
        return cls(reading, near, rows_in, kept, causes, months, minutes, counts, issues)


def _near(mapping: FileMapping, months: Sequence[int]) -> Range:
    limits = mapping.options.date_range
    if limits is not None:
        first, last = (dt.datetime.fromisoformat(one) for one in limits)
        return Range(first, last + dt.timedelta(days=1))
    starts = [dt.datetime(month // 12, month % 12 + 1, 1) for month in months]  # noqa: DTZ001
    return near_range(pa.array(starts, ARROW[Type.MOMENT]), dense=True, past=True)


def _is_near(near: Range, day: dt.datetime) -> bool:
    return (near.first is None or day >= near.first) and (near.after is None or day < near.after)


def _cause(kind: dict[str, object], near: Range, day: dt.datetime | None) -> str:
    """Why rows of this kind are quarantined, by the cluster's word for it; empty where they are kept."""
    words = {"unread": "not_a_date", "placeholder": "placeholder_date", "empty": "missing_moment"}
    state = str(kind["state"])
    if state != "read":
        return words[state]
    if day is not None and not _is_near(near, day):
        return FAR
    return "missing_who" if kind["lacks_who"] else ""


def _shown(mapping: FileMapping, days: Sequence[dt.datetime], rows: int) -> ShownGrain:
    dates = DatesOfUse(mapping)
    dates.take(pa.array([], pa.string()), pa.array(days, ARROW[Type.MOMENT]), rows)
    return dates.outcome()


def _grain(mapping: FileMapping, shown: ShownGrain) -> tuple[str | None, tuple[Issue, ...]]:
    typed = TypedColumns(pa.array([0], pa.int64()), {_AT: pa.array([None], ARROW[Type.MOMENT])})
    read_grain(typed, mapping, shown)
    grain = typed.columns["grain"][0].as_py() if "grain" in typed.columns else None
    return grain, typed.issues
