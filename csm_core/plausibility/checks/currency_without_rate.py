"""currency_without_rate: revenue in a currency that no exchange rate is known for."""

from __future__ import annotations

from collections.abc import Iterator

from csm_core.plausibility.declare import Check
from csm_core.plausibility.doubt import Doubt
from csm_core.store.workspace import Workspace
from csm_core.text.plural import agreeing, plural

_UNRATED_SQL = """
with base as (select currency from facts.used_currencies order by as_base desc, lines desc, currency limit 1)
select u.currency, u.lines, (select currency from base) as base
from facts.used_currencies u
left join (select distinct currency from facts.exchange_rates) r on r.currency = u.currency
where r.currency is null and u.currency <> (select currency from base)
order by u.currency
"""


def _examine(workspace: Workspace, check: Check) -> Iterator[Doubt]:
    rows = workspace.query(_UNRATED_SQL).to_pylist()
    for row in rows:
        yield check.doubt(
            row["currency"],
            f"{plural(row['lines'], 'row')} {agreeing(row['lines'], 'are')} in {row['currency']}, and no rate to "
            f"{row['base']} is loaded.",
            f"Load exchange rates (date, currency, rate) with {row['currency']}: without one, this revenue has no "
            f"value in {row['base']}.",
            [row],
        )


_TABLES = ("subscriptions", "mrr_snapshots", "mrr_movements", "invoices")
CHECK = Check("currency_without_rate", "Is there revenue in a currency without a rate?", _TABLES, _examine)
