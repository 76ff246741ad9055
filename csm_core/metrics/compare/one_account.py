"""A metric of one account, remade from the rows behind the metric of all."""

from __future__ import annotations

from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from csm_core.metrics.framework.registry import metric_named
from csm_core.result import Result, complete_columns


def of_account(result: Result, behind: pa.Table, account_id: str) -> Result:
    """The answer that the metric would give of this account alone, period by period.

    Parameters
    ----------
    result : the answer of all accounts, not split.
    behind : the rows behind it, with `period` and `account_id`.

    Of several measures it is the first one. Intervals are left out: one account's answers are no sample of anything.
    A period without rows has a note.
    """
    metric = metric_named(result.metric)
    variant = metric.variant(result.variant)
    if "account_id" in behind.column_names:
        behind = behind.filter(pc.equal(behind.column("account_id"), account_id))
    else:
        behind = behind.slice(0, 0)
    if metric.measures and "measure" in behind.column_names:
        behind = behind.filter(pc.equal(behind.column("measure"), metric.measures[0]))
    complete = {row["period"]: row["complete"] for row in result.rows() if row["period"] is not None}
    cells = []
    for period, is_complete in complete.items():
        account_rows = behind.filter(pc.equal(behind.column("period"), pa.scalar(period, pa.date32())))
        value = metric.value_of(account_rows, variant) if account_rows.num_rows else None
        cells.append(
            {
                "period": period,
                "value": value,
                "n": account_rows.num_rows,
                "complete": is_complete,
                "note": None if value is not None else "No data for this account in this period.",
            }
        )
    schema = pa.schema(
        [
            ("period", pa.date32()),
            ("value", pa.float64()),
            ("n", pa.int64()),
            ("complete", pa.bool_()),
            ("note", pa.string()),
        ]
    )
    return replace(result, table=complete_columns(pa.Table.from_pylist(cells, schema)), notes=(), left_out=())
