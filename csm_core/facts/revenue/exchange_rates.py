"""exchange_rates: from which day on one unit of a currency was worth how much in the base currency.

A base currency that the table rightly does not list is worth 1 of itself.
"""

from __future__ import annotations

from csm_core.facts.framework.fact import Day, Fact


def _sql(day: Day) -> str:
    return f"""
select upper(currency) as currency, {day.of('"date"')} as valid_from, max(rate) as rate
from live.fx_rates where rate > 0 group by all
union all
select currency, date '0001-01-01', 1.0
from (
    select currency, row_number() over (order by lines desc, currency) as place
    from {{facts}}.used_currencies where may_be_base
) where place = 1 and exists (select 1 from live.fx_rates where rate > 0)
"""


FACT = Fact(
    name="exchange_rates",
    one_row_per="currency and day",
    reads=("fx_rates",),
    columns=(("currency", "varchar"), ("valid_from", "date"), ("rate", "double")),
    key=("currency", "valid_from"),
    sql=_sql,
    after=("used_currencies",),
)
