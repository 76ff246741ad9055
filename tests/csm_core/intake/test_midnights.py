"""A midnight that is a moment follows the time zone; a date without a time stays, from the file to the day."""

import io
import json
from datetime import UTC, date, datetime, timedelta

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from csm_core.engines.limits import Limits
from csm_core.facts.framework.fact import Day
from csm_core.intake.cells.arrow_texts import arrow_texts
from csm_core.intake.cells.moments import Order
from csm_core.intake.mapping import MappingFile
from csm_core.intake.options import Midnights
from csm_core.intake.read.source import Source
from csm_core.intake.read.workbook import read_workbook
from csm_core.intake.values.parse_column import Reading, parse_column
from csm_core.intake.worker.work import ingest_source
from csm_core.midnights import marked, unmarked
from csm_core.store.workspace import Workspace
from csm_core.tables.catalogue import Type
from tests.csm_core.facts.reading import fact_rows
from tests.csm_core.intake.taking import take
from tests.workspaces import LOADED_AT

ZONES = ("America/New_York", "Asia/Tokyo", "UTC")
# Midnight of UTC is the evening before in New York (UTC-5) and nine in the morning in Tokyo (UTC+9).
EVENING = (date(2024, 2, 29), date(2024, 3, 1), date(2024, 3, 1))
FIRST = (date(2024, 3, 1),) * 3
# 15:00 of UTC is ten in the morning in New York and the next midnight in Tokyo.
AFTERNOON = (date(2024, 3, 2), date(2024, 3, 3), date(2024, 3, 2))
SECOND = (date(2024, 3, 2),) * 3


def wall(*parts: int) -> datetime:
    return datetime(*parts)  # type: ignore[arg-type]  # noqa: DTZ001 - plain UTC, as the store keeps it


def local_days(
    texts: list[str], zone: str | None = None, order: Order = "dmy", midnights: Midnights | None = None
) -> list[tuple[date, ...]]:
    """The day of each text in the zones, as the facts take it."""
    reading = Reading(order=order, zone=zone, midnights=midnights)
    values = parse_column(pa.array(texts), Type.MOMENT, reading).values
    rows = pa.table({"at": values, "row": list(range(len(texts)))})
    days = ", ".join(Day(zone).of('"at"') for zone in ZONES)
    workspace = Workspace.in_memory(Limits(threads=1))
    with workspace.writing() as cursor:
        cursor.register("given", rows)
        return cursor.execute(f"select {days} from given order by row").fetchall()


@pytest.mark.parametrize(
    ("texts", "zone", "days"),
    [
        (["2024-03-01T00:00:00Z", "2024-03-02T15:00:00Z"], None, [EVENING, AFTERNOON]),
        (["2024-03-01T00:00:00Z"], None, [EVENING]),
        (["2024-03-01T09:00:00+09:00", "2024-03-03T00:00:00+09:00"], None, [EVENING, AFTERNOON]),
        (["1 March 2024 00:00 UTC", "2 March 2024 15:00 UTC"], None, [EVENING, AFTERNOON]),
        (["2024-03-01T00:00:00Z", "2024-03-02 00:00:00", "2024-03-02"], None, None),
        (["2024-03-01", "2024-03-02"], None, [FIRST, SECOND]),
        (["2024-03-01", "2024-03-02T15:00:00Z"], None, [FIRST, AFTERNOON]),
        (["2024-03-01 00:00:00", "2024-03-02 00:00:00"], None, [FIRST, SECOND]),
        (["2024-03-01 00:00", "2024-03-02 00:00"], "America/New_York", [FIRST, SECOND]),
        (["2024-03-01 00:00:00", "2024-03-02 15:00:00"], None, [EVENING, AFTERNOON]),
        (["01.03.2024 00:00", "02.03.2024 15:00"], None, [EVENING, AFTERNOON]),
        (["2024-02-29 24:00", "2024-03-02 15:00"], None, [EVENING, AFTERNOON]),
        (["2024-02-29 19:00", "2024-03-02 10:00"], "America/New_York", [EVENING, AFTERNOON]),
        (["2024-03-01 09:00", "2024-03-03 00:00"], "Asia/Tokyo", [EVENING, AFTERNOON]),
        (["1709251200", "1709391600"], None, [EVENING, AFTERNOON]),
        (["1709251200", "1709337600"], None, [FIRST, SECOND]),
        (["45352", "45353.625"], None, [EVENING, AFTERNOON]),
        (["45352", "45353"], None, [FIRST, SECOND]),
    ],
)
def test_a_zone_or_a_time_in_the_column_makes_its_midnights_moments(
    texts: list[str], zone: str | None, days: list[tuple[date, ...]] | None
) -> None:
    # A zone in one cell tells of times in its column: a midnight beside it is one of UTC; a date beside it is none.
    mixed = [EVENING, (date(2024, 3, 1), date(2024, 3, 2), date(2024, 3, 2)), SECOND]
    assert local_days(texts, zone) == (days or mixed)


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        (pa.array([date(2024, 3, 1)]), ["2024-03-01"]),
        (pa.array([wall(2024, 3, 1)]), ["2024-03-01"]),
        (
            pa.array([wall(2024, 3, 1), wall(2024, 3, 1, 15)]),
            ["2024-03-01 00:00:00", "2024-03-01 15:00:00"],
        ),
        (pa.array([datetime(2024, 3, 1, tzinfo=UTC)]), ["2024-03-01 00:00:00Z"]),
    ],
)
def test_a_parquet_column_says_whether_its_midnights_are_dates(values: pa.Array, texts: list[str]) -> None:
    assert arrow_texts(pa.chunked_array([values]))[0].to_pylist() == texts


