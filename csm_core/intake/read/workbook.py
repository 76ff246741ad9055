"""Workbooks (XLSX, XLSB, XLS, ODS) to raw tables, cells as faithful text."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager

import python_calamine as calamine

from csm_core.errors import UnreadableFile
from csm_core.intake.batch import Issue
from csm_core.intake.layout.grid import MAX_COLUMNS
from csm_core.intake.layout.raw import RawTable
from csm_core.intake.layout.rows_to_tables import tables_of_rows
from csm_core.intake.read.archive import open_zip, read_entry
from csm_core.intake.read.locked_workbook import is_locked
from csm_core.intake.read.sheet_notes import SheetNotes, column_number, sheet_notes
from csm_core.text.plural import plural

MAX_CELLS = 10_000_000
_REFERENCE = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})(\d{1,7})"')
_ROW = re.compile(rb'<(?:\w+:)?row\b[^>]*?\br="(\d{1,7})"')
_REPEATED = re.compile(rb'number-(columns|rows)-repeated="(\d+)"[^>]*>\s*<text:p')
_MIDNIGHT = " 00:00:00"
_Cell = str | int | float | bool | dt.datetime | dt.date | dt.time | dt.timedelta


def read_workbook(name: str, content: bytes) -> tuple[RawTable, ...]:
    """One raw table for each visible sheet that holds something.

    Raises UnreadableFile for locked, damaged and empty workbooks and for such as are made to stop a computer.
    """
    notes: dict[str, SheetNotes] = {}
    if content.startswith(b"PK"):
        _check_parts(name, content)
        with open_zip(name, content) as archive:
            notes = sheet_notes(name, archive)
    with _damage_named(name, content):
        book = calamine.load_workbook(io.BytesIO(content))
    hidden = [sheet.name for sheet in book.sheets_metadata if sheet.visible != calamine.SheetVisibleEnum.Visible]
    worksheet = calamine.SheetTypeEnum.WorkSheet
    shown = [sheet.name for sheet in book.sheets_metadata if sheet.name not in hidden and sheet.typ == worksheet]
    tables = [table for sheet in shown for table in _sheet(name, book, sheet, notes.get(sheet, SheetNotes()))]
    if not tables:
        raise UnreadableFile.because(name, "The workbook is empty.", "Check the export and try again.")
    if hidden:
        names = ", ".join(f"'{sheet}'" for sheet in hidden)
        issue = Issue("hidden_sheet", "info", f"Hidden sheets were left out: {names}.")
        first = tables[0]
        tables[0] = RawTable(**{f: getattr(first, f) for f in first.__slots__} | {"issues": (*first.issues, issue)})
    return tuple(tables)


@contextmanager
def _damage_named(name: str, content: bytes = b"") -> Iterator[None]:
    """What the library raises becomes an UnreadableFile; of `content` it is told whether it is locked."""
    try:
        yield
    except UnreadableFile:
        raise
    except calamine.PasswordError as error:
        raise _locked(name) from error
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise (_locked(name) if is_locked(content) else _damaged(name)) from error
    except BaseException as error:
        # A Rust library that panics raises something of its own, which can't be imported and is no Exception.
        if type(error).__name__ != "PanicException":
            raise
        raise _damaged(name) from error


def _sheet(name: str, book: calamine.CalamineWorkbook, sheet: str, notes: SheetNotes) -> tuple[RawTable, ...]:
    with _damage_named(name):
        opened = book.get_sheet_by_name(sheet)
        if opened.start is None or opened.height == 0:
            return ()
        if opened.height * opened.width > MAX_CELLS or opened.width > MAX_COLUMNS:
            raise _too_large(name, opened.height, opened.width)
        rows = _texts(opened.to_python(skip_empty_area=True))
        _fill_noted(rows, opened.start, notes)
        merged = _fill_merged(rows, opened)
    issues: tuple[Issue, ...] = ()
    if merged:
        issues = (Issue("merged_cells", "info", f"{merged} merged cells were filled downwards."),)
    if notes.hidden:
        shown = ", ".join(map(str, notes.hidden[:5]))
        message = (
            f"{plural(len(notes.hidden), 'hidden row')} of '{sheet}' counted like the others (first: rows {shown})."
        )
        issues = (*issues, Issue("hidden_rows", "info", message, notes.hidden[0]))
    numbers = [opened.start[0] + 1 + i for i in range(len(rows))]
    return tables_of_rows(name, sheet, rows, numbers, issues)


def _texts(cells: list[list[_Cell]]) -> list[list[str]]:
    """All cells as text. A sheet tells no day from its midnight: the column's other cells do, by their times."""
    timed = {j for row in cells for j, cell in enumerate(row) if isinstance(cell, dt.datetime)}
    return [
        [cell_text(cell) + _MIDNIGHT * (j in timed and type(cell) is dt.date) for j, cell in enumerate(row)]
        for row in cells
    ]


