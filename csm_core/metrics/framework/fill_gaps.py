"""A row for every period shown, so that a gap is a gap with its reason and never a missing line."""

from __future__ import annotations

import pyarrow as pa

from csm_core.metrics.framework.context import Context
from csm_core.result import complete_columns


def with_gaps(table: pa.Table, context: Context, reason: str) -> pa.Table:
    """`table` (columns of Result) with a row without value, n = 0 and `reason` as its note for each shown period
    that a segment (and measure, and series) has no row for. Without split there is one segment, null."""
    table = complete_columns(table)
    rows = table.to_pylist()
    present = {(row["measure"], row["series"], row["segment"], row["period"]) for row in rows}
    groups = sorted({(row["measure"], row["series"], row["segment"]) for row in rows}, key=str)
    if not groups and not context.scope.split:
        groups = [(measure, None, None) for measure in context.metric.measures or (None,)]
    absent = [
        {"measure": measure, "series": series, "segment": segment, "period": period.start, "n": 0, "note": reason}
        for measure, series, segment in groups
        for period in context.periods
        if (measure, series, segment, period.start) not in present
    ]
    return pa.concat_tables([table, complete_columns(pa.Table.from_pylist(absent, table.schema))])
