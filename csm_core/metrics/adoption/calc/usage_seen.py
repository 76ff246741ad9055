"""From when to when use was seen at all: before and after, nobody's absence tells anything."""

from __future__ import annotations

from csm_core.facts.scoped.query import Query
from csm_core.metrics.adoption.calc.one_feature import feature_of, feature_parameters, use_days_sql
from csm_core.metrics.framework.context import Context

NO_USER_NAMED = "No event names a user."
NO_USE_SEEN = "No usage data for this period."

_CELLS = {
    "usage_cells": """
    select distinct p.period, p.period_instant, greatest(p.period, s.first_on) as seen_from, m.segment
    from periods p cross join usage_seen s
    join members m on m.valid_from < p.period_instant and p.period < m.valid_to
    where p.shown and p.period_instant > s.first_on and p.period <= s.last_on""",
}


def _seen_ctes(days_sql: str) -> dict[str, str]:
    seen_sql = f"""
    select (select min(used_on) from {days_sql}) as first_on, max(used_on) as last_on from active_days"""
    return {"usage_seen": seen_sql, **_CELLS}


# The first and the last day that anybody used anything (as of the as-of day, whatever the filters), and a row for
# each period and segment in which use could be seen: there, nobody's use is a true zero.
USAGE_SEEN = _seen_ctes("active_days")


def usage_seen_ctes(context: Context) -> dict[str, str]:
    """The same for the use that is asked for. A feature is seen from its first use on: whether it was there before,
    nobody knows; that nobody uses it any more is known while any use is recorded."""
    return _seen_ctes(use_days_sql(context))


_LATE_DAYS = 7
# A total tells of its whole period.
_LAST = Query("""
    select max(case grain when 'week' then used_on + 6 when 'month' then last_day(used_on)
        when 'quarter' then used_on + 91 when 'year' then used_on + 365 else used_on end) as last_on
    from active_days""")
_FIRST = Query("select min(used_on) as first_on from feature_days")


def usage_notes(context: Context) -> tuple[str, ...]:
    """A warning where use stops being recorded well before the as-of day; since when a feature is seen."""
    rows = context.table(_LAST).to_pylist()
    last_on = rows[0]["last_on"]
    if last_on is None or (context.as_of - last_on).days <= _LATE_DAYS:
        return _since(context)
    late = (context.as_of - last_on).days
    note = f"Usage data ends on {last_on}, {late} days before the as-of day: later figures are too low."
    return (note, *_since(context))


def _since(context: Context) -> tuple[str, ...]:
    feature = feature_of(context)
    if not feature:
        return ()
    first_on = context.table(_FIRST, **feature_parameters(context)).to_pylist()[0]["first_on"]
    return (f"Only use of {feature}, first seen on {first_on}. Earlier use of it is unknown.",)


def named_use(context: Context) -> tuple[bool, tuple[str, ...]]:
    """Whether any event names its user, and how many account-days of use do not: they are in no count of people."""
    days_sql = f"select count(user_id) as named, count(*) as days from {use_days_sql(context)}"
    rows = context.table(Query(days_sql), **feature_parameters(context)).to_pylist()
    named, nameless = rows[0]["named"], rows[0]["days"] - rows[0]["named"]
    left = f"Days of use without a user, not counted as people: {nameless}."
    return named > 0, (left,) if nameless else ()
