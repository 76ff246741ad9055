"""used_currencies: in which currencies money is told, how often is billed in each, and which one rates are quoted in.

`as_base`, highest first: the currency that is listed with a rate of 1; where none is, one that the rates don't list
at all (of several, the one billed in most often); then those with a rate, those without, and those never billed in.
"""

from __future__ import annotations

from csm_core.facts.framework.fact import Day, Fact
from csm_core.facts.matching.sightings import BILLING

_OTHER_MONEY = ("costs", "opportunities")


def _sql(day: Day) -> str:
    del day
    named_sql = " union all ".join(
        f"select upper(currency) as currency, {int(table in BILLING)} as is_billed from live.{table}"
        for table in (*BILLING, *_OTHER_MONEY)
    )
    return f"""
with named as ({named_sql}),
used as (select currency, sum(is_billed) as lines from named where currency is not null group by currency),
listed as (
    select upper(currency) as currency, bool_and(rate = 1) as is_base from live.fx_rates
    where rate > 0 group by upper(currency)
),
base as (select coalesce(bool_or(is_base), false) as is_listed from listed)
select u.currency, u.lines, case when u.lines = 0 then -2 when l.is_base then 2 when l.currency is not null then 0
    when b.is_listed then -1 else 1 end as as_base,
    l.currency is null and not b.is_listed as may_be_base
from used u cross join base b left join listed l on l.currency = u.currency
"""


FACT = Fact(
    name="used_currencies",
    one_row_per="currency",
    reads=(*BILLING, *_OTHER_MONEY, "fx_rates"),
    columns=(("currency", "varchar"), ("lines", "bigint"), ("as_base", "integer"), ("may_be_base", "boolean")),
    key=("currency",),
    sql=_sql,
)
