"""Random tables, written in random dialects, read back as they were; every row is kept or quarantined."""

from __future__ import annotations

import csv
import gzip
import io
import json

import pyarrow as pa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from csm_core.intake.read import read
from csm_core.intake.source import Source
from csm_core.intake.work import ingest_source
from tests.csm_core.intake import hostile

# Text without control characters, blank edges or what a reader rightly takes for a total or a remark.
WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=("C", "Z"), include_characters=" "), min_size=1, max_size=12
).filter(lambda text: text.strip() == text and not text.casefold().startswith(("total", "sum", "ges", "som", "#")))
CELLS = st.one_of(
    st.just(""), WORDS, WORDS.map(lambda word: f"{word}\n{word}"), WORDS.map(lambda w: f'"{w}", {w};{w}')
)
HEADERS = st.lists(
    st.sampled_from(["Account ID", "Name", "Comment", "Region", "Owner", "Segment", "Notes", "Straße"]),
    min_size=2,
    max_size=6,
    unique=True,
)


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[str], list[list[str]]]:
    """Headers, and rows whose first cell is an id and whose others are anything."""
    headers = draw(HEADERS)
    count = draw(st.integers(1, 12))
    rows = [
        [f"id{number}", *(draw(CELLS) for _ in headers[1:-1]), draw(WORDS) if draw(st.booleans()) else "x"]
        for number in range(count)
    ]
    return headers, rows


def expected(rows: list[list[str]]) -> list[list[str | None]]:
    return [[cell or None for cell in row] for row in rows]


def cells_of(raw: pa.Table) -> list[list[str | None]]:
    return [list(row.values()) for row in raw.to_pylist()]


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    table=tables(),
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
    newline=st.sampled_from(["\n", "\r\n"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    packed=st.booleans(),
)
def test_text_with_any_usual_dialect_reads_back_as_written(
    table: tuple[list[str], list[list[str]]], delimiter: str, newline: str, encoding: str, quoting: int, packed: bool
) -> None:
    headers, rows = table
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator=newline, quoting=quoting)  # type: ignore[arg-type]
    writer.writerows([headers, *rows])
    content = text.getvalue().encode(encoding)
    (raw,) = read(Source("any.csv", gzip.compress(content) if packed else content))
    assert raw.headers == tuple(headers)
    assert cells_of(raw.cells) == expected(rows)
    assert raw.set_aside.num_rows == 0
    assert raw.delimiter == delimiter


@settings(max_examples=100, deadline=None)
@given(table=tables())
def test_json_lines_and_arrays_read_back_as_written(table: tuple[list[str], list[list[str]]]) -> None:
    headers, rows = table
    records = [dict(zip(headers, row, strict=True)) for row in rows]
    for content in ("\n".join(map(json.dumps, records)), json.dumps(records)):
        (raw,) = read(Source("any.json", content.encode()))
        assert raw.headers == tuple(headers)
        assert cells_of(raw.cells) == expected(rows)


@settings(max_examples=60, deadline=None)
@given(table=tables())
def test_workbooks_and_parquet_read_back_as_written(table: tuple[list[str], list[list[str]]]) -> None:
    headers, rows = table
    (raw,) = read(Source("any.xlsx", hostile.workbook({"Data": [headers, *rows]})))
    assert raw.headers == tuple(headers)
    # Excel has no carriage return of its own in cells; newlines stay.
    assert cells_of(raw.cells) == expected(rows)
    columns = {header: [row[j] for row in rows] for j, header in enumerate(headers)}
    (raw,) = read(Source("any.parquet", hostile.parquet(pa.table(columns))))
    assert cells_of(raw.cells) == expected(rows)


LINES = st.lists(st.text(st.sampled_from('ab1;,"\t\n 2024-05-01'), max_size=30), min_size=1, max_size=12)


@settings(max_examples=300, deadline=None)
@given(lines=LINES, kind=st.sampled_from(["Account ID,Start date,MRR", "Ticket ID;Created at", "score,date,email"]))
def test_every_row_is_kept_or_quarantined_whatever_the_lines(lines: list[str], kind: str) -> None:
    content = "\n".join([kind, *lines]).encode()
    found = ingest_source(Source("any.csv", content), None, lambda _stage, _share: None)
    for report in found.reports:
        assert report.rows_in == report.rows_kept + report.rows_quarantined
    for batch in found.batches:
        assert batch.quarantined.num_rows == batch.report.rows_quarantined
        assert batch.rows.num_rows == batch.report.rows_kept
        numbers = batch.rows["source_row"].to_pylist() + batch.quarantined["source_row"].to_pylist()
        assert len(set(numbers)) == len(numbers) == batch.report.rows_in
