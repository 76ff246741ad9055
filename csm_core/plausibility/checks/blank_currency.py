"""blank_currency: rows of money without a currency beside rows that have one."""

from __future__ import annotations

from collections.abc import Iterator

from csm_core.plausibility.declare import Check
from csm_core.plausibility.doubt import Doubt
from csm_core.store.workspace import Workspace
from csm_core.text.plural import agreeing, plural

_BLANK_SQL = """
with money as (
    select 'subscriptions' as source, account_id, currency from live.subscriptions
    union all select 'mrr_snapshots', account_id, currency from live.mrr_snapshots
    union all select 'mrr_movements', account_id, currency from live.mrr_movements
    union all select 'invoices', account_id, currency from live.invoices
),
named as (select count(distinct upper(currency)) as currencies from money)
select source, account_id, count(*) as row_count, (select currencies from named) as currencies
from money where currency is null group by source, account_id order by source, account_id
"""


def _examine(workspace: Workspace, check: Check) -> Iterator[Doubt]:
    rows = [row for row in workspace.query(_BLANK_SQL).to_pylist() if row["currencies"]]
    for source in sorted({row["source"] for row in rows}):
        blank = [row for row in rows if row["source"] == source]
        count, currencies = sum(row["row_count"] for row in blank), blank[0]["currencies"]
        yield check.doubt(
            source,
            f"{plural(count, 'row')} of {source} {agreeing(count, 'say')} no currency, but others do.",
            "They are assumed to share that currency."
            if currencies == 1
            else "Several currencies are possible, so these rows are in no money figure. Map a currency column, or "
            "set one currency for all rows.",
            [{"account_id": row["account_id"], "rows": row["row_count"]} for row in blank],
            level="warning" if currencies > 1 else "info",
            tables=(source,),
        )


_TABLES = ("subscriptions", "mrr_snapshots", "mrr_movements", "invoices")
CHECK = Check("blank_currency", "Is there money without a currency?", _TABLES, _examine)
