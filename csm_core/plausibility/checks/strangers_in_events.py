"""strangers_in_events: more customers in the product's events than in the list of accounts."""

from __future__ import annotations

from collections.abc import Iterator

from csm_core.plausibility.declare import Check
from csm_core.plausibility.doubt import Doubt
from csm_core.store.workspace import Workspace

_STRANGERS_SQL = """
with listed as (select distinct account_id from live.accounts),
active as (
    select account_id, count(*) as days from facts.account_days where account_id is not null group by account_id
)
select a.account_id, a.days, (select count(*) from listed) as listed, count(*) over () as strangers,
    (select count(*) from active) as active
from active a left join listed l on l.account_id = a.account_id
where l.account_id is null order by a.days desc, a.account_id
"""


def _examine(workspace: Workspace, check: Check) -> Iterator[Doubt]:
    rows = workspace.query(_STRANGERS_SQL).to_pylist()
    if not rows or not rows[0]["listed"] or rows[0]["active"] <= rows[0]["listed"]:
        return
    yield check.doubt(
        "events",
        f"Product events name {rows[0]['active']:,} customers, but the account list has only "
        f"{rows[0]['listed']:,}: {rows[0]['strangers']:,} are not on it.",
        "The events may carry people or another tool's ids where accounts are expected. Load contacts (who belongs "
        "to which account), or check which column of the events names the account.",
        [{"account_id": row["account_id"], "days": row["days"]} for row in rows],
    )


CHECK = Check("strangers_in_events", "Are there more customers in events than in accounts?", ("events",), _examine)
