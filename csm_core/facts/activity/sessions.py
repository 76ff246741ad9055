"""sessions: one row a visit, as the export tells it, or parted by half an hour without an event."""

from __future__ import annotations

from csm_core.facts.activity.event_rows import EXACT_MINUTES, OF_PERSON, PERSONS
from csm_core.facts.framework.fact import Day, Fact
from csm_core.midnights import seconds_sql, unmarked_sql

_GAP_SECONDS = 1800


def _sql(day: Day) -> str:
    return f"""
with {PERSONS},
moments as (
    select s.person, s.user_id, t.session_id, t.event_at, coalesce(t.event_count, 1) as events,
        {EXACT_MINUTES} as duration_minutes
    from live.events t {OF_PERSON}
    where coalesce(t.event_count, 1) > 0
),
-- Without an id, only who acted at a time of day can be followed: a date alone, or nobody's id, tells of no visit.
-- Nor does a midnight, which may stand for its day.
followed as (
    select person, event_at, events, duration_minutes,
        lag(event_at) over (partition by person order by event_at) as before_at
    from moments
    where session_id is null and user_id is not null and {unmarked_sql("event_at")} <> date_trunc('day', event_at)
),
-- What happened at one and the same moment belongs to one visit, whichever of it is counted first.
numbered as (
    select *, sum(case when before_at is null or {seconds_sql("before_at", "event_at")} > {_GAP_SECONDS} then 1 else 0
        end) over (partition by person order by event_at range unbounded preceding) as place
    from followed
),
visits as (
    select person, session_id, min(event_at) as began_at, max(event_at) as ended_at,
        sum(events) as events, sum(duration_minutes) as minutes
    from moments where session_id is not null group by person, session_id
    union all
    select person, null, min(event_at), max(event_at), sum(events), sum(duration_minutes)
    from numbered group by person, place
)
select p.account_id, p.user_id, v.session_id, v.began_at, {day.of("v.began_at")} as began_on,
    cast(v.events as bigint) as events,
    coalesce(v.minutes, {seconds_sql("v.began_at", "v.ended_at")} / 60.0) as minutes,
    v.minutes is not null as is_measured
-- Names that stand together are written several times as fast, and take less room.
from (select * from visits order by person) v join persons p on p.person = v.person
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
    after=("sightings", "identities"),
)
