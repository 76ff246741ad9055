"""Workbooks, Parquet, JSON and archives: cells become faithful text."""

from __future__ import annotations

import datetime as dt
import io

import pyarrow as pa
import pytest
import xlsxwriter

from csm_core.errors import UnreadableFile
from csm_core.intake.read.any_file import read
from csm_core.intake.read.source import Source
from tests.csm_core.intake.hostile import parquet, workbook, zipped


def test_workbook_cells_become_faithful_text() -> None:
    rows: list[list[object]] = [["id", "amount", "share", "flag", "big"], ["000012", 1200, 0.25, True, 114500012345]]
    (raw,) = read(Source("book.xlsx", workbook({"Data": [*rows, ["000013", 2.5, 1, False, 7]]})))
    assert raw.cells.to_pylist() == [
        {"id": "000012", "amount": "1200", "share": "0.25", "flag": "true", "big": "114500012345"},
        {"id": "000013", "amount": "2.5", "share": "1", "flag": "false", "big": "7"},
    ]
    assert raw.sheet == "Data"


def test_every_visible_sheet_is_a_table_and_blank_ones_are_none() -> None:
    book = workbook({"One": [["id", "x"], ["1", "a"]], "Blank": [], "Two": [["id", "y"], ["2", "b"]]})
    assert [raw.sheet for raw in read(Source("book.xlsx", book))] == ["One", "Two"]


def test_a_title_above_a_sheet_and_its_row_numbers() -> None:
    rows: list[list[object]] = [
        ["Renewals 2026"],
        [],
        ["Account", "Owner", "Value"],
        ["A", "Ann", 5],
        ["B", "Bob", 6],
    ]
    (raw,) = read(Source("book.xlsx", workbook({"S": rows})))
    assert raw.headers == ("Account", "Owner", "Value")
    assert raw.header_row == 3
    assert raw.row_numbers.to_pylist() == [4, 5]


def test_parquet_types_become_text_that_reads_back() -> None:

    moment = dt.datetime(2024, 7, 1, 10, 30, tzinfo=dt.UTC)
    table = pa.table(
        {
            "id": pa.array([9007199254740993]),  # one more than doubles can tell apart
            "ratio": pa.array([0.5]),
            "whole": pa.array([12.0]),
            "zoned": pa.array([moment], pa.timestamp("ms", "Europe/Berlin")),
            "local": pa.array([dt.datetime(2024, 7, 1)], pa.timestamp("us")),  # noqa: DTZ001
            "day": pa.array([dt.date(2024, 7, 1)]),
            "word": pa.array(["x"]).dictionary_encode(),
            "flag": pa.array([True]),
            "list": pa.array([["a", "b"]]),
        }
    )
    (raw,) = read(Source("t.parquet", parquet(table)))
    assert raw.cells.to_pylist() == [
        {
            "id": "9007199254740993",
            "ratio": "0.5",
            "whole": "12",
            "zoned": "2024-07-01 10:30:00Z",
            "local": "2024-07-01",
            "day": "2024-07-01",
            "word": "x",
            "flag": "true",
            "list": '["a", "b"]',
        }
    ]


def test_json_lines_keep_long_ids_and_set_broken_lines_aside() -> None:
    text = '{"id": 114500012345678901234, "p": {"a": 1.50, "b": ["x"]}}\n{"id": 2, "p": {}}\nbroken\n'
    (raw,) = read(Source("events.jsonl", text.encode()))
    assert raw.cells.to_pylist() == [
        {"id": "114500012345678901234", "p.a": "1.50", "p.b": "x"},
        {"id": "2", "p.a": None, "p.b": None},
    ]
    assert raw.quarantined.select(["source_row", "code"]).to_pylist() == [{"source_row": 3, "code": "bad_json"}]
    assert raw.rows_in == 3


def test_json_that_wraps_its_records_is_opened() -> None:
    (raw,) = read(Source("a.json", b'{"count": 2, "tickets": [{"id": 1}, {"id": 2}]}'))
    assert raw.cells["id"].to_pylist() == ["1", "2"]


def test_an_archive_of_several_files_gives_several_tables() -> None:
    archive = zipped({"a.csv": b"id,x\n1,2\n", "deep/b.jsonl": b'{"id": 1}\n{"id": 2}\n'})
    tables = read(Source("export.zip", archive))
    assert [(raw.file, raw.cells.num_rows) for raw in tables] == [
        ("export.zip/a.csv", 1),
        ("export.zip/deep/b.jsonl", 2),
    ]


def test_merged_cells_are_filled_down_and_hidden_sheets_left_out() -> None:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet("Shown")
    for row, cells in enumerate((("Region", "Account", "MRR"), ("North", "A", 1), ("", "B", 2), ("South", "C", 3))):
        sheet.write_row(row, 0, cells)
    sheet.merge_range(1, 0, 2, 0, "North")
    secret = book.add_worksheet("Old")
    secret.write_row(0, 0, ("Account", "MRR"))
    secret.hide()
    book.close()
    (raw,) = read(Source("book.xlsx", buffer.getvalue()))
    assert raw.cells["Region"].to_pylist() == ["North", "North", "South"]
    assert {"merged_cells", "hidden_sheet"} <= {issue.code for issue in raw.issues}


def test_dates_and_times_of_a_sheet_are_iso() -> None:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet("S")
    sheet.write_row(0, 0, ("day", "moment", "formula"))
    date, moment = (
        book.add_format({"num_format": "yyyy-mm-dd"}),
        book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
    )
    sheet.write_datetime(1, 0, dt.datetime(2024, 2, 29), date)  # noqa: DTZ001 - sheets have no zones
    sheet.write_datetime(1, 1, dt.datetime(2024, 2, 29, 7, 59, 59), moment)  # noqa: DTZ001
    sheet.write_formula(1, 2, "=1+1", None, 2)
    book.close()
    (raw,) = read(Source("book.xlsx", buffer.getvalue()))
    assert raw.cells.to_pylist() == [{"day": "2024-02-29", "moment": "2024-02-29 07:59:59", "formula": "2"}]


ODS_ROW = "<table:table-row>{}</table:table-row>"
ODS_CELL = '<table:table-cell office:value-type="string"{}><text:p>{}</text:p></table:table-cell>'


def open_document(cells: list[list[str]], repeated: str = "") -> bytes:
    """A minimal OpenDocument sheet; `repeated` is put into every cell of the last row."""
    names = (
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    )
    rows = "".join(
        ODS_ROW.format("".join(ODS_CELL.format(repeated if row is cells[-1] else "", cell) for cell in row))
        for row in cells
    )
    body = f'<office:body><office:spreadsheet><table:table table:name="S">{rows}</table:table>'
    content = f"<office:document-content {names}>{body}</office:spreadsheet></office:body></office:document-content>"
    return zipped(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": b'<?xml version="1.0" encoding="UTF-8"?>' + content.encode(),
            "META-INF/manifest.xml": b"<manifest/>",
        }
    )


def test_open_document_sheets_are_read_and_their_repeats_limited() -> None:
    (raw,) = read(Source("s.ods", open_document([["id", "name"], ["000012", "Acme"]])))
    assert raw.cells.to_pylist() == [{"id": "000012", "name": "Acme"}]
    bomb = open_document([["id", "name"], ["1", "A"]], ' table:number-columns-repeated="90000000"')
    with pytest.raises(UnreadableFile, match="stray cell far off"):
        read(Source("bomb.ods", bomb))