def workbook(moments: list[datetime]) -> bytes:
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"default_date_format": "yyyy-mm-dd hh:mm"})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ("ticket_id", "created_at", "due"))
    for row, moment in enumerate(moments, 1):
        sheet.write(row, 0, f"T{row}")
        sheet.write_datetime(row, 1, moment)
        sheet.write_datetime(row, 2, wall(2024, 4, row))
    book.close()
    return content.getvalue()


def test_a_midnight_among_the_times_of_a_sheets_column_keeps_its_time() -> None:
    (table,) = read_workbook("tickets.xlsx", workbook([wall(2024, 3, 1), wall(2024, 3, 2, 15)]))
    assert table.cells.column("created_at").to_pylist() == ["2024-03-01 00:00:00", "2024-03-02 15:00:00"]
    assert table.cells.column("due").to_pylist() == ["2024-04-01", "2024-04-02"]
    (dates,) = read_workbook("tickets.xlsx", workbook([wall(2024, 3, 1), wall(2024, 3, 2)]))
    assert dates.cells.column("created_at").to_pylist() == ["2024-03-01", "2024-03-02"]


def parquet() -> bytes:
    content = io.BytesIO()
    at = pa.array([datetime(2024, 3, 1, tzinfo=UTC), datetime(2024, 3, 2, 15, tzinfo=UTC)])
    pq.write_table(pa.table({"ticket_id": ["1", "2"], "created_at": at, "subject": ["a", "b"]}), content)
    return content.getvalue()


HOURLY = [
    {"ticket_id": str(day), "created_at": f"2024-03-0{day}T{hour}:00:00Z", "subject": "s"}
    for day, hour in ((1, "00"), (2, "15"))
]


@pytest.mark.parametrize(
    ("name", "content"), [("tickets.parquet", parquet()), ("tickets.json", json.dumps(HOURLY).encode())]
)
def test_the_difference_lasts_from_the_file_into_the_local_days(name: str, content: bytes) -> None:
    ingested = ingest_source(Source(name, content), None, lambda _stage, _share: None)
    workspace = Workspace.in_memory(Limits(threads=1))
    workspace.load(list(ingested.batches), LOADED_AT, "add")
    days = [[row[0] for row in fact_rows(workspace, "tickets", "created_on", zone)] for zone in ZONES]
    assert list(zip(*days, strict=True)) == [EVENING, AFTERNOON]


def test_a_wait_from_a_midnight_is_as_long_as_it_was() -> None:
    text = "ticket_id,created_at,solved_at\n1,2024-03-01T00:00:00Z,2024-03-01T04:00:00Z\n"
    batch = take(text, "tickets", {name: name for name in ("ticket_id", "created_at", "solved_at")})
    workspace = Workspace.in_memory(Limits(threads=1))
    workspace.load([batch], LOADED_AT, "add")
    assert fact_rows(workspace, "tickets", "resolution_minutes") == [(240.0,)]


