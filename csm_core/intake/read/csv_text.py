"""Text with delimiters to raw tables: the delimiter is decided here and held against every line."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from csm_core.errors import UnreadableFile
from csm_core.intake.batch import Issue
from csm_core.intake.layout.grid import MAX_COLUMNS, Grid, blank_to_null
from csm_core.intake.layout.lines import to_raw_table
from csm_core.intake.layout.raw import RawTable
from csm_core.intake.layout.rows_to_tables import is_report, tables_of_rows
from csm_core.intake.layout.sideways import MOST_LINES, upright
from csm_core.intake.layout.stacked_tables import may_hold_tables
from csm_core.intake.read.csv_records import LOOKED_AT, MAX_CELL, parse_records, quotation_mark
from csm_core.intake.read.delimiters import DELIMITERS, PARTED, delimiter_of_signs, evenness, likely_delimiter
from csm_core.intake.read.encoding import decode
from csm_core.intake.read.wrapped_lines import unwrapped

_LONGEST_HEADER = 10_000  # of one column
# What Unicode calls space, below 128; the blank itself is looked for where it would begin a cell.
_SPACES = (b"\t", b"\x0b", b"\x0c", b"\x1c", b"\x1d", b"\x1e", b"\x1f")


def read_csv(name: str, content: bytes) -> tuple[RawTable, ...]:
    """One raw table. Raises UnreadableFile where the bytes are no table of text."""
    text, encoding, issues = decode(name, content)
    text = text.removeprefix("\ufeff")
    csv.field_size_limit(MAX_CELL)
    refuse_too_wide(name, text)
    text, bared = unwrapped(text)
    issues = (*issues, *bared)
    signs = delimiter_of_signs(text)
    if signs is not None:
        # No cell holds this sign, which stands for those between cells from here on.
        text = text.replace(signs, PARTED)
    delimiter = likely_delimiter(text)
    refuse_one_cell(name, text, delimiter)
    grid = _regular(text, delimiter)
    if grid is not None and _is_plain(grid):
        return (to_raw_table(name, None, grid, issues, encoding, signs or delimiter),)
    rows, numbers, used, remarks = _any(name, text, delimiter)
    return tables_of_rows(name, None, rows, numbers, (*issues, *remarks), encoding, signs or used)


def _is_plain(grid: Grid) -> bool:
    """Whether it is one table that stands upright, no report of groups."""
    if may_hold_tables(grid) or is_report(grid):
        return False
    rows = grid.rows(range(len(grid))) if len(grid) <= MOST_LINES else []
    return upright([[cell or "" for cell in row] for row in rows]) is None


def refuse_too_wide(name: str, text: str) -> None:
    """Raise UnreadableFile where the first line has more cells than any table."""
    first = re.split(r"[\r\n]", text[: 4 << 20], maxsplit=1)[0]
    width = max(first.count(delimiter) for delimiter in DELIMITERS[:4]) + 1
    if width > MAX_COLUMNS and first.count(" ") < width:
        reason = f"It has {width:,} columns or more; the limit is {MAX_COLUMNS:,}."
        raise UnreadableFile.because(name, reason, "Export it with rows and columns swapped.")


def refuse_one_cell(name: str, text: str, delimiter: str) -> None:
    """Raise UnreadableFile for a long text of one line that nothing parts into cells."""
    if len(text) > _LONGEST_HEADER and delimiter not in text and not re.search(r"[\r\n]", text.strip()):
        reason = f"It is one line of {len(text):,} characters without a delimiter, so it has no columns."
        raise UnreadableFile.because(name, reason, "Export it again as CSV with one row per line.")


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
    if quotation_mark(lines[:LOOKED_AT].decode(errors="replace"), delimiter) != '"':
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
    if _is_plainly_quoted(lines, delimiter):
        return True
    ends = np.flatnonzero(np.frombuffer(lines, np.uint8) == ord("\n"))
    starts = np.concatenate(([0], ends + 1)).astype(np.int32)
    each = pa.Array.from_buffers(pa.string(), count, [None, pa.py_buffer(starts), pa.py_buffer(lines)])
    quoted = each.filter(pc.match_substring(each, '"'))
    mark = re.escape(delimiter)
    cell = rf'(?:[^"{mark}]*|"(?:[^"]|"")*")'
    whole = pc.match_substring_regex(quoted, rf"^{cell}(?:{mark}{cell}){{{width - 1}}}\n$")
    return bool(pc.all(whole, min_count=0).as_py())


def _is_plainly_quoted(lines: bytes, delimiter: str) -> bool:
    """Whether quotation marks stand around whole cells alone, and within them neither delimiters nor line feeds."""
    letters = np.frombuffer(lines, np.uint8)
    parts = np.zeros(256, np.bool_)
    parts[[ord(delimiter), ord("\n")]] = True
    quotes = np.flatnonzero(letters == ord('"'))
    opening, closing = quotes[::2], quotes[1::2]
    if len(opening) != len(closing) or not parts[letters[closing + 1]].all():
        return False
    if not parts[letters[opening - 1]].all():  # before the first letter stands the last one, a line feed
        return False
    places = np.flatnonzero(parts[letters])
    return bool((np.searchsorted(places, opening) == np.searchsorted(places, closing)).all())


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
        best = max(tried, key=lambda other: evenness(tried[other][0]))
        if evenness(tried[best][0]) > evenness(rows):
            delimiter, (rows, numbers, issues) = best, tried[best]
    return rows, numbers, None if all(len(row) <= 1 for row in rows) else delimiter, issues


def _uneven(rows: Sequence[Sequence[str]]) -> float:
    widths = Counter(len(row) for row in rows if any(cell.strip() for cell in row))
    return 1 - max(widths.values()) / widths.total() if widths else 0.0
