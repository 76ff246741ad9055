"""Several tables below each other in one text or sheet: where each begins and ends."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from csm_core.intake.cells.shapes import is_value, shape
from csm_core.intake.layout.grid import Grid
from csm_core.intake.layout.header_line import count_known
from csm_core.intake.vocabulary.headers import compact

Row = Sequence[str]
_FEWEST = 2  # rows below the headers, before one speaks of a table


def stacked_tables(rows: Sequence[Row]) -> list[range]:
    """The rows of each table with what stands above it; one range of all rows where there is one table only.

    A further table begins where, after a comment, a title or a blank line, a line of words stands over lines with
    values and says something else than the headers before. Of the lines between two tables none is a row of either.
    """
    heads = [index for index in range(len(rows)) if _is_head(rows, index)]
    tables: list[range] = []
    for index in heads:
        if tables and not _parts(rows, tables[-1], index):
            continue
        if tables:
            tables[-1] = _cut(rows, range(tables[-1].start, index))
        tables.append(range(index, len(rows)))
    if len(tables) < 2 or any(_data_rows(rows, table) < _fewest(rows, table) for table in tables):
        return [range(len(rows))]
    tables = [range(tables[0].stop), *tables[1:-1], _cut(rows, tables[-1])]
    return [tables[0], *(range(_with_title(rows, table.start), table.stop) for table in tables[1:])]


def _is_head(rows: Sequence[Row], index: int) -> bool:
    """Words throughout, over a line about as wide of which one cell is a value; nothing of a table before."""
    row = _trimmed(rows[index])
    if not _is_words(row) or index + 1 >= len(rows):
        return False
    below = _trimmed(rows[index + 1])
    is_first = index == 0 or _is_between(rows[index - 1]) or _is_title(rows[index - 1])
    fits = len(below) == len(row) or (len(rows[index]) == len(rows[index + 1]) and len(below) > 1)
    return is_first and fits and _has_values(below)


def _trimmed(row: Row) -> Row:
    """Without the blank cells at its end, with which spreadsheets pad lines to one width."""
    width = len(row)
    while width and not row[width - 1].strip():
        width -= 1
    return row[:width]


def _is_words(row: Row) -> bool:
    filled = [cell for cell in row if cell.strip()]
    return len(filled) >= 2 and len(filled) == len(row) and not any(is_value(cell) for cell in filled)


def _has_values(row: Row) -> bool:
    return any(shape(cell) in ("number", "date", "email") for cell in row)


def _is_between(row: Row) -> bool:
    """A blank line or a comment."""
    filled = [cell.strip() for cell in row if cell.strip()]
    return not filled or filled[0].startswith("#")


def _is_title(row: Row) -> bool:
    """One text at the beginning and nothing beside it; of two cells, the other may merely be missing."""
    return len(row) != 2 and len(_trimmed(row)) == 1 and not is_value(row[0])


def _parts(rows: Sequence[Row], before: range, index: int) -> bool:
    """Whether the headers at `index` begin another table than the one before."""
    names, others = ({compact(cell) for cell in _trimmed(rows[i])} for i in (index, before.start))
    if names == others:
        return False
    has_comment = any(_is_comment(row) for row in rows[before.start : index])
    # Pairs of words and values over a table are what a report says of itself.
    is_preamble = len(_trimmed(rows[before.start])) == 2 and len(names) > 2
    return has_comment or not is_preamble


def _is_comment(row: Row) -> bool:
    return any(cell.strip() for cell in row) and _is_between(row)


def _data_rows(rows: Sequence[Row], table: range) -> int:
    return sum(not (_is_between(rows[index]) or _is_title(rows[index])) for index in table) - 1


def _fewest(rows: Sequence[Row], table: range) -> int:
    """How many rows make a table of it: one, where the headers are known ones."""
    return 1 if count_known([cell or None for cell in rows[table.start]]) > 1 else _FEWEST


def _cut(rows: Sequence[Row], table: range) -> range:
    """Without the title of the next table, and the comments and blank lines at its end."""
    stop = table.stop
    if stop < len(rows) and _is_title(rows[stop - 1]):
        stop -= 1
    while stop > table.start and _is_between(rows[stop - 1]):
        stop -= 1
    return range(table.start, stop)


def _with_title(rows: Sequence[Row], start: int) -> int:
    """Where the title of the table whose headers stand at `start` stands, directly over them."""
    return start - 1 if start and _is_title(rows[start - 1]) else start


def may_hold_tables(grid: Grid, begins: bool = True) -> bool:
    """Whether a line of words stands below a blank line or a title and over values, so that a further table may
    begin there. `begins`: the file does so with this grid."""
    if len(grid) < 3 or len(grid.columns) < 2:
        return False
    numbers = np.asarray(grid.row_numbers, dtype=np.int64)
    lone = np.asarray(grid.columns[0].is_valid().to_numpy(zero_copy_only=False), dtype=np.bool_)
    for column in grid.columns[1:]:
        if not lone.any():
            break
        lone = lone & np.asarray(column.is_null().to_numpy(zero_copy_only=False), dtype=np.bool_)
    places = np.flatnonzero((np.diff(numbers) > 1) | lone[:-1]) + 1
    places = places[(np.cumsum(~lone)[places - 1] > 1) | (not begins)]
    places = places[places < len(grid) - 1]
    heads, below = grid.rows(places.tolist()), grid.rows((places + 1).tolist())
    for head, line in zip(heads, below, strict=True):
        if _is_words(_trimmed([cell or "" for cell in head])) and _has_values([cell or "" for cell in line]):
            return True
    return False