def _fill_noted(rows: list[list[str]], start: tuple[int, int], notes: SheetNotes) -> None:
    """Give cells without a value the text that says why they have none."""
    for (row, column), text in notes.cells.items():
        down, right = row - start[0], column - start[1]
        if 0 <= down < len(rows) and 0 <= right < len(rows[down]) and not rows[down][right]:
            rows[down][right] = text


def _fill_merged(rows: list[list[str]], sheet: calamine.CalamineSheet) -> int:
    """Give every row of a cell that was merged downwards its value; headers spread to the right stay as is."""
    top, left = sheet.start or (0, 0)
    filled = 0
    for (r0, c0), (r1, c1) in sheet.merged_cell_ranges or []:
        if r1 > r0 and c0 == c1 and r0 >= top and c0 >= left and r0 - top < len(rows):
            value = rows[r0 - top][c0 - left]
            for r in range(r0 + 1, min(r1, top + len(rows) - 1) + 1):
                rows[r - top][c0 - left] = value
            filled += bool(value) and r0 > top
    return filled


def cell_text(cell: _Cell) -> str:
    """A cell as text: '000012' stays, whole floats lose the '.0', dates and times are ISO."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, dt.datetime):
        return _moment_text(cell)
    if isinstance(cell, (dt.date, dt.time)):
        return cell.isoformat()
    return str(cell)


def _moment_text(moment: dt.datetime) -> str:
    """Excel keeps times as fractions of a day: within a millisecond of a whole second, the second was meant."""
    second = (moment + dt.timedelta(milliseconds=500)).replace(microsecond=0)
    if abs(second - moment) <= dt.timedelta(milliseconds=1):
        moment = second
    return moment.date().isoformat() if moment.time() == dt.time() else moment.isoformat(sep=" ")


def _check_parts(name: str, content: bytes) -> None:
    """Refuse entities and cells far off the table before a parser, which believes them, allocates for them."""
    with open_zip(name, content) as archive:
        for info in archive.infolist():
            part = info.filename
            if not part.endswith((".xml", ".rels", ".vml")):
                continue
            text = read_entry(name, archive, info)
            if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
                reason = f"Its part '{part}' defines entities, which spreadsheet programs never write."
                raise UnreadableFile.because(name, reason, "It was not opened. Save it again with Excel.")
            if part.startswith("xl/worksheets/"):
                _check_extent(name, text)
            if part == "content.xml":
                _check_repeats(name, text)


def _check_extent(name: str, sheet: bytes) -> None:
    columns: set[bytes] = set()
    rows: list[int] = [int(row) for row in _ROW.findall(sheet)]
    for letters, row in _REFERENCE.findall(sheet):
        columns.add(letters)
        rows.append(int(row))
    if not columns:
        return
    numbers = [column_number(letters) for letters in columns]
    height, width = max(rows) - min(rows) + 1, max(numbers) - min(numbers) + 1
    if height * width > MAX_CELLS or width > MAX_COLUMNS:
        raise _too_large(name, height, width)


def _check_repeats(name: str, sheet: bytes) -> None:
    """OpenDocument writes a repeated filled cell or row once, with a count."""
    total = sum(int(count) for _, count in _REPEATED.findall(sheet))
    rows = [int(count) for count in re.findall(rb'number-rows-repeated="(\d+)"', sheet)]
    if total > MAX_CELLS or max(rows, default=0) > 1_100_000:
        raise _too_large(name, max(rows, default=1), total)


def _too_large(name: str, height: int, width: int) -> UnreadableFile:
    reason = f"A sheet spans {height:,} rows by {width:,} columns, probably because of a stray cell far off."
    remedy = "Delete the empty rows and columns around the table, or save it as CSV."
    return UnreadableFile.because(name, reason, remedy)


def _locked(name: str) -> UnreadableFile:
    reason = "The workbook is protected by a password."
    return UnreadableFile.because(name, reason, "Save it without a password and upload it again.")


def _damaged(name: str) -> UnreadableFile:
    reason = "The workbook can't be opened: it is damaged, or was cut off while being copied."
    return UnreadableFile.because(name, reason, "Open it in Excel, save it again as XLSX and upload that.")
