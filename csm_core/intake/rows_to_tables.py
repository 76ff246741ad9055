"""Parsed lines of a text or a sheet to raw tables: one, or several that stand below each other."""

from __future__ import annotations

from collections.abc import Sequence

from csm_core.intake.batch import Issue
from csm_core.intake.grid import from_rows
from csm_core.intake.layout import to_raw_table
from csm_core.intake.raw import RawTable
from csm_core.intake.read_stacked import stacked_tables


def tables_of_rows(
    name: str,
    sheet: str | None,
    rows: Sequence[Sequence[str]],
    numbers: Sequence[int],
    issues: Sequence[Issue] = (),
    encoding: str | None = None,
    delimiter: str | None = None,
) -> tuple[RawTable, ...]:
    """The tables among the lines, each with the number of the line or row it stands on; none where all are blank
    in a sheet. Raises UnreadableFile for a text without anything in it."""
    parts = stacked_tables(rows)
    if len(parts) > 1:
        where = "file" if sheet is None else "sheet"
        message = f"{len(parts)} tables stand below each other in the {where}; each was read as a table of its own."
        issues = (*issues, Issue("stacked_tables", "info", message))
    tables = []
    for number, part in enumerate(parts, start=1):
        grid = from_rows(rows[part.start : part.stop], numbers[part.start : part.stop])
        if len(grid) or sheet is None:
            tables.append(to_raw_table(name, _name(sheet, number), grid, issues, encoding, delimiter))
    return tuple(tables)


def _name(sheet: str | None, number: int) -> str | None:
    if number == 1:
        return sheet
    return f"Table {number}" if sheet is None else f"{sheet} (table {number})"
