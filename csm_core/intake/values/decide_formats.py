"""Decisions over whole columns and the whole file: day or month first, decimal mark, time zone."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa

from csm_core.intake.batch import Issue
from csm_core.intake.cells.date_order import is_order_open
from csm_core.intake.cells.distinct import Distinct
from csm_core.intake.layout.raw import RawTable
from csm_core.intake.mapping import FileMapping
from csm_core.intake.values.column_units import column_ratio, column_unit
from csm_core.intake.values.decide_dates import ORDER_WORDS, date_notes, date_orders
from csm_core.intake.values.decide_figures import MARK_WORDS, figure_marks, figure_notes
from csm_core.intake.values.parse_column import Reading, zone_in_header
from csm_core.tables.catalogue import Column, Type

_FIGURES = (Type.MONEY, Type.NUMBER, Type.INTEGER)


def decide(
    raw: RawTable, mapping: FileMapping, columns: Mapping[str, Column], texts: Mapping[str, pa.Array]
) -> tuple[dict[str, Reading], dict[str, str], list[Issue]]:
    """How each column is to be read, that in words, and what had to be assumed.

    A column that can't tell takes what the file's other columns prove; where none does, and nobody said,
    days come first (months before a 12-hour clock) and a lone comma before three digits separates thousands:
    both are told as warnings.
    """
    distinct = {name: Distinct.of(texts[name]).texts for name in columns}
    moments = {name: distinct[name] for name, column in columns.items() if column.type is Type.MOMENT}
    figures = {name: distinct[name] for name, column in columns.items() if column.type in _FIGURES}
    issues: list[Issue] = []
    orders = date_orders(mapping, moments, issues)
    marks = figure_marks(mapping, figures, issues)
    readings: dict[str, Reading] = {}
    formats: dict[str, str] = {}
    for name, column in columns.items():
        zone = zone_in_header(mapping.columns.get(name, "")) or mapping.options.timezone
        unit = column_unit(mapping, column, issues)
        is_duration = name.endswith("_minutes")
        ratio = column_ratio(mapping.options, name, unit)
        readings[name] = Reading(
            orders.get(name, "dmy"),
            marks.get(name, "."),
            zone,
            ratio,
            is_duration,
            unit == "cents",
            midnights=mapping.options.midnights,
        )
        if name in moments:
            issues += date_notes(name, mapping.columns.get(name), moments[name], readings[name])
        if name in figures:
            issues += figure_notes(mapping.columns.get(name), figures[name])
        formats[name] = _in_words(column.type, readings[name], name in moments and is_order_open(moments[name]), unit)
    return readings, formats, issues


def _in_words(kind: Type, reading: Reading, order_matters: bool, unit: str | None) -> str:
    if kind is Type.MOMENT:
        words = [ORDER_WORDS[reading.order]] if order_matters else []
        words += [reading.zone] if reading.zone else []
        return f"{kind.value} ({', '.join(words)})" if words else kind.value
    words = [MARK_WORDS[reading.mark], *(["as written" if unit == "as_written" else f"in {unit}"] if unit else [])]
    return f"{kind.value} ({', '.join(words)})" if kind in _FIGURES else kind.value
