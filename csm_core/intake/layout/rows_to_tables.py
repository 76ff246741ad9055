"""Parsed lines of a text or a sheet to raw tables: one, or several that stand below each other."""

from __future__ import annotations

from collections.abc import Sequence

from csm_core.intake.batch import Issue
from csm_core.intake.layout.fill_down import filled_down
from csm_core.intake.layout.grid import Grid, from_rows
from csm_core.intake.layout.groups import HEAD, may_be_grouped, ungrouped
from csm_core.intake.layout.lines import to_raw_table
from csm_core.intake.layout.raw import RawTable
from csm_core.intake.layout.sideways import upright
from csm_core.intake.layout.stacked_tables import stacked_tables


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
    turned = upright(rows)
    if turned is not None:
        rows, issues = turned[0], (*issues, *turned[1])
        numbers = range(1, len(rows) + 1)
    parts = stacked_tables(rows)
    if len(parts) > 1:
        where = "file" if sheet is None else "sheet"
        message = f"{len(parts)} tables stand below each other in the {where}; each was read as a table of its own."
        issues = (*issues, Issue("stacked_tables", "info", message))
    tables = []
    for number, part in enumerate(parts, start=1):
        grid, remarks = _grid(rows[part.start : part.stop], numbers[part.start : part.stop])
        if len(grid) or sheet is None:
            tables.append(to_raw_table(name, _name(sheet, number), grid, (*issues, *remarks), encoding, delimiter))
    return tuple(tables)


def is_report(grid: Grid) -> bool:
    """Whether the first lines are those of a report of groups, whose headings are to become a column."""
    if not may_be_grouped(grid):
        return False
    rows = [[cell or "" for cell in row] for row in grid.rows(range(min(len(grid), HEAD)))]
    return ungrouped(rows, range(len(rows))) is not None or filled_down(rows) is not None


def _grid(rows: Sequence[Sequence[str]], numbers: Sequence[int]) -> tuple[Grid, tuple[Issue, ...]]:
    """The lines of one table as a grid, each with the group that it belongs to where the table is a report."""
    issues: tuple[Issue, ...] = ()
    report = ungrouped(rows, numbers)
    if report is not None:
        rows, numbers, issues = report.rows, report.numbers, report.issues
    elif (filled := filled_down(rows)) is not None:
        rows, issues = filled
    return from_rows(rows, numbers), issues


def _name(sheet: str | None, number: int) -> str | None:
    if number == 1:
        return sheet
    return f"Table {number}" if sheet is None else f"{sheet} (table {number})"
