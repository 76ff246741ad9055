"""one_day_lines: subscription lines that begin and end on one day, and so count on none."""

from __future__ import annotations

from collections.abc import Iterator

from csm_core.plausibility.declare import Check
from csm_core.plausibility.doubt import Doubt
from csm_core.store.workspace import Workspace
from csm_core.text.plural import plural

# A line that renews by itself goes on past its end.
_LINES_SQL = """
select account_id, subscription_id, product, cast(start_date as date) as starts, cast(end_date as date) as ends,
    coalesce(mrr, amount) as money
from live.subscriptions
where cast(start_date as date) = cast(end_date as date) and coalesce(mrr, amount) > 0
    and coalesce(remarks, '') not like '%renews%'
order by account_id, subscription_id, product, starts, money
"""


def _examine(workspace: Workspace, check: Check) -> Iterator[Doubt]:
    rows = workspace.query(_LINES_SQL).to_pylist()
    if not rows:
        return
    verbs = "begins and ends on one day and carries" if len(rows) == 1 else "begin and end on the same day and carry"
    yield check.doubt(
        "subscriptions",
        f"{plural(len(rows), 'subscription line')} {verbs} no MRR.",
        "An end is the first day without service. If this file gives the last day of service, say so on the "
        "mapping screen; lines that were cancelled on their first day are right as they are.",
        rows,
    )


CHECK = Check("one_day_lines", "Do lines end on the day they begin?", ("subscriptions",), _examine)
