"""A grid to a raw table: headers found, lines that are no data quarantined with the reason."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from csm_core.errors import UnreadableFile
from csm_core.intake.batch import QUARANTINE_SCHEMA, Issue
from csm_core.intake.cells.shapes import is_value
from csm_core.intake.layout.grid import MAX_COLUMNS, Grid
from csm_core.intake.layout.header import Header, find_header
from csm_core.intake.layout.raw import RawTable, raw_text
from csm_core.intake.layout.totals import Totals, find_totals
from csm_core.text.plural import agreeing, plural

HEAD = 80
FOOTER = ("footer_row", "This line below the table is a remark, not a row.")
ABOVE = ("above_headers", "This line is above the headers but looks like a row. It was not read.")
REPEATED = ("repeated_header", "This line repeats the headers.")
_FOOTER = re.compile(
    r"(?i)^(confidential|copyright|©|\(c\)|generated|exported|report|source|end of|filter|total records"
    r"|\d+ (rows|records))"
)


def to_raw_table(
    file: str,
    sheet: str | None,
    grid: Grid,
    issues: Sequence[Issue] = (),
    encoding: str | None = None,
    delimiter: str | None = None,
) -> RawTable:
    """The raw table of a grid. Raises UnreadableFile when there is nothing in it."""
    if not len(grid):
        raise UnreadableFile.because(file, "The file is empty.", "Check the export and try again.")
    if len(grid.columns) > MAX_COLUMNS:
        reason = f"It has {len(grid.columns):,} columns; the limit is {MAX_COLUMNS:,}."
        raise UnreadableFile.because(file, reason, "Export it with rows and columns swapped.")
    header = header_of(grid)
    body = range(header.data_start, len(grid))
    last = last_full(grid, body)
    totals = find_totals(grid, body, last)
    aside = _no_data_rows(grid, header, body, last, totals)
    keep = np.ones(len(grid), dtype=bool)
    keep[: header.data_start] = False
    keep[list(aside)] = False
    cells = named_cells(grid, header.names, pa.array(keep))
    all_issues = (*issues, *header.issues, *totals.issues)
    if cells.num_rows == 0 and not aside:
        all_issues = (*all_issues, Issue("no_rows", "error", "The file has headers but no rows below them."))
    return RawTable(
        file,
        sheet,
        cells,
        grid.row_numbers.filter(pa.array(keep)),
        encoding,
        delimiter,
        None if header.index is None else _line(grid, header.index),
        (*all_issues, *_padded(grid, keep)),
        {name: label for name, label in zip(header.names, header.labels, strict=False) if label},
        quarantined(grid, header, aside),
    )


def _padded(grid: Grid, keep: npt.NDArray[np.bool_]) -> tuple[Issue, ...]:
    """What is to be said of kept lines that have fewer cells than the others."""
    padded = [i for i in sorted(grid.short) if keep[i]]
    if not padded:
        return ()
    lines = f"{plural(len(padded), 'line')} {agreeing(len(padded), 'have')}"
    message = f"{lines} fewer cells than the header; the missing ones were read as empty."
    return (Issue("short_lines", "warning", message, row=_line(grid, padded[0])),)


def header_of(grid: Grid) -> Header:
    """The header among the first rows."""
    head = range(min(HEAD, len(grid)))
    rows = grid.rows(head)
    header = find_header(rows)
    if header.index is not None and (extra := grid.long.get(header.index)):
        return find_header(rows, [cell for cell in extra if cell.strip()])
    return header


def named_cells(grid: Grid, names: tuple[str, ...], keep: pa.Array) -> pa.Table:
    """The kept rows under their names; columns without header and without a value are dropped."""
    columns: dict[str, pa.Array] = {}
    rows = int(pc.sum(keep, min_count=0).as_py())
    for j, name in enumerate(names):
        column = grid.columns[j].filter(keep) if j < len(grid.columns) else pa.nulls(rows, pa.string())
        nameless = name == f"Column {j + 1}"
        if not (nameless and column.null_count == len(column)):
            columns[name] = column
    return pa.table(columns)


def _no_data_rows(
    grid: Grid, header: Header, body: range, last: int, totals: Totals
) -> Mapping[int, tuple[str, str]]:
    """Row index → (code, message) of the rows that are no data or are not to be trusted."""
    asides = dict.fromkeys(rows_above(grid, header), ABOVE)
    width = len(grid.columns)
    for i in body:
        if i <= last and len(body) > 2_000 and i < body[-1] - 50:
            continue  # footers stand at the end
        if i > last and width > 2:
            asides[i] = FOOTER
    if totals.rows:
        lines = grid.row_numbers.to_pylist()
        for i in body:
            if lines[i] in totals.rows:
                asides.setdefault(i, totals.rows[lines[i]])
    _repeated_headers(grid, header, body, asides)
    short = [i for i in grid.short if i in body and i not in asides]
    if len(short) <= 0.2 * len(body):
        for i in short:
            message = f"This line has fewer cells than the header ({width}); values may have shifted."
            asides[i] = ("wrong_number_of_cells", message)
    for i, extra in grid.long.items():
        if i in body and i not in asides and len(header.names) < width + len(extra):
            message = f"This line has {width + len(extra)} cells where the header has {len(header.names)}."
            asides[i] = ("wrong_number_of_cells", message)
    return asides


def rows_above(grid: Grid, header: Header) -> list[int]:
    """Lines above the headers that hold values and are about as filled as the headers: rows in the wrong place."""
    if header.index is None:
        return []
    lines = grid.rows(range(header.index + 1))
    most = sum(cell is not None for cell in lines[-1])
    return [
        i
        for i, row in enumerate(lines[:-1])
        if sum(cell is not None for cell in row) >= max(3, 0.5 * most) and any(is_value(cell) for cell in row)
    ]


def last_full(grid: Grid, body: range) -> int:
    """The last row that has more than a lone remark in it."""
    tail = range(max(body.start, body.stop - 50), body.stop)
    rows = grid.rows(tail)
    width = len(grid.columns)
    for i, row in zip(reversed(tail), reversed(rows), strict=True):
        filled = [cell for cell in row if cell is not None]
        lone = len(filled) == 1 and row[0] is not None
        if not (lone and (width > 2 and (i in grid.short or _FOOTER.match(filled[0]) or width > 3))):
            return i
    return body.start - 1


def _repeated_headers(grid: Grid, header: Header, body: range, asides: dict[int, tuple[str, str]]) -> None:
    if header.index is None or not grid.columns:
        return
    top = grid.rows([header.index])[0]
    for i in np.flatnonzero(repeats_of(grid, top)):
        if int(i) in body:
            asides.setdefault(int(i), REPEATED)


def repeats_of(grid: Grid, top: Sequence[str | None]) -> npt.NDArray[np.bool_]:
    """Mask of the rows that say the same as the line `top`."""
    same = np.ones(len(grid), dtype=np.bool_)
    for column, cell in zip(grid.columns, top, strict=True):
        equal = pc.is_null(column) if cell is None else pc.fill_null(pc.equal(column, cell), False)
        same &= np.asarray(equal.to_numpy(zero_copy_only=False), dtype=np.bool_)
        if not same.any():
            break
    return same


def quarantined(grid: Grid, header: Header, aside: Mapping[int, tuple[str, str]]) -> pa.Table:
    """The quarantined rows (QUARANTINE_SCHEMA), in order. `aside`: row index → (code, message)."""
    indices = sorted(aside)
    rows = grid.rows(indices)
    names = list(header.names)
    records = []
    for i, row in zip(indices, rows, strict=True):
        extra = grid.long.get(i, ())
        heads = [*names[: len(row)], *(f"(cell {len(row) + k + 1})" for k in range(len(extra)))]
        records.append(
            {
                "source_row": _line(grid, i),
                "code": aside[i][0],
                "message": aside[i][1],
                "value": next((cell for cell in row if cell), None),
                "raw": raw_text(heads, [*row, *extra]),
            }
        )
    return pa.Table.from_pylist(records, schema=QUARANTINE_SCHEMA)


def _line(grid: Grid, index: int) -> int:
    return int(grid.row_numbers[index].as_py())
