"""user_days: what one person did with one feature on one day."""

from __future__ import annotations

from csm_core.facts.activity.event_rows import EXACT_MINUTES, OF_PERSON, PERSONS
from csm_core.facts.framework.fact import Day, Fact


def _sql(day: Day) -> str:
    return f"""
with {PERSONS},
days as (
    select s.person, {day.of("t.event_at")} as used_on, t.event_name as feature, t.grain, t.session_id,
        sum(coalesce(t.event_count, 1)) as events, sum({EXACT_MINUTES}) as minutes
    from live.events t {OF_PERSON}
    where coalesce(t.event_count, 1) > 0
    group by all
)
select p.account_id, p.user_id, d.used_on, d.feature, max(d.grain) as grain, cast(sum(d.events) as bigint) as events,
    sum(d.minutes) as minutes, cast(count(d.session_id) as bigint) as sessions
from days d join persons p on p.person = d.person
group by d.person, p.account_id, p.user_id, d.used_on, d.feature
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
        ("grain", "varchar"),  # null: a day; else of which period the day's row is the total
        ("events", "bigint"),
        ("minutes", "double"),
        ("sessions", "bigint"),
    ),
    key=("account_id", "user_id", "used_on", "feature"),
    sql=_sql,
    after=("sightings", "identities"),
)
