"""Which of a column's moments are believed: not those that stand for no date, nor those far from all others."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc

from csm_core.intake.cells.far_dates import ALWAYS, Range, near_range
from csm_core.intake.cells.placeholders import placeholders
from csm_core.intake.mapping import FileMapping
from csm_core.intake.noted_cells import any_of
from csm_core.intake.values.parse_column import Parsed, Reading
from csm_core.tables.table import Column, Table

# What comes in month after month, and does not begin long before the rest.
_STEADY = frozenset({"events", "surveys", "health_scores", "tickets", "invoices", "mrr_snapshots", "mrr_movements"})
_ENDS = ("end", "until", "valid_to", "renewal")


@dataclass(frozen=True, slots=True)
class Doubt:
    """Cells that are not believed. `reason`: for a row that is quarantined; `sentence`: as NotedCells."""

    mask: pa.Array
    code: str
    reason: str
    sentence: str
    level: Literal["info", "warning"]


@dataclass(frozen=True, slots=True)
class Believed:
    """The column without what is not believed, why that is not, and the reading that says which it is."""

    parsed: Parsed
    reading: Reading
    doubts: tuple[Doubt, ...]


def believed(
    table: Table,
    column: Column,
    parsed: Parsed,
    texts: pa.Array,
    decided: tuple[Reading, bool],
    mapping: FileMapping,
) -> Believed:
    """The moments of one column of a table; `decided`: the reading, and whether it says what is near the others."""
    reading, is_decided = decided
    header = mapping.columns[column.name]
    doubts: list[Doubt] = []
    values, wrong = parsed.values, parsed.wrong
    nowhere = placeholders(texts, values, reading.order)
    if any_of(nowhere):
        values, wrong = _without(values, nowhere), pc.and_not(wrong, nowhere)
        doubts.append(placeholder_doubt(column, header, nowhere))
    if not is_decided:
        reading = replace(reading, near=_near(table, column, values, mapping))
    outside = reading.near.outside(values)
    if any_of(outside):
        values = _without(values, outside)
        doubts.append(far_doubt(reading.near, header, outside, mapping.options.date_range is not None))
    return Believed(Parsed(values, wrong), reading, tuple(doubts))


def _near(table: Table, column: Column, values: pa.Array, mapping: FileMapping) -> Range:
    limits = mapping.options.date_range
    if limits is not None:
        first, last = (dt.datetime.fromisoformat(one) for one in limits)
        return Range(first, last + dt.timedelta(days=1))
    if not column.recorded:
        return ALWAYS
    steady = table.name in _STEADY
    return near_range(values, dense=steady, past=steady)


def placeholder_doubt(column: Column, header: str, mask: pa.Array) -> Doubt:
    """Of dates that stand for none."""
    no = "no end" if any(word in column.name for word in _ENDS) else "no date"
    reason = f"'{{value}}' in '{header}' means {no}."
    sentence = "{cells} in '{header}', such as {examples}, {are} not a real date; read as " + no
    return Doubt(mask, "placeholder_date", reason, sentence, "info" if no == "no end" else "warning")


def far_doubt(near: Range, header: str, mask: pa.Array, is_told: bool) -> Doubt:
    """Of moments that lie far from all others, or (`is_told`) out of the range that a person gave."""
    if is_told:
        reason = f"'{{value}}' in '{header}' is outside the plausible dates, {near.in_words()}."
        sentence = "{cells} in '{header}' {are} outside the plausible dates and {were} left empty"
        return Doubt(mask, "date_out_of_range", reason, sentence, "warning")
    reason = f"'{{value}}' in '{header}' is years away from all other dates ({near.in_words()}). Please confirm it."
    sentence = (
        "{cells} in '{header}', such as {examples}, {are} years away from all other dates "
        f"({near.in_words()}) and {{were}} left empty; please say whether that is right"
    )
    return Doubt(mask, "far_date_assumed", reason, sentence, "warning")


def _without(values: pa.Array, mask: pa.Array) -> pa.Array:
    return pc.if_else(mask, pa.scalar(None, values.type), values)
