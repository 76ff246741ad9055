"""one_customer_most_rows: one 'customer' to whom most rows of a table belong."""

from __future__ import annotations

from collections.abc import Iterator

from csm_core.plausibility.declare import Check
from csm_core.plausibility.doubt import Doubt
from csm_core.store.workspace import Workspace

_LEAST_ROWS = 30
_LEAST_ACCOUNTS = 3
_COUNTED_SQL = """
with counted as (
    select 'subscriptions' as source, account_id, count(*) as row_count from live.subscriptions group by account_id
    union all select 'invoices', account_id, count(*) from live.invoices group by account_id
    union all select 'tickets', account_id, count(*) from live.tickets group by account_id
    union all select 'surveys', account_id, count(*) from live.surveys group by account_id
    union all select 'events', account_id, sum(events) from facts.user_days group by account_id
)
select source, account_id, cast(row_count as bigint) as row_count,
    cast(sum(row_count) over (partition by source) as bigint) as all_rows,
    count(*) over (partition by source) as accounts
from counted where account_id is not null
qualify row_count * 2 > all_rows and all_rows >= $rows and accounts >= $accounts
order by source, account_id
"""


def _examine(workspace: Workspace, check: Check) -> Iterator[Doubt]:
    asked = {"rows": _LEAST_ROWS, "accounts": _LEAST_ACCOUNTS}
    for row in workspace.query(_COUNTED_SQL, asked).to_pylist():
        yield check.doubt(
            f"{row['source']}:{row['account_id']}",
            f"{row['row_count']:,} of {row['all_rows']:,} rows of {row['source']} belong to '{row['account_id']}'.",
            "The customer column may be something else (an owner, a type, a ledger account), or this is an "
            "internal or test account. Check the mapping.",
            [row],
            tables=(row["source"],),
        )


_TABLES = ("subscriptions", "invoices", "tickets", "surveys", "events")
CHECK = Check("one_customer_most_rows", "Does one customer have most of the rows?", _TABLES, _examine)
