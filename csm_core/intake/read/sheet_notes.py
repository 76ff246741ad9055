"""What a workbook's XML tells and a reader of values does not: errors, uncalculated formulas, hidden rows."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

from csm_core.intake.empty_cells import UNCALCULATED
from csm_core.intake.read.archive import read_entry

_SHEET = re.compile(rb"<(?:\w+:)?sheet\b[^>]*>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>")
_FAILED = re.compile(
    rb'<(?:\w+:)?c\b(?=[^>]*\bt="e")[^>]*\br="([A-Z]{1,3})(\d{1,7})"[^>]*>'
    rb"(?:\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>))?\s*<(?:\w+:)?v>([^<]{1,20})</"
)
_UNCALCULATED = re.compile(
    rb'<(?:\w+:)?c\b(?![^>]*\bt="(?:str|e)")[^>]*\br="([A-Z]{1,3})(\d{1,7})"[^>]*>'
    rb"\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_HIDDEN_ROW = re.compile(rb'<(?:\w+:)?row\b(?=[^>]*\bhidden="(?:1|true)")[^>]*\br="(\d{1,7})"')


@dataclass(frozen=True, slots=True)
class SheetNotes:
    """`cells`: (row, column) from 0 → the text of a cell that has no value. `hidden`: rows from 1 that are hidden."""

    cells: dict[tuple[int, int], str] = field(default_factory=dict)
    hidden: tuple[int, ...] = ()


def sheet_notes(name: str, archive: zipfile.ZipFile) -> dict[str, SheetNotes]:
    """Notes by the name of the sheet, of an XLSX whose parts were held to limits before; none of what is no XLSX."""
    notes = {}
    for sheet, part in _parts(name, archive):
        text = read_entry(name, archive, archive.getinfo(part))
        hidden = tuple(int(row) for row in _HIDDEN_ROW.findall(text)) if b"hidden=" in text else ()
        notes[sheet] = SheetNotes(dict(_cells(text)), hidden)
    return notes


def _cells(text: bytes) -> Iterator[tuple[tuple[int, int], str]]:
    if b't="e"' in text:
        for letters, row, error in _FAILED.findall(text):
            yield (int(row) - 1, column_number(letters) - 1), error.decode("utf-8", errors="replace")
    if re.search(rb"<(?:\w+:)?f\b", text):
        for letters, row in _UNCALCULATED.findall(text):
            yield (int(row) - 1, column_number(letters) - 1), UNCALCULATED


def _parts(name: str, archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """The sheets and the parts of the archive that they are in."""
    there = set(archive.namelist())
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= there:
        return
    relations = read_entry(name, archive, archive.getinfo("xl/_rels/workbook.xml.rels"))
    targets = {_attribute(one, rb"Id"): _attribute(one, rb"Target") for one in _RELATION.findall(relations)}
    for sheet in _SHEET.findall(read_entry(name, archive, archive.getinfo("xl/workbook.xml"))):
        target = targets.get(_attribute(sheet, rb"\w+:id"), "").removeprefix("/").removeprefix("xl/")
        if f"xl/{target}" in there:
            yield _attribute(sheet, rb"name"), f"xl/{target}"


def _attribute(tag: bytes, attribute: bytes) -> str:
    match = re.search(rb"\s" + attribute + rb"""\s*=\s*(?:"([^"]*)"|'([^']*)')""", tag)
    if match is None:
        return ""
    return unescape((match[1] if match[1] is not None else match[2]).decode("utf-8", errors="replace"))


def column_number(letters: bytes) -> int:
    """'A' is 1, 'AA' 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
