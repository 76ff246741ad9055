"""Changes to a column of cells that several exports need."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from csm_core.intake.cells.distinct import Distinct
from csm_core.intake.dialects.declare import Header, find_header


def rewrite(cells: pa.Table, header: Header, change: Callable[[str], str | None]) -> pa.Table:
    """The cells with every distinct text of one column changed; unchanged where the column is missing."""
    header_name = find_header((header,), cells.column_names)
    if header_name is None:
        return cells
    column = _whole(cells, header_name)
    changed = Distinct.of(column).parse(change, pa.string())
    return cells.set_column(cells.column_names.index(header_name), header_name, changed)


def words(cells: pa.Table, header: Header, meanings: Mapping[str, str]) -> pa.Table:
    """The tool's words replaced by ours, whatever their case; other words stay."""
    by_word = {word.casefold(): ours for word, ours in meanings.items()}
    return rewrite(cells, header, lambda text: by_word.get(text.strip().casefold(), text))


def less_one(cells: pa.Table, header: Header) -> pa.Table:
    """Counts that include the first station made counts of changes."""
    return rewrite(cells, header, lambda text: str(max(int(text) - 1, 0)) if text.strip().isdecimal() else text)


def is_any(cells: pa.Table, header: Header, wanted: Sequence[str]) -> pa.Array | None:
    """Mask of the rows whose cell is one of the words, whatever their case; None without the column."""
    header_name = find_header((header,), cells.column_names)
    if header_name is None:
        return None
    lower = pc.utf8_lower(pc.utf8_trim_whitespace(_whole(cells, header_name)))
    return pc.fill_null(pc.is_in(lower, pa.array([word.casefold() for word in wanted], pa.string())), False)


def repeats(cells: pa.Table, header: Header) -> pa.Array | None:
    """Mask of the rows whose (filled) cell stood in an earlier row already; None without the column."""
    header_name = find_header((header,), cells.column_names)
    if header_name is None:
        return None
    column = _whole(cells, header_name)
    numbered = pa.table({"text": column, "row": pa.array(range(len(column)), pa.int64())})
    first = numbered.group_by("text").aggregate([("row", "min")]).column("row_min")
    again = pc.invert(pc.is_in(numbered.column("row"), first))
    return pc.and_(again, pc.is_valid(column)).combine_chunks()


def _whole(cells: pa.Table, header: str) -> pa.Array:
    column = cells.column(header)
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
