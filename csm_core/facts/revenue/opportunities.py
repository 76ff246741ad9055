"""opportunities: one row a deal or renewal of the CRM, and how it came out."""

from __future__ import annotations

from csm_core.facts.framework.fact import Day, Fact
from csm_core.facts.matching.resolved import resolved
from csm_core.facts.revenue.unnamed_currency import named_currency

# How a deal came out, read from its stage.
OUTCOME = """case
    when lower(stage) like '%lost%' or lower(stage) like '%churn%' or lower(stage) like '%not renewed%' then 'lost'
    when lower(stage) like '%won%' or lower(stage) like '%renewed%' then 'won'
    else 'open' end"""


def _sql(day: Day) -> str:
    rows = resolved("live.opportunities", "t.* exclude (account_id)", "account_id")
    return f"""
select row_number() over (order by load_id, source_row) as opportunity_row, account_id, opportunity_id,
    coalesce(lower(opportunity_type) like '%renew%', false) as is_renewal, {OUTCOME} as outcome, stage,
    {day.of("close_date")} as closes_on, amount, {named_currency("currency")} as currency
from ({rows}) where account_id is not null and close_date is not null
"""


FACT = Fact(
    name="opportunities",
    one_row_per="deal or renewal",
    reads=("opportunities",),
    columns=(
        ("opportunity_row", "bigint"),
        ("account_id", "varchar"),
        ("opportunity_id", "varchar"),
        ("is_renewal", "boolean"),
        ("outcome", "varchar"),
        ("stage", "varchar"),
        ("closes_on", "date"),
        ("amount", "decimal(18,4)"),
        ("currency", "varchar"),
    ),
    key=("opportunity_row",),
    sql=_sql,
    after=("identities", "used_currencies"),
)
