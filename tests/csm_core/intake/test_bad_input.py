"""Bad files: each gets one message that a leader understands, and nothing breaks."""

from __future__ import annotations

import gzip
import json
import struct
from collections.abc import Callable

import pyarrow as pa
import pytest

from csm_core.errors import UnreadableFile
from csm_core.intake.read.any_file import read
from csm_core.intake.read.source import Source
from csm_core.intake.worker.ingest import ingest
from tests.csm_core.intake import hostile
from tests.csm_core.intake.old_workbooks import xls

PNG = b"\x89PNG\r\n\x1a\n" + bytes(60)
TICKETS = b"Ticket ID,Created at,Subject\n1,2024-05-01,Help\n"
SHEET = xls({(0, 0): "id", (1, 0): "A"})
# The record that says where the sheet begins (BOUNDSHEET, nine bytes long) says: behind the end of the file.
ASTRAY = SHEET.index(struct.pack("<HH", 0x85, 9)) + 4
TINY_PARQUET = hostile.parquet(pa.table({"a": ["1"]}))

REFUSED = {
    "empty.csv": (b"", "The file is empty"),
    "blank.csv": (b" \r\n\n", "The file is empty"),
    "bom_only.csv": (b"\xef\xbb\xbf", "The file is empty"),
    "picture.csv": (PNG, "It is a picture (PNG)"),
    "report.csv": (b"%PDF-1.7\n...", "It is a PDF"),
    "export.xls": (b"<html><body><table></table></body></html>", "It is a web page"),
    "locked.xlsx": (hostile.locked_workbook(), "protected by a password"),
    "broken.xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "workbook can't be opened"),
    "cut.xlsx": (hostile.workbook({"A": [["id"], ["1"]]})[:-200], "damaged, or was cut off"),
    "cut.zip": (hostile.zipped({"a.csv": TICKETS})[:60], "damaged, or was cut off"),
    "cut.csv.gz": (b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\x4b", "damaged, or was cut off"),
    "cut.parquet": (TINY_PARQUET[:-20], "without its end"),
    # The library panics on it, which is no exception of Python's.
    "astray.xls": (SHEET[:ASTRAY] + b"\xff" * 4 + SHEET[ASTRAY + 4 :], "workbook can't be opened"),
    "broken.parquet": (b"PAR1" + bytes(40) + b"PAR1", "damaged"),
    "nul.csv": (b"id,name\n1,a\x00\x01\xfe\n2,cd\n3,ef\n", "zero bytes"),
    "zeros.csv": (bytes(5000), "nothing but zero bytes"),
    "far.xlsx": (hostile.far_cell(), "1,048,576 rows by 16,384 columns"),
    "entities.xlsx": (hostile.with_entities(), "defines entities"),
    "nothing.xlsx": (hostile.workbook({"A": []}), "The workbook is empty"),
    "wide.csv": (b"a," * 1_000_000 + b"\n" + b"1," * 1_000_000, "1,000,001 columns"),
    "words.json": (b'{"a": ', "contains no records"),
    "empty.zip": (hostile.zipped({}), "contains no files"),
    "page.xml": (b"<?xml version='1.0'?><rows/>", "It is an XML file"),
    "open_quote.csv": (b'id,name\n1,"' + b"x" * (17 << 20), "A cell contains more than 16 MB"),
    "not_utf16.csv": (b"\xff\xfei\x00d\x00\x00\xd8", "is not valid utf-16"),
    "pictures.zip": (hostile.zipped({"a.png": PNG, "b.png": PNG}), "None of the files in this archive"),
    "deep.gz": (gzip.compress(gzip.compress(gzip.compress(gzip.compress(TICKETS)))), "nested too deeply"),
    "many.zip": (hostile.zipped({f"{n}.csv": b"" for n in range(2001)}), "contains 2,001 files"),
    "rowless.parquet": (hostile.parquet(pa.table({"a": pa.array([], pa.string())})), "has no rows"),
    "wide.json": (json.dumps([{f"k{n}": 1 for n in range(5001)}]).encode(), "more than 5,000 different fields"),
    "wide.parquet": (hostile.parquet(pa.table({f"k{n}": ["1"] for n in range(5001)})), "5,001 columns"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_table_is_refused_by_name_and_cause(name: str) -> None:
    content, cause = REFUSED[name]
    with pytest.raises(UnreadableFile, match=r"^" + name.replace(".", r"\.")) as refused:
        read(Source(name, content))
    assert cause in str(refused.value)


@pytest.mark.parametrize("name", ["empty.csv", "picture.csv", "locked.xlsx", "far.xlsx", "nul.csv", "cut.parquet"])
def test_the_refusal_comes_back_through_the_child_word_for_word(name: str) -> None:
    content, _ = REFUSED[name]
    with pytest.raises(UnreadableFile) as here:
        read(Source(name, content))
    with pytest.raises(UnreadableFile) as there:
        ingest(Source(name, content))
    assert str(there.value) == str(here.value)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        # Made when they are asked for: packing zeros takes its time.
        ("bomb.zip", lambda: hostile.zeros_zipped(64)),
        ("bomb.csv.gz", lambda: hostile.zeros_gzipped(40)),
        ("nested.zip", lambda: hostile.zipped({"inner.zip": hostile.zeros_zipped(40)})),
    ],
    ids=["zip", "gzip", "nested"],
)
def test_archives_that_grow_without_end_are_refused(name: str, content: Callable[[], bytes]) -> None:
    with pytest.raises(UnreadableFile, match="made to stop a computer"):
        read(Source(name, content()))


def test_a_parquet_file_of_eighty_million_rows_is_refused_by_its_footer() -> None:
    with pytest.raises(UnreadableFile, match="80,000,000 rows"):
        read(Source("endless.parquet", hostile.endless_parquet()))


def test_a_header_alone_is_told_and_gives_no_rows() -> None:
    ingested = ingest(Source("tickets.csv", b"Ticket ID,Created at,Subject\n"))
    (report,) = ingested.reports
    assert (report.rows_in, report.rows_kept, report.rows_quarantined) == (0, 0, 0)
    assert "no_rows" in [issue.code for issue in report.issues if issue.level == "error"]


def test_one_bad_member_does_not_spoil_an_archive() -> None:
    archive = hostile.zipped({"tickets.csv": TICKETS, "logo.png": PNG, "__MACOSX/._tickets.csv": b"x"})
    ingested = ingest(Source("export.zip", archive))
    assert [(batch.report.file, batch.rows.num_rows) for batch in ingested.batches] == [("export.zip/tickets.csv", 1)]
    unread = ingested.reports[1]
    assert unread.file == "export.zip/logo.png"
    assert "picture" in unread.issues[0].message


def test_a_file_of_unknown_content_is_reported_not_guessed() -> None:
    ingested = ingest(Source("poems.csv", b"verse,line\nroses,red\nviolets,blue\n"))
    assert ingested.batches == ()
    (report,) = ingested.reports
    assert report.kind is None
    assert report.rows_in == report.rows_quarantined == 2
    assert [issue.code for issue in report.issues if issue.level == "error"] == ["unknown_kind"]


def test_names_that_leave_the_archive_are_names_only() -> None:
    ingested = ingest(Source("export.zip", hostile.zipped({"../../etc/tickets.csv": TICKETS})))
    assert ingested.batches[0].rows.num_rows == 1
