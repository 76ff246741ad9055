"""user_days: what one person did with one feature on one day."""

from __future__ import annotations

from csm_core.facts.fact import Day, Fact
from csm_core.facts.identities import resolved


def _sql(day: Day) -> str:
    columns = "t.event_at, t.event_name, t.user_id, t.session_id, t.duration_minutes, t.event_count"
    rows = resolved("live.events", columns, "account_id", user="user_id")
    return f"""
select account_id, user_id, {day.of("event_at")} as used_on, event_name as feature,
    cast(sum(coalesce(event_count, 1)) as bigint) as events,
    sum(duration_minutes) as minutes,
    cast(count(distinct session_id) as bigint) as sessions
from ({rows})
where coalesce(event_count, 1) > 0
group by account_id, user_id, used_on, feature
"""


FACT = Fact(
    name="user_days",
    one_row_per="account, user, day and feature",
    reads=("events",),
    columns=(
        ("account_id", "varchar"),
        ("user_id", "varchar"),
        ("used_on", "date"),
        ("feature", "varchar"),
        ("events", "bigint"),
        ("minutes", "double"),
        ("sessions", "bigint"),
    ),
    key=("account_id", "user_id", "used_on", "feature"),
    sql=_sql,
    after=("identities",),
)