def test_a_month_is_named_by_its_midnight_in_any_zone() -> None:
    text = "account_id,month,mrr\nA,2024-03-01T00:00:00Z,10\nA,2024-04-01T00:00:00Z,10\n"
    batch = take(text, "mrr_snapshots", {name: name for name in ("account_id", "month", "mrr")})
    assert batch.rows.column("month").to_pylist() == [wall(2024, 3, 1), wall(2024, 4, 1)]


def test_nothing_but_midnights_with_a_zone_is_told() -> None:
    text = "ticket_id,created_at\n1,2024-03-01T00:00:00Z\n2,2024-03-05T{}:00:00Z\n"
    columns = {name: name for name in ("ticket_id", "created_at")}
    codes = [
        {issue.code for issue in take(text.format(hour), "tickets", columns).report.issues} for hour in ("00", "09")
    ]
    assert "midnights_with_zone" in codes[0]
    assert "midnights_with_zone" not in codes[1]


@pytest.mark.parametrize(
    ("texts", "text", "days"),
    [
        (["2024-03-01T00:00:00Z", "2024-03-02T00:00:00Z"], "dates", [FIRST, SECOND]),
        # Midnights of Berlin, which are 23:00 of the day before in UTC.
        (["2024-03-01T00:00:00+01:00", "2024-03-02T00:00:00+01:00"], "dates", [FIRST, SECOND]),
        (["1 March 2024 00:00 UTC", "2024-03-02"], "dates", [FIRST, SECOND]),
        # Another time tells that the column is one of moments, whatever is said of the others.
        (["2024-03-01T00:00:00Z", "2024-03-02T15:00:00Z"], "dates", [EVENING, AFTERNOON]),
        (["2024-03-01 00:00:00", "2024-03-02 15:00:00"], "dates", [EVENING, AFTERNOON]),
        (["2024-03-01 00:00:00"], "moments", [EVENING]),
        (["1709251200"], "moments", [EVENING]),
        (["01.03.2024 00:00"], "moments", [EVENING]),
        # What has no time is a date.
        (["2024-03-01", "2024-03-02"], "moments", [FIRST, SECOND]),
        (["45352", "45353"], "moments", [FIRST, SECOND]),
    ],
)
def test_what_is_said_of_midnights_holds_for_columns_of_nothing_else(
    texts: list[str], text: Midnights, days: list[tuple[date, ...]]
) -> None:
    assert local_days(texts, midnights=text) == days


def test_the_mapping_says_that_midnights_are_dates_and_then_nothing_is_asked() -> None:
    text = "ticket_id,created_at\n1,2024-03-01T00:00:00Z\n2,2024-03-05T00:00:00Z\n"
    entry = {"kind": "tickets", "columns": {name: name for name in ("ticket_id", "created_at")}}
    figures = {}
    for note in (None, "dates"):
        options = {"midnights": note} if note else {}
        mapping = MappingFile.parse(json.dumps({"tickets.csv": entry | {"options": options}}))
        ingested = ingest_source(Source("tickets.csv", text.encode()), mapping, lambda _stage, _share: None)
        (batch,) = ingested.batches
        issues = {issue.code: issue.message for issue in batch.report.issues}
        figures[note] = issues.get("midnights_with_zone"), batch.rows.column("created_at").to_pylist()
    message, kept = figures[None]
    assert message is not None
    assert "(option midnights: dates)" in message
    mark = timedelta(microseconds=1)
    assert kept == [wall(2024, 3, 1) + mark, wall(2024, 3, 5) + mark]
    assert figures["dates"] == (None, [wall(2024, 3, 1), wall(2024, 3, 5)])


def test_the_mark_of_a_moment_comes_and_goes() -> None:
    given = pa.array([wall(1960, 3, 1), wall(2024, 3, 1), wall(2024, 3, 1, 9), None], pa.timestamp("us"))
    mark = timedelta(microseconds=1)
    kept = [wall(1960, 3, 1) + mark, wall(2024, 3, 1) + mark, wall(2024, 3, 1, 9), None]
    assert marked(given).to_pylist() == kept
    assert marked(marked(given)).to_pylist() == kept
    assert unmarked(marked(given)).to_pylist() == given.to_pylist()
