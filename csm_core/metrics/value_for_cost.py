"""Lifetime value over acquisition cost, period by period, and the rows behind."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

from csm_core.metrics.acquisition import COST_SCHEMA, NOBODY_WON, AcquisitionCost, acquisition_costs, as_of_the_end
from csm_core.metrics.context import Answer, Context
from csm_core.metrics.declare import Variant
from csm_core.metrics.gaps import with_gaps
from csm_core.metrics.lifetime_value.new_value import NewValue, new_value_of, new_values
from csm_core.metrics.value_of import ratio_of_parts
from csm_core.result import SCHEMA
from csm_core.stats.intervals import Interval
from csm_core.stats.product_interval import product_interval, reciprocal

_COLUMNS = ("period", "segment", "measure", "value", "low", "high", "n", "note")
_UNKNOWN = NewValue(
    Interval(None, None, None, 0), pa.table({}), "simple", "No lifetime value: nobody pays at the end."
)


def value_for_cost(context: Context) -> Answer:
    """ratio and cac of each shown period."""
    cells: list[dict[str, object]] = []
    simpler = 0
    for period, segment, cost, worth in _parts(context):
        simpler += worth is not None and worth.method != context.variant.name
        where = {"period": period, "segment": segment}
        cells.append(where | _cell("cac", cost.cost, cost.note))
        if worth is None:
            cells.append(where | _cell("ratio", Interval(None, None, None, cost.cost.n), cost.note))
        else:
            ratio = product_interval([worth.value, reciprocal(cost.cost)], cost.cost.n)
            cells.append(where | _cell("ratio", ratio, worth.note))
    schema = pa.schema([SCHEMA.field(name) for name in _COLUMNS])
    note = "Where the model can't be fitted yet, the lifetime value is the simple one."
    table = with_gaps(pa.Table.from_pylist(cells, schema), context, NOBODY_WON)
    return Answer(table, notes=(note,) if simpler else ())


def value_for_cost_rows(context: Context) -> pa.Table:
    """For each measure the rows of the cost; for the ratio those of the lifetime value too (`stands_for`)."""
    parts = []
    for period, segment, cost, worth in _parts(context):
        costs = pa.Table.from_pylist(cost.rows, COST_SCHEMA)
        parts.append(_labelled(costs, period, segment, "cac", "cost"))
        parts.append(_labelled(costs, period, segment, "ratio", "cost"))
        if worth is not None and worth.rows.num_rows:
            parts.append(_labelled(worth.rows, period, segment, "ratio", "value"))
    return pa.concat_tables(parts, promote_options="permissive") if parts else pa.table({})


def value_for_cost_value(rows: pa.Table, variant: Variant) -> float | None:
    """A cell's value from its rows."""
    if rows.num_rows == 0:
        return None
    is_cost = pc.equal(rows.column("stands_for"), "cost")
    cost = ratio_of_parts(rows.filter(is_cost), variant)
    if rows.column("measure")[0].as_py() == "cac":
        return cost
    mine = rows.filter(pc.invert(is_cost))
    worth = new_value_of(mine.set_column(mine.schema.get_field_index("measure"), "measure", mine.column("headline")))
    return worth / cost if worth is not None and cost else None


def _parts(context: Context) -> Iterator[tuple[object, str | None, AcquisitionCost, NewValue | None]]:
    """Period, segment, cost, and the lifetime value as of the period's end where there is a cost to set against."""
    costs = acquisition_costs(context)
    for period in context.periods:
        mine = {segment: cost for (start, segment), cost in costs.items() if start == period.start}
        known = [segment for segment, cost in mine.items() if cost.cost.value]
        values = new_values(as_of_the_end(context, period), known) if known else {}
        for segment, cost in mine.items():
            yield period.start, segment, cost, values.get(segment, _UNKNOWN) if cost.cost.value else None


def _cell(measure: str, found: Interval, note: str | None) -> dict[str, object]:
    if found.value is None and note is None:
        note = "Nothing was spent on winning them."
    values = {"value": found.value, "low": found.low, "high": found.high, "n": int(found.n)}
    return {"measure": measure, "note": None if found.value is not None else note, **values}


def _labelled(rows: pa.Table, period: object, segment: str | None, measure: str, stands_for: str) -> pa.Table:
    if "measure" in rows.column_names:
        rows = rows.rename_columns(["headline" if name == "measure" else name for name in rows.column_names])
    rows = rows.drop_columns([name for name in ("period", "segment") if name in rows.column_names])
    labels = (
        ("period", pa.scalar(period, pa.date32())),
        ("segment", pa.scalar(segment, pa.string())),
        ("measure", pa.scalar(measure)),
        ("stands_for", pa.scalar(stands_for)),
    )
    for name, value in labels:
        rows = rows.append_column(name, pa.repeat(value, rows.num_rows))
    return rows
