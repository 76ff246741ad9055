"""campaign_members: which accounts a campaign was for."""

from __future__ import annotations

from csm_core.facts.fact import Day, Fact
from csm_core.facts.identities import resolved


def _sql(day: Day) -> str:
    del day
    rows = resolved("live.campaign_members", "t.campaign_id", "account_id")
    return f"select distinct campaign_id, account_id from ({rows}) where campaign_id is not null"


FACT = Fact(
    name="campaign_members",
    one_row_per="campaign and account",
    reads=("campaign_members",),
    columns=(("campaign_id", "varchar"), ("account_id", "varchar")),
    key=("campaign_id", "account_id"),
    sql=_sql,
    after=("identities",),
)
