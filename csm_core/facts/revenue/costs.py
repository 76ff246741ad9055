"""costs: what keeping and winning customers cost, by month and category."""

from __future__ import annotations

from csm_core.facts.framework.fact import Day, Fact
from csm_core.facts.revenue.unnamed_currency import named_currency

# What a category is for, where nobody says it. Customer marketing is for customers, all other marketing for new ones.
_KEEPING = (
    *("success", "support", "service", "training", "onboarding", "adoption", "engagement", "retention", "renewal"),
    *("customer marketing", "community", "education"),
)
_WINNING = ("sales", "marketing", "acquisition", "advert", "lead gen", "demand", "prospect")


def _sql(day: Day) -> str:
    month_sql = day.of("month")
    return f"""
select row_number() over (order by load_id, source_row) as cost_id,
    make_date(cast(extract(year from {month_sql}) as bigint), cast(extract(month from {month_sql}) as bigint), 1)
        as month_on,
    category,
    case when lower(purpose) like '%reten%' then 'retention' when lower(purpose) like '%acqui%' then 'acquisition'
        when purpose is not null then 'other'
        when {_any_of(_KEEPING)} then 'retention' when {_any_of(_WINNING)} then 'acquisition'
        else 'other' end as purpose,
    amount, {named_currency("currency")} as currency
from live.costs where month is not null
"""


def _any_of(words: tuple[str, ...]) -> str:
    return "(" + " or ".join(f"lower(category) like '%{word}%'" for word in words) + ")"


FACT = Fact(
    name="costs",
    one_row_per="month and category, as told",
    reads=("costs",),
    columns=(
        ("cost_id", "bigint"),
        ("month_on", "date"),
        ("category", "varchar"),
        ("purpose", "varchar"),
        ("amount", "decimal(18,4)"),
        ("currency", "varchar"),
    ),
    key=("cost_id",),
    sql=_sql,
    after=("used_currencies",),
)
