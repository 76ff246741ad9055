"""campaigns: programmes and launches, with their local days."""

from __future__ import annotations

from csm_core.facts.framework.fact import Day, Fact


def _sql(day: Day) -> str:
    return f"""
select campaign_id, min(name) as name, min(feature) as feature, min({day.of("start_date")}) as started_on,
    max({day.of("end_date")}) as ended_on
from live.campaigns where campaign_id is not null and start_date is not null
group by campaign_id
"""


FACT = Fact(
    name="campaigns",
    one_row_per="campaign",
    reads=("campaigns",),
    columns=(
        ("campaign_id", "varchar"),
        ("name", "varchar"),
        ("feature", "varchar"),
        ("started_on", "date"),
        ("ended_on", "date"),
    ),
    key=("campaign_id",),
    sql=_sql,
)
