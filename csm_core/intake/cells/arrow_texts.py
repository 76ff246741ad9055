"""Typed values of a Parquet file to the text that reads back to them."""

from __future__ import annotations

import json

import pyarrow as pa
import pyarrow.compute as pc

MOST_WHOLE = 1e15
_MOST_DAYS = 2_932_896  # from 1970 to 9999-12-31, the last day that has a text


def arrow_texts(column: pa.ChunkedArray, are_dates: bool | None = None) -> tuple[pa.ChunkedArray, list[int]]:
    """The column as text, and the rows (from 0) whose value has none, such as a day after the year 9999.

    `are_dates`: whether moments without a zone are dates; None: where all of these are at midnight.
    """
    kind = column.type
    if pa.types.is_dictionary(kind):
        return arrow_texts(column.cast(kind.value_type), are_dates)
    if pa.types.is_string(kind):
        return column, []
    if pa.types.is_timestamp(kind) or pa.types.is_date(kind):
        return _moments(column, are_dates)
    if pa.types.is_floating(kind):
        numbers = column.cast(pa.float64()) if pa.types.is_float16(kind) else column
        numbers = pc.if_else(pc.is_nan(numbers), pa.scalar(None, numbers.type), numbers)
        return pa.chunked_array([_floats(chunk) for chunk in numbers.chunks], pa.string()), []
    if pa.types.is_decimal(kind):
        return pa.chunked_array([_decimals(chunk) for chunk in column.chunks], pa.string()), []
    try:
        if not pa.types.is_nested(kind) and not _is_bytes(kind):
            return column.cast(pa.string()), []
    except pa.ArrowException:
        pass  # a type without a text of its own goes value by value
    return _one_by_one(column)


def may_be_blank(kind: pa.DataType) -> bool:
    """Whether a value of the type may have a text of nothing but space: a number and a moment never."""
    return not (pa.types.is_primitive(kind) or pa.types.is_decimal(kind))


def _is_bytes(kind: pa.DataType) -> bool:
    return bool(pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind))


def _one_by_one(column: pa.ChunkedArray) -> tuple[pa.ChunkedArray, list[int]]:
    texts: list[str | None] = []
    lost: list[int] = []
    for row, scalar in enumerate(scalar for chunk in column.chunks for scalar in chunk):
        try:
            value = scalar.as_py()
            texts.append(None if value is None else _json(value))
        except (ValueError, OverflowError, pa.ArrowException):  # a moment that Python has no word for
            texts.append(None)
            lost.append(row)
    return pa.chunked_array([pa.array(texts, pa.string())]), lost


def _floats(chunk: pa.Array) -> pa.Array:
    """Whole numbers without '.0' or exponent, others as they read back."""
    whole = pc.fill_null(pc.and_(pc.equal(chunk, pc.floor(chunk)), pc.less(pc.abs(chunk), MOST_WHOLE)), False)
    integers = pc.if_else(whole, chunk, pa.scalar(None, chunk.type)).cast(pa.int64()).cast(pa.string())
    if pc.all(pc.or_(whole, pc.is_null(chunk)), min_count=0).as_py():
        return integers
    return pc.if_else(whole, integers, chunk.cast(pa.string()))


def _decimals(chunk: pa.Array) -> pa.Array:
    """Without an exponent, however small they are."""
    return pa.array([None if value is None else f"{value:f}" for value in chunk.to_pylist()], pa.string())


def _moments(column: pa.ChunkedArray, are_dates: bool | None) -> tuple[pa.ChunkedArray, list[int]]:
    """ISO text; moments with a zone as UTC with a 'Z', so that no setting shifts them again.

    Days beyond the year 9999, which stand for 'for ever', become the last one there is.
    """
    zone = getattr(column.type, "tz", None)
    days = _days(column)
    far = pc.fill_null(pc.or_(pc.greater(days, _MOST_DAYS), pc.less(days, -719_162)), False)
    if pc.any(far, min_count=0).as_py():
        near, lost = pc.if_else(far, pa.scalar(None, column.type), column), pc.less(days, 0)
        texts, _ = _moments(near, are_dates)
        last = pc.if_else(lost, pa.scalar("0001-01-01"), pa.scalar("9999-12-31"))
        return pc.if_else(far, last, texts), []
    if pa.types.is_date(column.type):
        return column.cast(pa.date32()).cast(pa.string()), []
    plain = column.cast(pa.timestamp("us", zone), safe=False).cast(pa.timestamp("us"))
    dates = plain.cast(pa.date32(), safe=False)
    if are_dates is None:
        are_dates = bool(pc.all(pc.equal(dates.cast(plain.type), plain), min_count=0).as_py())
    if zone is None and are_dates:
        return dates.cast(pa.string()), []
    trimmed = pc.replace_substring_regex(plain.cast(pa.string()), r"(\.\d*?)0+$", r"\1")
    trimmed = pc.replace_substring_regex(trimmed, r"\.$", "")
    if zone is not None:
        return pc.binary_join_element_wise(trimmed, "Z", ""), []
    return trimmed, []


def _days(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Whole days since 1970, whatever the unit."""
    kind = column.type
    if pa.types.is_date32(kind):
        return column.cast(pa.int32()).cast(pa.int64())
    a_day = 86_400 * {"s": 1, "ms": 1_000, "us": 1_000_000, "ns": 1_000_000_000}[getattr(kind, "unit", "ms")]
    return pc.divide(column.cast(pa.int64()), a_day)


def _json(value: object) -> str:
    if isinstance(value, bytes):
        return value.decode("utf-8", errors="replace")
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
