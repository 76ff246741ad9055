"""feature_turns: the moments at which one person turned from one feature to another."""

from __future__ import annotations

from csm_core.facts.activity.event_rows import OF_PERSON, PERSONS
from csm_core.facts.framework.fact import Day, Fact


def _sql(day: Day) -> str:
    return f"""
with {PERSONS},
moments as (
    select s.person, t.event_name as feature, t.event_at, {day.of("t.event_at")} as used_on
    from live.events t {OF_PERSON}
    where t.event_name is not null and coalesce(t.event_count, 1) > 0
),
ordered as (
    select *,
        lag(feature) over (partition by person, used_on order by event_at, feature) as before,
        lag(event_at) over (partition by person, used_on order by event_at, feature) as before_at,
        max(feature) over (partition by person, used_on order by event_at range between current row and current row)
            as last_feature
    from moments
),
-- The next use of a feature after a use of another one is always such a turn, so paths of different steps are
-- found whole; of a long row of equal events only the first is kept. Each day begins anew. What was used at one
-- and the same moment is kept whole, as nobody can say what came first.
turns as (
    select person, feature, event_at, used_on from ordered
    where before is null or before <> feature or (before_at < event_at and last_feature <> feature)
)
select p.account_id, p.user_id, t.feature, t.event_at as used_at, t.used_on
from turns t join persons p on p.person = t.person
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
    after=("sightings", "identities"),
)
