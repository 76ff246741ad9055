"""Rows that stand for all rows of a large file in whatever is decided over its whole columns.

Day or month first, the decimal mark, whether dates have times, which currency amounts name: each is decided from
what single cells prove, whatever their number. So the first row that proves something is kept as its witness, and
what is decided over the witnesses is what would be decided over the whole file.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator, Mapping
from datetime import time

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from csm_core.intake.cells.date_order import is_order_open, possible_orders, short_year
from csm_core.intake.cells.iso_moments import ISO, ISO_TEXT, iso_throughout
from csm_core.intake.cells.moments import Order, parse_moment
from csm_core.intake.cells.numbers import (
    Mark,
    currency_of,
    decimal_mark,
    interval_in,
    is_shorthand,
    own_mark,
    parse_number,
)
from csm_core.intake.stream.blocks import Irregular
from csm_core.tables.catalogue import Column, Type

_MOST = 5_000
_ORDERS: tuple[Order, ...] = ("dmy", "mdy", "ymd")
_MARKS: tuple[Mark, ...] = (".", ",")
_FIGURES = (Type.MONEY, Type.NUMBER, Type.INTEGER)
_TIMED = ("timed", True)
# Columns of few different words, of which it is said what each means.
_WORDS = frozenset({"currency", "billing_interval", "status", "document_type", "movement_type"})


class Witnesses:
    """The first row of each thing that a cell of a column proves, in the file's order."""

    def __init__(self, columns: Mapping[str, Column]) -> None:
        self._columns = columns
        self._facts: set[tuple[str, Hashable]] = set()
        self._rows: dict[int, Mapping[str, str | None]] = {}

    def __len__(self) -> int:
        return len(self._rows)

    def cells(self, schema: pa.Schema) -> pa.Table:
        """The witnesses' cells."""
        return pa.Table.from_pylist([dict(self._rows[number]) for number in sorted(self._rows)], schema=schema)

    def numbers(self) -> pa.Array:
        """The witnesses' lines."""
        return pa.array(sorted(self._rows), pa.int64())

    def timed(self, columns: Collection[str]) -> frozenset[str]:
        """Those of the columns that have a time of day somewhere."""
        return frozenset(name for name, fact in self._facts if name in columns and fact == _TIMED)

    def look(self, texts: Mapping[str, pa.Array], cells: pa.Table, numbers: pa.Array) -> None:
        """Keep the rows that prove something new. `texts`: canonical columns of these rows, as tidied text."""
        for name, column in self._columns.items():
            timed = (name, _TIMED) not in self._facts
            for text in _telling(texts[name], column, timed):
                facts = {(name, fact) for fact in _facts(text, column)}
                if not facts <= self._facts:
                    self._facts |= facts
                    self.keep(pc.index(texts[name], pa.scalar(text, pa.string())).as_py(), cells, numbers)

    def keep(self, index: int, cells: pa.Table, numbers: pa.Array) -> None:
        """Keep one row. Raises Irregular where there are too many to stand for the others."""
        (row,) = cells.slice(index, 1).to_pylist()
        self._rows.setdefault(numbers[index].as_py(), row)
        if len(self._rows) > _MOST:
            raise Irregular


def _telling(texts: pa.Array, column: Column, timed: bool) -> Iterator[str]:
    """The different texts that may prove something; of those that all prove the same, the first ones.

    `timed`: whether it is still to be known that ISO moments are not all at midnight.
    """
    if column.type is Type.MOMENT and (walls := iso_throughout(texts)) is not None:
        yield from _first_of_wall_months(texts, walls)
        if timed:
            yield from texts.filter(_are_timed(walls)).slice(0, 100).to_pylist()
        return
    if column.type is Type.MOMENT:
        alike = pc.fill_null(pc.match_substring_regex(texts, ISO), False)
        plain = texts.filter(alike)
        yield from _first_of_months(plain)
        if timed:
            midnight = pc.match_substring_regex(plain, r"^.{10}([T ]00:00(:00(\.0+)?)?)?$")
            yield from plain.filter(pc.invert(midnight)).slice(0, 100).to_pylist()
        texts = texts.filter(pc.invert(alike))
    elif column.type in _FIGURES and column.name != "discount":
        whole = pc.fill_null(pc.match_substring_regex(texts, r"^-?\d+$"), False)
        yield from texts.filter(whole).slice(0, 1).to_pylist()
        texts = texts.filter(pc.invert(whole))
    elif column.name != "discount" and column.name not in _WORDS:
        return
    yield from pc.unique(pc.drop_null(texts)).to_pylist()


def _first_of_months(texts: pa.Array) -> Iterator[str]:
    """The first text of each month."""
    starts = pc.utf8_slice_codeunits(texts, 0, 7)
    for month in pc.unique(starts):
        yield texts[pc.index(starts, month).as_py()].as_py()


def _first_of_wall_months(texts: pa.Array, walls: pa.Array) -> Iterator[str]:
    """The same, by the moments that the texts say."""
    filled, walls = texts.drop_null(), walls.drop_null()
    months = np.asarray(walls).astype("datetime64[M]").astype(np.int64)
    # Written from the last to the first, so that the first of each month stays.
    months -= months.min(initial=0)
    first = np.full(months.max(initial=0) + 1, -1)
    first[months[::-1]] = np.arange(len(months))[::-1]
    yield from filled.take(pa.array(np.sort(first[first >= 0]))).to_pylist()


def _are_timed(walls: pa.Array) -> pa.Array:
    return pc.not_equal(walls, pc.floor_temporal(walls, unit="day"))


def _facts(text: str, column: Column) -> Iterator[Hashable]:
    """What a text proves, fact by fact; texts with the same facts are alike in every decision over the column."""
    if column.type is Type.MOMENT:
        moments = [parse_moment(text, order) for order in _ORDERS]
        moment = moments[0] or moments[1]
        yield "order", is_order_open([text]), possible_orders([text])
        yield "clock", text.casefold().endswith(("am", "pm"))
        yield "timed", moment is not None and moment.shows_times
        yield "midnight", moment is not None and moment.has_time and moment.wall.time() == time()
        yield "months", *(one and (one.wall.year, one.wall.month) for one in moments)
        yield "parts", short_year(text)
        is_iso = ISO_TEXT.match(text) is not None
        for order, one in zip(_ORDERS, moments, strict=True):
            yield "spelling", order, is_iso, one and one.spelling, one and one.zone
    elif column.type in _FIGURES:
        yield decimal_mark([text]), "," in text or "." in text, currency_of(text)
        yield "written", own_mark(text), is_shorthand(text), interval_in(text) is None
        if column.name == "discount":
            numbers = [parse_number(text, mark) for mark in _MARKS]
            yield "share", "%" in text, *(one and (one > 100, one > 1, one == 1, one > 0) for one in numbers)
    else:
        yield text
