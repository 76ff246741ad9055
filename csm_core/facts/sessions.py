"""sessions: one row a visit, as the export tells it, or parted by half an hour without an event."""

from __future__ import annotations

from csm_core.facts.fact import Day, Fact
from csm_core.facts.identities import resolved

_GAP_SECONDS = 1800


def _sql(day: Day) -> str:
    columns = "t.event_at, t.user_id, t.session_id, t.duration_minutes, t.event_count"
    rows = resolved("live.events", columns, "account_id", user="user_id")
    return f"""
with moments as (
    select account_id, user_id, session_id, event_at, coalesce(event_count, 1) as events, duration_minutes
    from ({rows}) where coalesce(event_count, 1) > 0
),
-- Without an id, only who acted at a time of day can be followed: a date alone, or nobody's id, tells of no visit.
followed as (
    select *, lag(event_at) over (partition by account_id, user_id order by event_at) as before_at
    from moments
    where session_id is null and user_id is not null and event_at <> date_trunc('day', event_at)
),
numbered as (
    select *, sum(case when before_at is null or epoch(event_at) - epoch(before_at) > {_GAP_SECONDS} then 1 else 0
        end) over (partition by account_id, user_id order by event_at rows unbounded preceding) as place
    from followed
),
visits as (
    select account_id, user_id, session_id, min(event_at) as began_at, max(event_at) as ended_at,
        sum(events) as events, sum(duration_minutes) as minutes
    from moments where session_id is not null group by account_id, user_id, session_id
    union all
    select account_id, user_id, null, min(event_at), max(event_at), sum(events), sum(duration_minutes)
    from numbered group by account_id, user_id, place
)
select account_id, user_id, session_id, began_at, {day.of("began_at")} as began_on,
    cast(events as bigint) as events,
    coalesce(minutes, (epoch(ended_at) - epoch(began_at)) / 60.0) as minutes,
    minutes is not null as is_measured
from visits
"""


FACT = Fact(
    name="sessions",
    one_row_per="account, user and visit",
    reads=("events",),
    columns=(
        ("account_id", "varchar"),
        ("user_id", "varchar"),
        ("session_id", "varchar"),
        ("began_at", "timestamp"),
        ("began_on", "date"),
        ("events", "bigint"),
        ("minutes", "double"),
        ("is_measured", "boolean"),
    ),
    key=("account_id", "user_id", "session_id", "began_at"),
    sql=_sql,
    after=("identities",),
)
