"""feature_turns: the moments at which one person turned from one feature to another."""

from __future__ import annotations

from csm_core.facts.fact import Day, Fact
from csm_core.facts.identities import resolved


def _sql(day: Day) -> str:
    columns = "t.event_at, t.event_name, t.user_id, t.event_count"
    rows = resolved("live.events", columns, "account_id", user="user_id")
    return f"""
with moments as (
    select account_id, user_id, event_name as feature, event_at, {day.of("event_at")} as used_on
    from ({rows})
    where event_name is not null and coalesce(event_count, 1) > 0
    group by account_id, user_id, feature, event_at
),
ordered as (
    select *,
        lag(feature) over (partition by account_id, user_id, used_on order by event_at, feature) as before,
        count(*) over (partition by account_id, user_id, event_at) as at_once
    from moments
)
-- The next use of a feature after a use of another one is always such a turn, so paths of different steps are
-- found whole; of a long row of equal events only the first is kept. Each day begins anew.
select account_id, user_id, feature, event_at as used_at, used_on
from ordered where before is null or before <> feature or at_once > 1
"""


FACT = Fact(
    name="feature_turns",
    one_row_per="account, user, feature and moment",
    reads=("events",),
    columns=(
        ("account_id", "varchar"),
        ("user_id", "varchar"),
        ("feature", "varchar"),
        ("used_at", "timestamp"),
        ("used_on", "date"),
    ),
    key=("account_id", "user_id", "feature", "used_at"),
    sql=_sql,
    after=("identities",),
)
