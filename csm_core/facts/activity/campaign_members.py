"""campaign_members: which accounts a campaign was for, and since when."""

from __future__ import annotations

from csm_core.facts.framework.fact import Day, Fact
from csm_core.facts.matching.resolved import resolved


def _sql(day: Day) -> str:
    rows = resolved("live.campaign_members", "t.campaign_id, t.added_at", "account_id")
    return f"""
select campaign_id, account_id, min({day.of("added_at")}) as added_on from ({rows})
where campaign_id is not null group by campaign_id, account_id
"""


FACT = Fact(
    name="campaign_members",
    one_row_per="campaign and account",
    reads=("campaign_members",),
    columns=(("campaign_id", "varchar"), ("account_id", "varchar"), ("added_on", "date")),
    key=("campaign_id", "account_id"),
    sql=_sql,
    after=("identities",),
)
