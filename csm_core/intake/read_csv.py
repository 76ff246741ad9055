"""Text with delimiters to raw tables: the delimiter is decided here and held against every line."""

from __future__ import annotations

import csv
import io
import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from csm_core.errors import UnreadableFile
from csm_core.intake.batch import Issue
from csm_core.intake.grid import MAX_COLUMNS, Grid, blank_to_null, usual_width
from csm_core.intake.layout import to_raw_table
from csm_core.intake.raw import RawTable
from csm_core.intake.read_encoding import decode
from csm_core.intake.read_records import MAX_CELL, parse_records, quotation_mark
from csm_core.intake.read_stacked import may_hold_tables
from csm_core.intake.rows_to_tables import tables_of_rows
from csm_core.intake.shapes import is_value

DELIMITERS = (",", ";", "\t", "|", "\x1f", "^", "~", ":")
_SAMPLE_CHARACTERS = 200_000
# What Unicode calls space, below 128; the blank itself is looked for where it would begin a cell.
_SPACES = (b"\t", b"\x0b", b"\x0c", b"\x1c", b"\x1d", b"\x1e", b"\x1f")


def read_csv(name: str, content: bytes) -> tuple[RawTable, ...]:
    """One raw table. Raises UnreadableFile where the bytes are no table of text."""
    text, encoding, issues = decode(name, content)
    text = text.removeprefix("\ufeff")
    csv.field_size_limit(MAX_CELL)
    refuse_too_wide(name, text)
    delimiter = likely_delimiter(text)
    grid = _regular(text, delimiter)
    if grid is not None and not may_hold_tables(grid):
        return (to_raw_table(name, None, grid, issues, encoding, delimiter),)
    rows, numbers, used, found = _any(name, text, delimiter)
    return tables_of_rows(name, None, rows, numbers, (*issues, *found), encoding, used)


def refuse_too_wide(name: str, text: str) -> None:
    """Raise UnreadableFile where the first line has more cells than any table."""
    first = text[: 4 << 20].split("\n", 1)[0]
    width = max(first.count(delimiter) for delimiter in DELIMITERS[:4]) + 1
    if width > MAX_COLUMNS and first.count(" ") < width:
        reason = f"It has {width:,} columns or more; {MAX_COLUMNS:,} is the most."
        raise UnreadableFile.because(name, reason, "Export it with rows and columns the other way round.")


def likely_delimiter(text: str) -> str:
    """The delimiter under which the first lines have the same number of cells and a line of headers."""
    sample = text[:_SAMPLE_CHARACTERS]
    if len(text) > len(sample) and "\n" in sample:
        sample = sample[: sample.rindex("\n")]
    return max(DELIMITERS, key=lambda delimiter: _score(_records(sample, delimiter)))


def _score(rows: Iterable[Sequence[str]]) -> float:
    """Evenness of the widths, with a bonus where some first line reads like headers of that width."""
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    if not filled:
        return 0.0
    width = usual_width(filled)
    if width < 2:
        return 0.0
    even = sum(len(row) == width for row in filled) / len(filled)
    first = next((row for row in filled if len(row) >= width), filled[0])
    headed = len(first) == width and not any(is_value(cell) for cell in first if cell.strip())
    return even**2 * math.log2(width) * (1.0 if headed else 0.6)


def _records(text: str, delimiter: str) -> list[list[str]]:
    try:
        stream = io.StringIO(text, newline="")
        quote = quotation_mark(text, delimiter)
        return list(csv.reader(stream, delimiter=delimiter, quotechar=quote, skipinitialspace=True))
    except csv.Error:
        return [line.split(delimiter) for line in text.splitlines()]


def _regular(text: str, delimiter: str) -> Grid | None:
    """The fast way for text of which every line is a whole record of the same number of cells, else None."""
    if "\r" in text.replace("\r\n", "") or not text.strip():
        return None
    lines = (text.replace("\r\n", "\n").rstrip("\n") + "\n").encode()
    width = width_of(lines, delimiter)
    grid = regular_grid(lines, delimiter, width, 1) if width else None
    return grid if grid is not None and len(grid) else None


def width_of(lines: bytes, delimiter: str) -> int | None:
    """The number of cells in the first line; None where it is not well quoted, or no line of a table."""
    first = lines[: lines.index(b"\n")].decode(errors="replace")
    try:
        (cells,) = csv.reader([first], delimiter=delimiter, strict=True)
    except (csv.Error, ValueError):
        return None
    if quotation_mark(first, delimiter) != '"':
        return None
    # The expression that lines are held against may repeat a thousand times at most.
    return len(cells) if 2 <= len(cells) <= 900 else None


