"""Files made to stop a computer: one clear message each, little work, and the workspace as it was."""

from __future__ import annotations

import gzip
import io
import json
import struct
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pytest
import xlsxwriter

from bench.clock import work_done
from csm_core.errors import UnreadableFile
from csm_core.intake.mapping import FileMapping, MappingFile
from csm_core.intake.read.any_file import read
from csm_core.intake.read.source import Source
from csm_core.intake.worker.ingest import ingest
from csm_core.loading.load_files import load_files
from csm_core.store.workspace import Workspace
from tests.csm_core.intake import hostile
from tests.csm_core.intake.old_workbooks import xls, xlsb

AT = datetime(2026, 1, 1)  # noqa: DTZ001 - the store keeps plain UTC
ACCOUNTS = b"Account ID,Name,Start date\nA,Acme,2024-01-01\nB,Bolt,2024-02-01\n"
EVENTS = b"event_at,account_id,user_id,event_name\n2024-05-01 10:00:00,A,u,login\n"
PARQUET = hostile.parquet(pa.table({"account_id": ["A"], "event_at": ["2024-05-01"]}))
BOOK = hostile.workbook({"S": [["Account ID", "Name"], ["A", "Acme"]]})


def external_entity() -> bytes:
    declared = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>\n<worksheet'
    return hostile.edited(BOOK, "xl/worksheets/sheet1.xml", b"<worksheet", declared)


def endless_strings() -> bytes:
    return hostile.edited(BOOK, "xl/sharedStrings.xml", b"Acme", b"Acme" * (5 << 20))


def lying_size() -> bytes:
    """An entry that says it is ten bytes and is 40 MB."""
    packed = bytearray(hostile.zeros_zipped(40))
    index = packed.rindex(b"PK\x01\x02")
    packed[index + 24 : index + 28] = struct.pack("<I", 10)
    return bytes(packed)


def many_layers() -> bytes:
    content = EVENTS
    for depth in range(6):
        content = hostile.zipped({f"{depth}.zip": content})
    return content


