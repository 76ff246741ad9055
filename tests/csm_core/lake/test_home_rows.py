"""Rows of use made of the stretches that a cluster put together."""

from datetime import date, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pyarrow as pa

from csm_core.engines.spark_use import FIRST_SLICED_MICROS, SLICE_MICROS, TEXTS
from csm_core.lake.home_rows import home_rows
from csm_core.tables.catalogue import TABLES

_MINUTE = 60_000_000


def stretch(first: int, last: int, events: int, minutes: float | None, row_count: int) -> dict[str, object]:
    moments = {"first_at": first, "last_at": last, "is_use": events > 0}
    return dict.fromkeys(TEXTS, "x") | moments | {"events": events, "minutes": minutes, "row_count": row_count}


def test_a_stretch_becomes_its_first_and_its_last_row_with_all_uses_minutes_and_rows() -> None:
    rows = home_rows(pa.Table.from_pylist([stretch(0, 5 * _MINUTE, 7, 2.5, 4)]), None, before=10)
    assert rows.schema == TABLES["events"].schema
    shown = rows.select(["event_at", "event_count", "duration_minutes", "row_count", "source_row"]).to_pylist()
    assert [tuple(row.values()) for row in shown] == [
        (datetime(1970, 1, 1, 0, 0), 6, 2.5, 3, 11),  # noqa: DTZ001 - the store's plain UTC
        (datetime(1970, 1, 1, 0, 5), 1, None, 1, 12),  # noqa: DTZ001
    ]


def test_one_moment_stays_one_row_and_no_use_stays_none() -> None:
    stretches = [stretch(0, 0, 3, None, 2), stretch(0, _MINUTE, 0, None, 2)]
    rows = home_rows(pa.Table.from_pylist(stretches, _schema()), None, before=0)
    assert rows.column("event_count").to_pylist() == [3, 0, 0]
    assert rows.column("row_count").to_pylist() == [2, 1, 1]


def test_no_day_of_any_time_zone_begins_within_a_stretch() -> None:
    length = SLICE_MICROS // 1_000_000
    first = FIRST_SLICED_MICROS // 1_000_000
    within = []
    for name in sorted(available_timezones()):
        zone = ZoneInfo(name)
        offsets = [(since, _offset(since, zone)) for since in range(first, first + 26 * 31_557_600, 28 * 86_400)]
        for (start, offset), (end, later) in pairwise(offsets):
            change = _change(start, end, zone) if offset != later else start
            # The quarter of an hour in which the clocks change, and one by the clock before.
            for begun in (change - change % length, start - start % length):
                days = {_day(begun, zone), _day(begun + length - 1, zone)}
                within += [(name, begun)] if len(days) > 1 else []
            within += [(name, start)] if offset % length else []
    assert within == []


def _change(start: int, end: int, zone: ZoneInfo) -> int:
    """The first second with another offset than at `start`."""
    before = _offset(start, zone)
    while end - start > 1:
        middle = (start + end) // 2
        start, end = (middle, end) if _offset(middle, zone) == before else (start, middle)
    return end


def _offset(second: int, zone: ZoneInfo) -> int:
    offset = datetime.fromtimestamp(second, zone).utcoffset()
    assert offset is not None
    return int(offset.total_seconds())


def _day(second: int, zone: ZoneInfo) -> date:
    return datetime.fromtimestamp(second, zone).date()


def _schema() -> pa.Schema:
    texts = [(name, pa.string()) for name in TEXTS]
    moments = [("first_at", pa.int64()), ("last_at", pa.int64()), ("is_use", pa.bool_())]
    return pa.schema([*texts, *moments, ("events", pa.int64()), ("minutes", pa.float64()), ("row_count", pa.int64())])
