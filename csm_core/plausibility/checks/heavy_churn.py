"""heavy_churn: a month in which more than half of the customers leave."""

from __future__ import annotations

from collections.abc import Iterator

from csm_core.plausibility.declare import Check
from csm_core.plausibility.doubt import Doubt
from csm_core.plausibility.month_ends import MONTH_ENDS
from csm_core.store.workspace import Workspace

_LEAST = 5
_LOST_SQL = f"""
with {MONTH_ENDS},
kept as (
    select a.month_index + 1 as month_index, count(*) as customers, count(b.account_id) as staying
    from month_ends a
    left join month_ends b on b.account_id = a.account_id and b.month_index = a.month_index + 1
    where a.month_index < (
        select extract(year from last_on) * 12 + extract(month from last_on) - 1 from last_day_of_all
    )
    group by a.month_index
)
select make_date(cast(month_index // 12 as bigint), cast(month_index % 12 + 1 as bigint), 1) as month, customers,
    customers - staying as lost
from kept where customers >= $least and (customers - staying) * 2 > customers order by month_index
"""


def _examine(workspace: Workspace, check: Check) -> Iterator[Doubt]:
    for month in workspace.query(_LOST_SQL, {"least": _LEAST}).to_pylist():
        yield check.doubt(
            f"{month['month']:%Y-%m}",
            f"{month['lost']} of {month['customers']} customers leave in {month['month']:%B %Y}.",
            "The export may stop there, or list only current customers, or end dates may be last days of service. "
            "Check the end dates, and whether a newer export is missing.",
            [month],
        )


_TABLES = ("subscriptions", "mrr_snapshots", "mrr_movements")
CHECK = Check("heavy_churn", "Is there a month in which more than half of the customers leave?", _TABLES, _examine)
