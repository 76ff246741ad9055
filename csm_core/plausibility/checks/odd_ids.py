"""odd_ids: customers whose ids are years, amounts, dates or types."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from csm_core.plausibility.declare import Check
from csm_core.plausibility.doubt import Doubt
from csm_core.store.workspace import Workspace

_LEAST = 3
_MOSTLY = 0.9
_LOOKS: Mapping[str, re.Pattern[str]] = {
    # From 2005 on: numbers of four digits that begin with 2001 are as likely running numbers.
    "years": re.compile(r"^20(0[5-9]|[12]\d|3[0-5])$"),
    "amounts": re.compile(r"^-?\d{1,9}[.,]\d{1,2}$"),
    "dates": re.compile(r"^\d{4}-\d\d-\d\d([ T]|$)|^\d\d?[./]\d\d?[./]\d{2,4}$"),
    "types or segments": re.compile(
        r"(?i)^(smb|small( business)?|mid[- ]?market|enterprise|corporate|strategic|commercial|startup|free|basic|"
        r"starter|pro|professional|premium|standard|business|team|trial|monthly|yearly|annual|b2b|b2c|partner|reseller|"
        r"high|medium|low|gold|silver|bronze|platinum|active|inactive|churned|yes|no|true|false|tier ?\d|emea|apac|"
        r"amer|latam|north america|europe|asia)$"
    ),
}
_IDS_SQL = """
select source, account_id, count(*) as row_count from (
    select 'accounts' as source, account_id from live.accounts
    union all select 'subscriptions', account_id from live.subscriptions
    union all select 'mrr_snapshots', account_id from live.mrr_snapshots
    union all select 'mrr_movements', account_id from live.mrr_movements
    union all select 'invoices', account_id from live.invoices
    union all select 'tickets', account_id from live.tickets
    union all select 'surveys', account_id from live.surveys
) where account_id is not null group by source, account_id order by source, account_id
"""


def _examine(workspace: Workspace, check: Check) -> Iterator[Doubt]:
    by_source: dict[str, list[Mapping[str, object]]] = {}
    for row in workspace.query(_IDS_SQL).to_pylist():
        by_source.setdefault(row["source"], []).append(row)
    for source, rows in by_source.items():
        for look, pattern in _LOOKS.items():
            alike = [row for row in rows if pattern.match(str(row["account_id"]).strip())]
            if len(rows) >= (_LEAST if look != "types or segments" else 2) and len(alike) >= _MOSTLY * len(rows):
                yield check.doubt(
                    f"{source}:{look}",
                    f"The customer ids of {source} look like {look}: '{alike[0]['account_id']}', '"
                    f"{alike[-1]['account_id']}'.",
                    "The wrong column was probably mapped as the customer. Check the mapping of that file.",
                    alike,
                    tables=(source,),
                )


_TABLES = ("accounts", "subscriptions", "mrr_snapshots", "mrr_movements", "invoices", "tickets", "surveys")
CHECK = Check("odd_ids", "Do customer ids look like years, amounts or types?", _TABLES, _examine)
