"""Several tables below each other in one text, as web analytics write them: where each begins and ends."""

from __future__ import annotations

from collections.abc import Sequence

from csm_core.intake.headers import compact
from csm_core.intake.shapes import is_value

Row = Sequence[str]
_FEWEST = 2  # rows below the headers, before one speaks of a table


def stacked_tables(rows: Sequence[Row]) -> list[range]:
    """The rows of each table with what stands above it; one range of all rows where there is one table only.

    A further table begins where, after a comment or a blank line, a line of words stands over lines with values
    and says something else than the headers before. Of the lines between two tables none is a row of either.
    """
    heads = [index for index in range(len(rows)) if _is_head(rows, index)]
    tables: list[range] = []
    for index in heads:
        if tables and not _parts(rows, tables[-1], index):
            continue
        if tables:
            tables[-1] = _cut(rows, range(tables[-1].start, index))
        tables.append(range(index, len(rows)))
    if len(tables) < 2 or any(_data_rows(rows, table) < _FEWEST for table in tables):
        return [range(len(rows))]
    return [range(tables[0].stop), *tables[1:-1], _cut(rows, tables[-1])]


def _is_head(rows: Sequence[Row], index: int) -> bool:
    """Words throughout, over a line with as many cells of which one is a value; nothing of a table before."""
    row = rows[index]
    if not _is_words(row) or index + 1 >= len(rows):
        return False
    below = rows[index + 1]
    is_first = index == 0 or _is_between(rows[index - 1])
    return is_first and len(below) == len(row) and any(is_value(cell) for cell in below)


def _is_words(row: Row) -> bool:
    filled = [cell for cell in row if cell.strip()]
    return len(filled) >= 2 and len(filled) == len(row) and not any(is_value(cell) for cell in filled)


def _is_between(row: Row) -> bool:
    """A blank line or a comment."""
    filled = [cell.strip() for cell in row if cell.strip()]
    return not filled or filled[0].startswith("#")


def _parts(rows: Sequence[Row], before: range, index: int) -> bool:
    """Whether the headers at `index` begin another table than the one before."""
    if {compact(cell) for cell in rows[index]} == {compact(cell) for cell in rows[before.start]}:
        return False
    told = any(_is_comment(row) for row in rows[before.start : index])
    # Pairs of words and values over a table are what a report says of itself.
    is_preamble = len(rows[before.start]) == 2 and len(rows[index]) > 2
    return told or not is_preamble


def _is_comment(row: Row) -> bool:
    return any(cell.strip() for cell in row) and _is_between(row)


def _data_rows(rows: Sequence[Row], table: range) -> int:
    return sum(not _is_between(rows[index]) for index in table) - 1


def _cut(rows: Sequence[Row], table: range) -> range:
    """Without the comments and blank lines at its end."""
    stop = table.stop
    while stop > table.start and _is_between(rows[stop - 1]):
        stop -= 1
    return range(table.start, stop)
