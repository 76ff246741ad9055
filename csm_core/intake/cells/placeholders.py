"""Dates that stand for no date: what databases and spreadsheets write for 'never' and for 'without an end'."""

from __future__ import annotations

import datetime as dt
import re

import pyarrow as pa
import pyarrow.compute as pc

from csm_core.intake.cells.distinct import Distinct
from csm_core.intake.cells.moments import Order, any_moment, parse_moment
from csm_core.tables.table import ARROW, Type

NULL_DATE = r"^0{1,4}[-/.]0{1,2}[-/.]0{1,4}(?:[ T].*)?$|^1900-01-00"
_NULL_DATE = re.compile(NULL_DATE)
# The zeros of spreadsheets (1899, 1900) and of computers' clocks (1970), and the last days that people and programs
# have for 'without an end'. A zone may have shifted each by some hours.
_ZEROS = ((1899, 12, 30), (1899, 12, 31), (1900, 1, 1), (1970, 1, 1))
_LASTS = ((2099, 12, 31), (2100, 1, 1), (2199, 12, 31), (2200, 1, 1), (2200, 12, 31), (2079, 6, 6))
_SHIFT = dt.timedelta(hours=14)
_FIRST_PLAIN, _LAST_PLAIN = dt.datetime(1970, 1, 3), dt.datetime(2079, 6, 4)  # noqa: DTZ001 - the store's plain UTC


def placeholders(texts: pa.Array, values: pa.Array, order: Order) -> pa.Array:
    """Mask of the cells that hold such a date. `values`: the texts as moments, null where they are none."""
    none = pa.repeat(pa.scalar(False), len(texts))
    bounds = pc.min_max(values).as_py()
    unread = pc.and_(pc.is_valid(texts), pc.is_null(values))
    mask = none
    if pc.any(unread).as_py():
        distinct = Distinct.of(pc.if_else(unread, texts, None))
        mask = pc.fill_null(distinct.parse(lambda text: _beyond(text, order), pa.bool_()), False)
    if bounds["min"] is None or (bounds["min"] >= _FIRST_PLAIN and bounds["max"] <= _LAST_PLAIN):
        return mask
    for span in placeholder_spans():
        low, high = (pa.scalar(one, ARROW[Type.MOMENT]) for one in span)
        there = pc.and_(pc.greater_equal(values, low), pc.less(values, high))
        mask = pc.or_(mask, pc.fill_null(there, False))
    return mask


def placeholder_spans() -> tuple[tuple[dt.datetime, dt.datetime], ...]:
    """From which moment on and before which one a date stands for none, for each such date."""
    spans = []
    for day in (*_ZEROS, *_LASTS):
        start = dt.datetime(*day)  # noqa: DTZ001
        after = start + (_SHIFT if day in _ZEROS else _SHIFT + dt.timedelta(days=1))
        spans.append((start - _SHIFT, after))
    return tuple(spans)


def _beyond(text: str, order: Order) -> bool:
    """Whether a text that is no moment for us is one of a year that no record can be of."""
    if _NULL_DATE.match(text):
        return True
    moment = any_moment(text, order)
    return moment is not None and parse_moment(text, order) is None
