"""Parquet files to raw tables; the footer is held to limits before any data is read."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence

import pyarrow as pa
import pyarrow.parquet as pq

from csm_core.errors import UnreadableFile
from csm_core.intake.batch import Issue
from csm_core.intake.cells.arrow_texts import arrow_texts, may_be_blank
from csm_core.intake.layout.grid import MAX_COLUMNS, blank_to_null
from csm_core.intake.layout.raw import RawTable

MAX_CELLS = 60_000_000


def read_parquet(name: str, content: bytes) -> tuple[RawTable, ...]:
    """One raw table; typed values become the text that reads back to them. Raises UnreadableFile."""
    if not content.endswith(b"PAR1"):
        reason = "It is a Parquet file without its end: it was cut off while being copied."
        raise UnreadableFile.because(name, reason, "Export or download it again.")
    try:
        footer = pq.read_metadata(io.BytesIO(content))
        if footer.num_columns > MAX_COLUMNS or footer.num_rows * footer.num_columns > MAX_CELLS:
            reason = f"It holds {footer.num_rows:,} rows of {footer.num_columns:,} columns."
            raise UnreadableFile.because(name, reason, f"The limit is {MAX_CELLS:,} cells; split it.")
        # The file itself, not a dataset of one: that refuses two columns of one name.
        table = pq.ParquetFile(io.BytesIO(content)).read()
    except (pa.ArrowException, OSError, ValueError) as error:
        reason = "It is a damaged Parquet file."
        raise UnreadableFile.because(name, reason, "Export or download it again.") from error
    if not table.num_columns or not table.num_rows:
        raise UnreadableFile.because(name, "The file has no rows.", "Check the export and try again.")
    cells, issues = named_texts(_with_index(table))
    numbers = pa.array(range(1, table.num_rows + 1), pa.int64())
    return (RawTable(name, None, pa.table(cells), numbers, issues=issues),)


def are_plain_names(names: Sequence[str]) -> bool:
    """Whether each column has a name, and one of its own."""
    return all(names) and len(set(names)) == len(names)


def has_pandas_index(schema: pa.Schema) -> bool:
    """Whether pandas' notes name an index, which has to become a column of its own."""
    return bool(_pandas(schema).get("index_columns"))


def _with_index(table: pa.Table) -> pa.Table:
    """The table with pandas' index as a column of its own name, first as it was in pandas.

    An index that only counts on from a number is kept in the file's notes alone; one without a name, or with the name
    of a column, under a name of pandas' own. A nameless count is no data.
    """
    notes = _pandas(table.schema)
    labels = {one.get("field_name"): one.get("name") for one in notes.get("columns", ()) if isinstance(one, dict)}
    for number, index in enumerate(notes.get("index_columns", ())):
        if isinstance(index, dict) and index.get("kind") == "range" and isinstance(index.get("name"), str):
            count = range(int(index["start"]), int(index["stop"]), int(index["step"]))
            if len(count) == table.num_rows:
                table = table.add_column(number, index["name"], pa.array(count, pa.int64()))
        elif isinstance(index, str) and isinstance(labels.get(index), str) and index in table.column_names:
            names = [labels[index] if one == index else one for one in table.column_names]
            table = table.rename_columns(names)
    return table


def _pandas(schema: pa.Schema) -> dict[str, list[object]]:
    """pandas' notes on the table, as far as they can be understood."""
    try:
        notes = json.loads((schema.metadata or {})[b"pandas"])
    except (KeyError, ValueError, RecursionError):
        return {}
    kept = {name: notes.get(name) for name in ("index_columns", "columns")} if isinstance(notes, dict) else {}
    return {name: value for name, value in kept.items() if isinstance(value, list)}


def named_texts(
    table: pa.Table, dates: frozenset[str] | None = None
) -> tuple[dict[str, pa.Array], tuple[Issue, ...]]:
    """The columns as text under names of their own, and what is to be said of them.

    `dates`: which columns of moments without a zone are dates, where these rows are not all that tell.
    """
    cells: dict[str, pa.Array] = {}
    issues: list[Issue] = []
    for header, column in zip(table.column_names, table.columns, strict=True):
        unique, number = header or "Column", 2
        while unique in cells:
            unique = f"{header} ({number})"
            number += 1
        if unique != header:
            message = f"The header '{header}' appears more than once; this column was named '{unique}'."
            issues.append(Issue("duplicate_header", "warning", message, column=unique))
        if pa.types.is_nested(column.type):
            message = f"'{unique}' contains nested values, read as JSON text."
            issues.append(Issue("nested_values", "info", message, column=unique))
        texts, lost = arrow_texts(column, None if dates is None else header in dates)
        if lost:
            rows = ", ".join(str(row + 1) for row in lost[:5])
            message = f"Values in '{unique}' are out of range and were left empty (rows {rows})."
            issues.append(Issue("beyond_range", "warning", message, lost[0] + 1, unique))
        cells[unique] = blank_to_null(texts) if may_be_blank(column.type) else texts.combine_chunks()
    return cells, tuple(issues)
