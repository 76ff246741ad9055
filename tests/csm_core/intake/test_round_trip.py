"""Random tables, written in random dialects, read back as they were; every row is kept or quarantined."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
from dataclasses import dataclass

import pyarrow as pa
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from csm_core.intake.read.any_file import read
from csm_core.intake.read.source import Source
from csm_core.intake.worker.work import ingest_source
from tests.csm_core.intake import hostile

EXAMPLES = int(os.environ.get("CSM_EXAMPLES", "400"))
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


@dataclass(frozen=True, slots=True)
class Written:
    """How a table is written as text."""

    delimiter: str
    newline: str
    encoding: str
    quote: str
    quoting: int
    escape: str | None
    blank_after_delimiter: bool
    ends_with_newline: bool
    packed: bool

    def write(self, rows: list[list[str]]) -> bytes:
        if self.blank_after_delimiter:
            lines = (f"{self.delimiter} ".join(map(_quoted, row)) for row in rows)
            return self._encoded("".join(f"{line}{self.newline}" for line in lines))
        stream = io.StringIO(newline="")
        writer = csv.writer(
            stream,
            delimiter=self.delimiter,
            lineterminator=self.newline,
            quotechar=self.quote,
            quoting=self.quoting,  # type: ignore[arg-type]
            escapechar=self.escape,
            doublequote=self.escape is None,
        )
        writer.writerows(rows)
        return self._encoded(stream.getvalue())

    def _encoded(self, text: str) -> bytes:
        text = text if self.ends_with_newline else text.removesuffix(self.newline)
        content = text.encode(self.encoding)
        return gzip.compress(content, mtime=0) if self.packed else content


def _quoted(cell: str) -> str:
    doubled = cell.replace('"', '""')
    return f'"{doubled}"'


@st.composite
def dialects(draw: st.DrawFn) -> Written:
    """Any usual dialect. Apostrophes, backslashes and blanks after delimiters come with every cell quoted."""
    odd = draw(st.sampled_from(["plain", "plain", "plain", "apostrophe", "backslash", "blank"]))
    newline = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    # With carriage returns alone, the writer leaves a cell of two lines bare unless it quotes every cell.
    sparing = odd == "plain" and newline != "\r"
    quoting = draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])) if sparing else csv.QUOTE_ALL
    return Written(
        delimiter=draw(st.sampled_from([",", ";", "\t", "|", "^", "~"] if odd == "plain" else [",", ";", "\t", "|"])),
        newline=newline,
        encoding=draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"])),
        quote="'" if odd == "apostrophe" else '"',
        quoting=quoting,
        escape="\\" if odd == "backslash" else None,
        blank_after_delimiter=odd == "blank",
        ends_with_newline=draw(st.booleans()),
        packed=draw(st.booleans()),
    )


# Four hundred examples take 6 s of one core; CSM_EXAMPLES sets another number, after a change to the reader say 5000.
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(table=tables(), written=dialects())
def test_text_in_any_usual_dialect_reads_back_as_written(
    table: tuple[list[str], list[list[str]]], written: Written
) -> None:
    headers, rows = table
    # Two backslashes are one under escapes, but nothing in the file says that there are escapes.
    assume(written.escape is None or not any("\\" in cell for row in rows for cell in row))
    (raw,) = read(Source("any.csv", written.write([headers, *rows])))
    assert raw.headers == tuple(headers)
    assert cells_of(raw.cells) == expected(rows)
    assert raw.quarantined.num_rows == 0
    assert raw.delimiter == written.delimiter


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
    ingested = ingest_source(Source("any.csv", content), None, lambda _stage, _share: None)
    for report in ingested.reports:
        assert report.rows_in == report.rows_kept + report.rows_quarantined
    for batch in ingested.batches:
        assert batch.quarantined.num_rows == batch.report.rows_quarantined
        assert batch.rows.num_rows == batch.report.rows_kept
        numbers = batch.rows["source_row"].to_pylist() + batch.quarantined["source_row"].to_pylist()
        assert len(set(numbers)) == len(numbers) == batch.report.rows_in