def locked_zip() -> bytes:
    packed = bytearray(hostile.zipped({"events.csv": EVENTS}))
    packed[6] |= 1
    packed[packed.rindex(b"PK\x01\x02") + 8] |= 1
    return bytes(packed)


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "bomb.zip": (lambda: hostile.zeros_zipped(40), "made to stop a computer"),
    "bomb.csv.gz": (lambda: hostile.zeros_gzipped(40), "made to stop a computer"),
    "nested.zip": (lambda: hostile.zipped({"inner.zip": hostile.zeros_zipped(40)}), "made to stop a computer"),
    "layers.zip": (many_layers, "nested too deeply"),
    "lying.zip": (lying_size, "damaged, or was cut off"),
    "locked.zip": (locked_zip, "has a password"),
    "cut.csv.gz": (lambda: gzip.compress(EVENTS * 1000)[:-40], "damaged, or was cut off"),
    "entities.xlsx": (hostile.with_entities, "defines entities"),
    "external.xlsx": (external_entity, "defines entities"),
    "strings.xlsx": (endless_strings, "made to stop a computer"),
    "cut.xlsx": (lambda: BOOK[:-300], "damaged, or was cut off"),
    "far.xlsx": (hostile.far_cell, "1,048,576 rows by 16,384 columns"),
    "far.xls": (lambda: xls({(0, 0): "id", (0, 1): "name", (65_535, 255): 1.0}), "more memory than one file may use"),
    "far.xlsb": (
        lambda: xlsb({(0, 0): "id", (0, 1): "name", (1_048_575, 16_383): 1.0}),
        "more memory than one file may use",
    ),
    "footer.parquet": (lambda: PARQUET[:-8] + struct.pack("<I", 2**31 - 1) + b"PAR1", "damaged"),
    "torn.parquet": (lambda: PARQUET[:-60] + bytes(52) + PARQUET[-8:], "damaged"),
    "cut.parquet": (lambda: PARQUET[: len(PARQUET) // 2], "cut off"),
    "endless.parquet": (hostile.endless_parquet, "80,000,000 rows"),
    "wide.csv": (lambda: b"a," * 1_000_000 + b"\n" + b"1," * 1_000_000, "1,000,001 columns"),
    "wide.json": (lambda: json.dumps({f"k{n}": 1 for n in range(100_000)}).encode(), "5,000 different fields"),
    "deep.json": (lambda: b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "contains no records"),
    "deep_list.json": (lambda: b"[" * 100_000 + b"]" * 100_000, "contains no records"),
    "cut.json": (lambda: b'[{"event_at": "2024-05-01", "account_id": "A"}, {"event', "contains no records"),
    "nul.csv": (lambda: EVENTS + b"2024-05-01 10:00:00,A\x00\x02,u,login\n", "zero bytes"),
    "nul.json": (lambda: b'{"event_at": "2024-05-01", "account_id": "A\x00\x02"}', "zero bytes"),
    "cell.csv": (lambda: b'event_at,account_id\n2024-05-01,"' + b"x" * (17 << 20), "A cell contains more than 16 MB"),
}


@pytest.fixture(scope="module")
def workspace() -> Workspace:
    made = Workspace.in_memory()
    load_files(made, [Source("accounts.csv", ACCOUNTS)], loaded_at=AT)
    return made


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_in_a_line_and_the_workspace_is_as_it_was(name: str, workspace: Workspace) -> None:
    made, cause = HOSTILE[name]
    before = (workspace.fingerprint, workspace.revision, workspace.row_counts())
    worked = work_done()
    with pytest.raises(UnreadableFile) as refused:
        load_files(workspace, [Source(name, made())], loaded_at=AT)
    sentence = str(refused.value)
    assert sentence.startswith(name)
    assert cause in sentence
    assert "\n" not in sentence
    assert "/tmp" not in sentence
    # Seconds of work, which a busy machine does not stretch; the memory is held by the child's own limit.
    assert work_done() - worked < 10
    assert (workspace.fingerprint, workspace.revision, workspace.row_counts()) == before


def test_the_makers_of_old_workbooks_make_workbooks() -> None:
    cells = {(0, 0): "id", (0, 1): "name", (1, 0): 1.0, (1, 1): "Acme"}
    for name, content in (("book.xls", xls(cells)), ("book.xlsb", xlsb(cells))):
        (raw,) = read(Source(name, content))
        assert raw.cells.to_pylist() == [{"id": "1", "name": "Acme"}]


def test_a_figure_that_never_ends_keeps_nobody_busy() -> None:
    # Blanks inside a figure may belong to it or to its unit: tried one by one, that would take hours.
    cells = ("1" + " " * 100_000 + "x", "2024-01-01 10:00" + " " * 100_000 + "q", "a" * 100_000, "1," * 50_000)
    lines = "\n".join(f'"{cell}",A,"{cell}"' for cell in cells)
    worked = work_done()
    columns = {"event_at": "event_at", "account_id": "account_id", "duration_minutes": "duration_minutes"}
    mapping = MappingFile({"events.csv": (FileMapping("events", None, columns),)})
    content = f"event_at,account_id,duration_minutes\n{lines}\n".encode()
    ingested = ingest(Source("events.csv", content), mapping)
    assert ingested.reports[0].rows_quarantined == 4
    assert work_done() - worked < 5


def test_formulas_are_read_as_what_they_came_to_and_texts_that_look_like_one_as_texts() -> None:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet("S")
    sheet.write_row(0, 0, ("Account ID", "Name", "Seats"))
    sheet.write_string(1, 0, "=1+1")
    sheet.write_string(1, 1, '=HYPERLINK("http://127.0.0.1/?"&A1)')
    sheet.write_formula(1, 2, '=WEBSERVICE("http://127.0.0.1/")', None, 7)
    book.close()
    (raw,) = read(Source("book.xlsx", buffer.getvalue()))
    row = {"Account ID": "=1+1", "Name": '=HYPERLINK("http://127.0.0.1/?"&A1)', "Seats": "7"}
    assert raw.cells.to_pylist() == [row]


def test_names_that_leave_an_archive_write_nothing(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in (f"../../..{tmp_path}/events.csv", f"{tmp_path}/other_events.csv"):
            archive.writestr(name, EVENTS)
    ingested = ingest(Source("export.zip", buffer.getvalue()))
    assert [batch.report.rows_kept for batch in ingested.batches] == [1, 1]
    assert list(tmp_path.iterdir()) == []
