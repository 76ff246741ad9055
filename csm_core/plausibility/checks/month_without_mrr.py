"""month_without_mrr: a month in which nobody pays, between months in which some do."""

from __future__ import annotations

from collections.abc import Iterator

from csm_core.plausibility.declare import Check
from csm_core.plausibility.doubt import Doubt
from csm_core.plausibility.month_ends import MONTH_ENDS
from csm_core.store.workspace import Workspace

_EMPTY_SQL = f"""
with {MONTH_ENDS},
paid as (select distinct month_index from month_ends),
neighbours as (
    select month_index, lead(month_index) over (order by month_index) as next_index from paid
)
select make_date(cast(month_index // 12 as bigint), cast(month_index % 12 + 1 as bigint), 1) as last_paid_month,
    make_date(cast(next_index // 12 as bigint), cast(next_index % 12 + 1 as bigint), 1) as next_paid_month
from neighbours where next_index > month_index + 1 order by month_index
"""


def _examine(workspace: Workspace, check: Check) -> Iterator[Doubt]:
    for gap in workspace.query(_EMPTY_SQL).to_pylist():
        last, following = gap["last_paid_month"], gap["next_paid_month"]
        yield check.doubt(
            f"{last:%Y-%m}",
            f"No customer pays at a month-end between {last:%B %Y} and {following:%B %Y}, but some pay in both.",
            "End dates may be last days of service read as first days without, or the export for these months is "
            "missing. Check the end dates on the mapping screen, or load the missing export.",
            [gap],
        )


_TABLES = ("subscriptions", "mrr_snapshots", "mrr_movements")
CHECK = Check("month_without_mrr", "Is there a month without MRR between two with MRR?", _TABLES, _examine)