def regular_grid(lines: bytes, delimiter: str, width: int, first: int) -> Grid | None:
    """Whole lines in UTF-8, the first of them line `first` of the file, as a grid without its blank rows.

    None where some line is not one whole record of `width` cells.
    """
    count = _occurrences(lines, b"\n")
    if not _is_even(lines, delimiter, width, count):
        return None
    names = [str(index) for index in range(width)]
    types = dict.fromkeys(names, pa.string())
    try:
        table = arrow_csv.read_csv(
            pa.BufferReader(lines),
            arrow_csv.ReadOptions(column_names=names, block_size=8 << 20),
            arrow_csv.ParseOptions(delimiter=delimiter, ignore_empty_lines=False),
            arrow_csv.ConvertOptions(column_types=types, strings_can_be_null=True, null_values=[""]),
        )
    except pa.ArrowInvalid:
        return None
    if table.num_rows != count:
        return None
    tidy = _has_no_blanks(lines, delimiter)
    columns = tuple(_joined(table.column(name)) if tidy else blank_to_null(table.column(name)) for name in names)
    return _without_blank_rows(Grid(columns, pa.array(np.arange(first, first + count), pa.int64())))


def _is_even(lines: bytes, delimiter: str, width: int, count: int) -> bool:
    """Whether every line may have that many cells, quotes well paired within the line."""
    if b'"' not in lines:
        return _occurrences(lines, delimiter.encode()) == count * (width - 1)
    ends = np.flatnonzero(np.frombuffer(lines, np.uint8) == ord("\n"))
    starts = np.concatenate(([0], ends + 1)).astype(np.int32)
    each = pa.Array.from_buffers(pa.string(), count, [None, pa.py_buffer(starts), pa.py_buffer(lines)])
    quoted = each.filter(pc.match_substring(each, '"'))
    mark = re.escape(delimiter)
    cell = rf'(?:[^"{mark}]*|"(?:[^"]|"")*")'
    whole = pc.match_substring_regex(quoted, rf"^{cell}(?:{mark}{cell}){{{width - 1}}}\n$")
    return bool(pc.all(whole, min_count=0).as_py())


def _has_no_blanks(lines: bytes, delimiter: str) -> bool:
    """Whether for sure no cell holds nothing but space."""
    if not lines.isascii() or any(space in lines for space in _SPACES if space != delimiter.encode()):
        return False
    letters = np.frombuffer(lines, np.uint8)
    blanks = np.flatnonzero(letters == ord(" "))
    if len(blanks) and blanks[0] == 0:
        return False
    before = np.bincount(letters[blanks - 1], minlength=256)
    return not any(before[ord(begin)] for begin in (delimiter, "\n", '"'))


def _occurrences(lines: bytes, letter: bytes) -> int:
    # Ten times as fast as bytes.count where the letter is in every line.
    return int(np.count_nonzero(np.frombuffer(lines, np.uint8) == ord(letter)))


def _joined(column: pa.ChunkedArray) -> pa.Array:
    return pa.concat_arrays(column.chunks) if column.num_chunks != 1 else column.chunk(0)


def _without_blank_rows(grid: Grid) -> Grid:
    filled = pc.is_valid(grid.columns[0])
    for column in grid.columns[1:]:
        filled = pc.or_(filled, pc.is_valid(column))
    if pc.all(filled).as_py():
        return grid
    columns = tuple(column.filter(filled) for column in grid.columns)
    return Grid(columns, grid.row_numbers.filter(filled))


def _any(name: str, text: str, delimiter: str) -> tuple[list[list[str]], list[int], str | None, tuple[Issue, ...]]:
    """The careful way: quotes, escapes, uneven lines; the delimiter is tried again if most lines defy it."""
    rows, numbers, issues = parse_records(name, text, delimiter)
    if _uneven(rows) > 0.02:
        tried = {other: parse_records(name, text, other) for other in DELIMITERS[:4]}
        best = max(tried, key=lambda other: _score(tried[other][0]))
        if _score(tried[best][0]) > _score(rows):
            delimiter, (rows, numbers, issues) = best, tried[best]
    return rows, numbers, None if all(len(row) <= 1 for row in rows) else delimiter, issues


def _uneven(rows: Sequence[Sequence[str]]) -> float:
    widths = Counter(len(row) for row in rows if any(cell.strip() for cell in row))
    return 1 - max(widths.values()) / widths.total() if widths else 0.0
