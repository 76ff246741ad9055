"""used_currencies: in which currencies is billed, how often, and which may be the one that rates are quoted in."""

from __future__ import annotations

from csm_core.facts.fact import Day, Fact


def _sql(day: Day) -> str:
    del day
    return """
with used as (
    select upper(currency) as currency from live.subscriptions
    union all select upper(currency) from live.mrr_snapshots
    union all select upper(currency) from live.mrr_movements
    union all select upper(currency) from live.invoices
),
rates as (
    select upper(currency) as currency, bool_and(rate = 1) as is_base from live.fx_rates group by upper(currency)
)
select u.currency, count(*) as lines, coalesce(r.is_base, true) as may_be_base
from used u left join rates r on r.currency = u.currency
where u.currency is not null group by u.currency, r.is_base
"""


FACT = Fact(
    name="used_currencies",
    one_row_per="currency",
    reads=("subscriptions", "mrr_snapshots", "mrr_movements", "invoices", "fx_rates"),
    columns=(("currency", "varchar"), ("lines", "bigint"), ("may_be_base", "boolean")),
    key=("currency",),
    sql=_sql,
)
