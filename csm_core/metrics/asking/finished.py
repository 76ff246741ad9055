"""A metric's table as every Result has it: complete, in one order, of the shown periods, each gap explained."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from csm_core.metrics.asking.few_notes import few_notes
from csm_core.metrics.framework.context import Context
from csm_core.result import SCHEMA, complete_columns


def finished(table: pa.Table, context: Context) -> pa.Table:
    """Every column of the schema, only shown periods, `complete` filled, in one order, each gap explained."""
    table = shown(complete_columns(table), context)
    if table.num_rows == 0:
        note = "Nothing in this scope."
        table = complete_columns(pa.table({"value": pa.array([None], pa.float64()), "note": [note]}))
    # A metric's own order of measures (the headline first) and of series (start, new, … end) is kept: sorting is
    # stable on a running number.
    ranks = {measure: order for order, measure in enumerate(context.metric.measures)}
    rank = [ranks.get(measure) for measure in table.column("measure").to_pylist()]
    table = table.append_column("rank", pa.array(rank, pa.int64()))
    table = table.append_column("place", pa.array(range(table.num_rows)))
    keys = ("rank", "measure", "segment", "period", "age", "place")
    table = table.sort_by([(key, "ascending") for key in keys]).drop_columns(["rank", "place"])
    table = table.set_column(SCHEMA.get_field_index("complete"), SCHEMA.field("complete"), _complete(table, context))
    return table.set_column(SCHEMA.get_field_index("note"), SCHEMA.field("note"), few_notes(table))


def _complete(table: pa.Table, context: Context) -> pa.Array:
    """What the metric says itself, else whether the row's period is complete."""
    completeness = {period.start: period.complete for period in context.all_periods}
    return pa.array(
        [
            complete if complete is not None else completeness.get(period)
            for complete, period in zip(
                table.column("complete").to_pylist(), table.column("period").to_pylist(), strict=True
            )
        ],
        pa.bool_(),
    )


def shown(table: pa.Table, context: Context) -> pa.Table:
    """The rows of `table` that lie in the periods shown; those without a period all."""
    if "period" not in table.column_names:
        return table
    start, end, _ = context.scope.window()
    column = table.column("period")
    inside = pc.and_(pc.greater_equal(column, pa.scalar(start)), pc.less(column, pa.scalar(end)))
    return table.filter(pc.or_kleene(pc.is_null(column), inside))
