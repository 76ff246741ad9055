"""exchange_rates: from which day on one unit of a currency was worth how much in the base currency."""

from __future__ import annotations

from csm_core.facts.fact import Day, Fact


def _sql(day: Day) -> str:
    return f"""
select upper(currency) as currency, {day.of('"date"')} as valid_from, max(rate) as rate
from live.fx_rates where rate > 0 group by all
"""


FACT = Fact(
    name="exchange_rates",
    one_row_per="currency and day",
    reads=("fx_rates",),
    columns=(("currency", "varchar"), ("valid_from", "date"), ("rate", "double")),
    key=("currency", "valid_from"),
    sql=_sql,
)
