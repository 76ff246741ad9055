"""Cells as Spark's expressions: text without what stands round it, moments, figures; as the reader of files has them.

Moments are whole microseconds since 1970: Spark reckons those as DuckDB does, whatever the type of a column.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from csm_core.engines.spark_session import functions
from csm_core.intake.cells.arrow_texts import MOST_WHOLE
from csm_core.intake.cells.placeholders import NULL_DATE, placeholder_spans
from csm_core.intake.empty_cells import TRIMMED, spelled_nothing
from csm_core.text.spreadsheet import GUARDED

if TYPE_CHECKING:
    from pyspark.sql import Column

DAY_MICROS = 86_400_000_000
_DATE = r"^\d{4}-\d{2}-\d{2}$"
_WALL = r"^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}([.,]\d{1,9})?)?$"
_ZONED = _WALL[:-1] + r" ?(Z|UTC|[+-]\d{2}:?\d{2})$"
_SECONDS, _MILLIS = r"^\d{9,10}$", r"^\d{13}$"
_FIRST_YEAR, _LAST_YEAR = 1900, 2200


@dataclass(frozen=True, slots=True)
class MomentCells:
    """`micros`: the moment as it is written, null where there is none; `shifted`: in UTC, where it is a local time of
    the column's zone. `form`: 'date', 'wall' (a time without a zone) or 'zoned'. `state`: 'read', 'empty',
    'unread' or 'placeholder' (a date that stands for none)."""

    micros: Column
    shifted: Column
    form: Column
    state: Column


def tidy_text(cell: Column, kind: str, is_typed: bool, further: Sequence[str], words: Sequence[str]) -> Column:
    """The cell as trimmed text, null for every spelling of nothing. `kind`: Spark's name of its type; `is_typed`: the
    column can't hold words."""
    f = functions()
    text = f.btrim(_plain_text(cell, kind), f.lit(TRIMMED))
    text = f.regexp_replace(text, GUARDED[0], "$1")
    lower, exact = spelled_nothing(is_typed, further)
    is_nothing = f.lower(text).isin(list(lower))
    if exact:
        is_nothing = is_nothing | text.isin(list(exact))
    if words:
        is_nothing = is_nothing & ~text.isin([word.strip() for word in words])
    tidied: Column = f.when(~is_nothing, text)
    return tidied


def _plain_text(cell: Column, kind: str) -> Column:
    """Whole numbers without '.0' or exponent: ids often come as floats."""
    text = cell.cast("string")
    if kind not in ("float", "double"):
        return text
    f = functions()
    is_whole = (cell == f.floor(cell)) & (f.abs(cell) < MOST_WHOLE)
    plain: Column = f.when(is_whole, cell.cast("bigint").cast("string")).when(~f.isnan(cell), text)
    return plain


def moment_cells(cell: Column, kind: str, texts: Column, zone: str | None) -> MomentCells:
    """The moments of a column. `kind`: Spark's name of its type; `texts`: the cell as tidy text."""
    f = functions()
    if kind == "date":
        micros, form = f.unix_micros(cell.cast("timestamp")), f.lit("date")
    elif kind == "timestamp":
        micros, form = f.unix_micros(cell), f.lit("zoned")
    elif kind == "timestamp_ntz":
        micros, form = f.unix_micros(cell.cast("timestamp")), f.lit("wall")
    else:
        micros, form = _written(texts)
    year = f.year(f.timestamp_micros(micros))
    is_usual = year.between(_FIRST_YEAR, _LAST_YEAR)
    is_text = kind not in ("date", "timestamp", "timestamp_ntz")
    stands_for_none = micros.isNotNull() & ~is_usual
    if is_text:
        stands_for_none = stands_for_none | texts.rlike(NULL_DATE)
    for first, after in placeholder_spans():
        stands_for_none = stands_for_none | ((micros >= micros_of(first)) & (micros < micros_of(after)))
    stands_for_none = f.coalesce(stands_for_none, f.lit(False))
    state = (
        f.when((texts if is_text else cell).isNull(), "empty")
        .when(stands_for_none, "placeholder")
        .when(micros.isNull(), "unread")
        .otherwise("read")
    )
    shifted = micros
    if zone is not None and zone != "UTC":
        local = f.unix_micros(f.to_utc_timestamp(f.timestamp_micros(micros), zone))
        shifted = f.when(form == "wall", local).otherwise(micros)
    return MomentCells(micros, shifted, form, state)


def figure(texts: Column, to: str) -> Column:
    """The figures of tidy texts as Spark's type `to`, null where they are none. With a point, as computers write."""
    f = functions()
    plain: Column = f.when(texts.rlike(r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$"), texts)
    if to != "bigint":
        return plain.try_cast(to)
    exact = plain.try_cast("decimal(38, 10)")
    whole: Column = f.when(exact == f.floor(exact), exact.try_cast("bigint"))
    return whole


def micros_of(moment: datetime) -> int:
    """A plain UTC moment as microseconds since 1970."""
    return (moment - datetime(1970, 1, 1)) // timedelta(microseconds=1)  # noqa: DTZ001 - the store's plain UTC


def _written(texts: Column) -> tuple[Column, Column]:
    """Moments as computers write them in texts or numbers."""
    f = functions()
    wall_text = f.regexp_replace(f.regexp_replace(texts, "T", " "), ",", ".")
    zoned_text = f.regexp_replace(
        f.regexp_replace(wall_text, r" ?(Z|UTC)$", "+00:00"), r" ?([+-]\d{2}):?(\d{2})$", "$1:$2"
    )
    is_date, is_wall, is_zoned = texts.rlike(_DATE), texts.rlike(_WALL), texts.rlike(_ZONED)
    seconds = texts.rlike(_SECONDS) | texts.rlike(_MILLIS)
    times = f.when(texts.rlike(_SECONDS), 1_000_000).otherwise(1_000)
    micros = (
        f.when(is_date | is_wall, f.unix_micros(wall_text.try_cast("timestamp_ntz").cast("timestamp")))
        .when(is_zoned, f.unix_micros(zoned_text.try_cast("timestamp")))
        .when(seconds, texts.try_cast("bigint") * times)
    )
    return micros, f.when(is_date, "date").when(is_zoned, "zoned").otherwise("wall")
