"""The grid of cohorts: each cell's share with its interval, the pooled row, and the accounts behind them."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from csm_core.metrics.cohort_starts import late_sentences
from csm_core.metrics.columns import floats, with_columns
from csm_core.metrics.context import Answer, Context
from csm_core.metrics.retention_cells import cohort_cells
from csm_core.stats.arrays import FloatArray
from csm_core.stats.intervals import wilson_bounds
from csm_core.stats.moments import Moments
from csm_core.stats.ratio_interval import Kind, ratio_bounds

# Cells, and under them the pooled row: only cells that were observed to their end, counts and not percentages.
_SUMS = """
, labelled as (
    select period, segment, cast(null as varchar) as series, age, account_id, part, whole, observed from kept
    union all
    select null, segment, 'average', age, account_id, part, whole, true from kept where observed
)
select period, segment, series, age, count(*) as n, bool_and(observed) as complete,
    sum(part) / nullif(sum(whole), 0) as value, sum(part) as parts, sum(whole) as wholes,
    sum(part * part) as part_squares, sum(whole * whole) as whole_squares, sum(part * whole) as products,
    bool_and(0 <= part and part <= whole) as is_inside
from labelled group by period, segment, series, age
"""

_ROWS = """
, labelled as (
    select period, segment, cast(null as varchar) as series, age, account_id, part, whole from kept
    union all
    select null, segment, 'average', age, account_id, part, whole from kept where observed
)
select l.period, l.segment, l.series, l.age, l.account_id, n.account_name, l.part, l.whole
from labelled l left join account_names n on n.account_id = l.account_id
order by l.series nulls first, l.segment, l.period, l.age, l.account_id
"""


def cohort_answer(context: Context) -> Answer:
    """The cells by period, segment and age, and the row 'average' over all cohorts."""
    cells_sql, parameters, notes = cohort_cells(context)
    if cells_sql is None:
        table = pa.table({"value": pa.array([None], pa.float64()), "note": [notes[0]]})
        return Answer(table, notes=notes)
    sums = context.table(cells_sql + _SUMS, **parameters)
    measure = context.text("measure")
    if measure in ("logo", "usage"):
        low, high = wilson_bounds(floats(sums, "parts"), floats(sums, "wholes"))
    else:
        low, high = _money_bounds(sums, measure)
    left_out = late_sentences(context, cells_sql, parameters)
    return Answer(with_columns(sums, {"low": low, "high": high}), notes=notes, left_out=left_out)


def cohort_rows(context: Context) -> pa.Table:
    """The accounts of each cell: `part` is what was kept of `whole`."""
    cells_sql, parameters, _ = cohort_cells(context)
    return pa.table({}) if cells_sql is None else context.table(cells_sql + _ROWS, **parameters)


def _money_bounds(sums: pa.Table, measure: str) -> tuple[FloatArray, FloatArray]:
    """What is kept of the first amounts can't pass them where gross revenue is asked for."""
    names = ("parts", "wholes", "part_squares", "products", "whole_squares", "n")
    kind = Kind.SHARE if measure == "revenue_gross" else Kind.CHANGE
    inside = sums.column("is_inside").fill_null(False).to_numpy(zero_copy_only=False)
    low, high = ratio_bounds(Moments(*(floats(sums, name) for name in names)), kind, inside)
    return np.maximum(low, 0), high
