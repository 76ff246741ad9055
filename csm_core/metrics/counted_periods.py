"""Counts by period: a zero where nothing happened, no value before anything was recorded."""

from __future__ import annotations

import pyarrow as pa

from csm_core.metrics.context import Context
from csm_core.result import KEYS, complete_columns


def with_zeros(table: pa.Table, context: Context, unknown: str) -> pa.Table:
    """A row for every period that each measure, series and segment of `table` has none for.

    From the first period with something in it on, nothing is a true zero: the data reaches that far. Before it
    nobody knows whether anything was recorded at all; those rows have no value and say `unknown`.

    Parameters
    ----------
    table
        Columns of Result, not trimmed to the shown periods.
    """
    # Groups come from the database in any order.
    table = complete_columns(table).sort_by([(key, "ascending") for key in KEYS])
    seen: dict[tuple[object, ...], set[object]] = {}
    for row in table.to_pylist():
        seen.setdefault((row["measure"], row["series"], row["segment"]), set()).add(row["period"])
    if not seen and not context.scope.split:
        seen = {(measure, None, None): set() for measure in context.metric.measures or (None,)}
    starts = [period.start for period in context.all_periods]
    absent = []
    for (measure, series, segment), periods in seen.items():
        first = min((start for start in starts if start in periods), default=None)
        for start in starts:
            if start not in periods:
                is_zero = first is not None and start > first
                absent.append(
                    {
                        "measure": measure,
                        "series": series,
                        "segment": segment,
                        "period": start,
                        "value": 0.0 if is_zero else None,
                        "n": 0,
                        "note": None if is_zero else unknown,
                    }
                )
    return pa.concat_tables([table, complete_columns(pa.Table.from_pylist(absent, table.schema))])
