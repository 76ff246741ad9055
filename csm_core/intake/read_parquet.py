"""Parquet files to raw tables; the footer is held to limits before any data is read."""

from __future__ import annotations

import io
import json

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from csm_core.errors import UnreadableFile
from csm_core.intake.batch import Issue
from csm_core.intake.grid import MAX_COLUMNS, blank_to_null
from csm_core.intake.raw import RawTable

MAX_CELLS = 60_000_000


def read_parquet(name: str, content: bytes) -> tuple[RawTable, ...]:
    """One raw table; typed values become the text that reads back to them. Raises UnreadableFile."""
    if not content.endswith(b"PAR1"):
        reason = "It is a Parquet file without its end: it was cut off while it was copied."
        raise UnreadableFile.because(name, reason, "Export or download it again.")
    try:
        footer = pq.read_metadata(io.BytesIO(content))
        if footer.num_columns > MAX_COLUMNS or footer.num_rows * footer.num_columns > MAX_CELLS:
            reason = f"It holds {footer.num_rows:,} rows of {footer.num_columns:,} columns."
            raise UnreadableFile.because(name, reason, f"{MAX_CELLS:,} cells are the most; split it.")
        table = pq.read_table(io.BytesIO(content))
    except (pa.ArrowException, OSError, ValueError) as error:
        reason = "It is a Parquet file that is damaged."
        raise UnreadableFile.because(name, reason, "Export or download it again.") from error
    cells, issues = _named(name, table)
    numbers = pa.array(range(1, table.num_rows + 1), pa.int64())
    return (RawTable(name, None, pa.table(cells), numbers, issues=issues),)


def _named(name: str, table: pa.Table) -> tuple[dict[str, pa.Array], tuple[Issue, ...]]:
    if not table.num_columns or not table.num_rows:
        raise UnreadableFile.because(name, "The file has no rows.", "Check the export and try again.")
    cells: dict[str, pa.Array] = {}
    issues: list[Issue] = []
    for header, column in zip(table.column_names, table.columns, strict=True):
        unique, number = header or "Column", 2
        while unique in cells:
            unique = f"{header} ({number})"
            number += 1
        if unique != header:
            message = f"The header '{header}' stands there more than once; this one is called '{unique}'."
            issues.append(Issue("duplicate_header", "warning", message, column=unique))
        cells[unique] = blank_to_null(_text(column))
    return cells, tuple(issues)


def _text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    kind = column.type
    if pa.types.is_dictionary(kind):
        return _text(column.cast(kind.value_type))
    if pa.types.is_string(kind):
        return column
    if pa.types.is_timestamp(kind):
        return _moments(column)
    if pa.types.is_date(kind):
        return column.cast(pa.date32()).cast(pa.string())
    if pa.types.is_floating(kind):
        numbers = pc.if_else(pc.is_nan(column), pa.scalar(None, kind), column)
        return pa.chunked_array([_floats(chunk) for chunk in numbers.chunks], pa.string())
    if pa.types.is_nested(kind) or pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        texts = [None if value is None else _json(value) for value in column.to_pylist()]
        return pa.chunked_array([pa.array(texts, pa.string())])
    return column.cast(pa.string())


def _floats(chunk: pa.Array) -> pa.Array:
    """Whole numbers without '.0' or exponent, others as they read back."""
    texts = [
        None if value is None else str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
        for value in chunk.to_pylist()
    ]
    return pa.array(texts, pa.string())


def _moments(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """ISO text; moments with a zone as UTC with a 'Z', so that no setting shifts them again."""
    zoned = column.type.tz is not None
    plain = column.cast(pa.timestamp("us", column.type.tz), safe=False).cast(pa.timestamp("us"))
    trimmed = pc.replace_substring_regex(plain.cast(pa.string()), r"(\.\d*?)0+$", r"\1")
    trimmed = pc.replace_substring_regex(trimmed, r"\.$", "")
    if zoned:
        return pc.binary_join_element_wise(trimmed, "Z", "")
    return pc.replace_substring_regex(trimmed, r" 00:00:00$", "")


def _json(value: object) -> str:
    if isinstance(value, bytes):
        return value.decode("utf-8", errors="replace")
    return json.dumps(value, ensure_ascii=False, default=str)
