"""used_currencies: in which currencies is billed, how often, and which one rates are quoted in (highest as_base)."""

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
-- Rates are quoted in the currency whose own rate is 1; where none is listed so, in one that is not listed at all.
select u.currency, count(*) as lines, case when r.is_base then 2 when r.currency is null then 1 else 0 end as as_base
from used u left join rates r on r.currency = u.currency
where u.currency is not null group by u.currency, r.currency, r.is_base
"""


FACT = Fact(
    name="used_currencies",
    one_row_per="currency",
    reads=("subscriptions", "mrr_snapshots", "mrr_movements", "invoices", "fx_rates"),
    columns=(("currency", "varchar"), ("lines", "bigint"), ("as_base", "integer")),
    key=("currency",),
    sql=_sql,
)
