"""Cells of a workbook that look empty and are not: errors, formulas that nobody calculated; and locked workbooks."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
import xlsxwriter

from csm_core.errors import UnreadableFile
from csm_core.intake.batch import Batch
from csm_core.intake.mapping import FileMapping, MappingFile
from csm_core.intake.read.source import Source
from csm_core.intake.worker.work import ingest_source
from tests.csm_core.intake.old_workbooks import xls
from tests.soundness.cells import messages, values

HEADERS = ["account_id", "start_date", "mrr", "plan"]


def workbook(column: str, cells: list[str], hidden: tuple[int, ...] = ()) -> bytes:
    """Subscriptions of which one column holds these cells, each as the XML of its content."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet("Subs")
    sheet.write_row(0, 0, HEADERS)
    for number in range(len(cells)):
        sheet.write_row(number + 1, 0, [f"A{number}", "2025-01-01", 100 + number, "pro"])
        if number + 2 in hidden:
            sheet.set_row(number + 1, None, None, {"hidden": True})
    book.close()
    letter = "ABCD"[HEADERS.index(column)]
    rewritten = io.BytesIO()
    with zipfile.ZipFile(buffer) as source, zipfile.ZipFile(rewritten, "w") as target:
        for info in source.infolist():
            text = source.read(info)
            if info.filename == "xl/worksheets/sheet1.xml":
                for number, cell in enumerate(cells):
                    index = f"{letter}{number + 2}".encode()
                    text = re.sub(rb'<c r="' + index + rb'"[^>]*>.*?</c>', cell.encode().replace(b"@", index), text)
            target.writestr(info, text)
    return rewritten.getvalue()


def taken(content: bytes) -> Batch:
    mapping = FileMapping("subscriptions", None, {name: name for name in HEADERS})
    ingested = ingest_source(
        Source("t.xlsx", content), MappingFile({"t.xlsx": (mapping,)}), lambda _stage, _share: None
    )
    (batch,) = ingested.batches
    assert batch.report.rows_in == batch.report.rows_kept + batch.report.rows_quarantined
    return batch


FORMULA, VALUE = '<c r="@"><f>B2*2</f></c>', '<c r="@"><f>1+1</f><v>2</v></c>'
FAILED, DIVIDED = '<c r="@" t="e"><v>#N/A</v></c>', '<c r="@" t="e"><f>1/0</f><v>#DIV/0!</v></c>'
WORD = '<c r="@" t="inlineStr"><is><t>basic</t></is></c>'


@pytest.mark.parametrize("formula", [FORMULA, FORMULA.replace("</c>", "<v></v></c>"), '<c r="@"><f>B2</f><v/></c>'])
def test_formulas_that_no_program_has_calculated_are_told(formula: str) -> None:
    batch = taken(workbook("mrr", [formula] * 3 + [VALUE]))
    assert values(batch, "mrr") == ["2.0000"]
    assert "3 cells in 'mrr'" in messages(batch)["uncalculated_formula"]
    assert "Excel" in messages(batch)["uncalculated_formula"]


def test_error_cells_are_told_with_their_rows() -> None:
    batch = taken(workbook("mrr", [FAILED, VALUE, DIVIDED, VALUE]))
    assert values(batch, "mrr") == ["2.0000", "2.0000"]
    assert "rows 2, 4" in messages(batch)["error_cells"]
    in_words = taken(workbook("plan", [WORD, DIVIDED, FORMULA]))
    assert values(in_words, "plan") == ["basic", None, None]
    assert {"error_cells", "uncalculated_formula"} <= set(messages(in_words))


def test_calculated_formulas_are_values_and_need_no_word() -> None:
    empty = '<c r="@" t="str"><f>IF(1,"","")</f><v></v></c>'  # a formula whose result is an empty text
    batch = taken(workbook("plan", [WORD, WORD, empty]))
    assert values(batch, "plan") == ["basic", "basic", None]
    assert {"error_cells", "uncalculated_formula"}.isdisjoint(messages(batch))


def test_hidden_rows_count_and_are_told() -> None:
    batch = taken(workbook("mrr", [VALUE] * 4, hidden=(3, 4)))
    assert batch.rows.num_rows == 4
    assert "2 hidden rows" in messages(batch)["hidden_rows"]


def test_a_locked_workbook_is_called_so_and_a_damaged_one_damaged() -> None:
    old = xls({(0, 0): "a", (1, 0): 1.0})
    begin = old.index(b"\x09\x08\x10\x00\x00\x06") + 20
    locked = old[:begin] + b"\x2f\x00\x36\x00" + b"\x01" * 54 + old[begin:]
    odf = io.BytesIO()
    with zipfile.ZipFile(odf, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest:encryption-data manifest:checksum='x'/>")
        archive.writestr("content.xml", b"\x93\x01\x7f\xe2" * 40)
    for name, content in (("old.xls", locked), ("open.ods", odf.getvalue())):
        with pytest.raises(UnreadableFile, match="password"):
            ingest_source(Source(name, content), None, lambda _stage, _share: None)
    with pytest.raises(UnreadableFile, match="damaged"):
        ingest_source(Source("old.xls", old[:begin] + b"\x00" * 600), None, lambda _stage, _share: None)
