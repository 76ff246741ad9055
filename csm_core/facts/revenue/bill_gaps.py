"""bill_gaps: what of the bills counts otherwise than it stands there, and how many: said beside what they give."""

from __future__ import annotations

from csm_core.facts.framework.fact import Day, Fact, of_accounts
from csm_core.facts.revenue.bills import settled_bills


def _sql(day: Day) -> str:
    return f"""
with {settled_bills(day)},
causes as (
    select 'total_repeated' as cause, count(distinct document) as bills from settled where copies > 1
    union all
    select 'settles_by_id', count(*) from settled s
    join (
        select distinct account_id, invoice_id from settled where not is_payment and invoice_id is not null
    ) k on k.account_id = s.account_id and k.invoice_id = s.invoice_id
    where s.settles
    union all
    select 'settles_by_account', count(*) from settled s
    left join (
        select distinct account_id, invoice_id from settled where not is_payment and invoice_id is not null
    ) k on k.account_id = s.account_id and k.invoice_id = s.invoice_id
    where s.settles and k.account_id is null
    union all
    select 'credited', count(*) from settled where amount < 0
    union all
    select 'refunded_whole', count(*) from settled where status = 'refunded' and refunded > 0
        and coalesce(amount_refunded, 0) = 0
    union all
    select 'written_off', count(distinct coalesce(invoice_id, cast(source_row as varchar))) from live.invoices
    where status = 'written_off'
)
select cause, bills from causes where bills > 0
"""


FACT = Fact(
    name="bill_gaps",
    one_row_per="thing that counts otherwise than it stands there",
    reads=("invoices",),
    columns=(("cause", "varchar"), ("bills", "bigint")),
    key=("cause",),
    sql=_sql,
    rolled_up=of_accounts("bill_gaps"),
    after=("identities",),
)
