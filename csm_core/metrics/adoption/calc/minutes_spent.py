"""How long people used the product: visit by visit, or as daily figures where the export knows no visits."""

from __future__ import annotations

from csm_core.facts.scoped.query import Query
from csm_core.metrics.framework.context import Context

# A visit of a single event has no length unless the export tells one: unknown, so it is in no mean.
_BY_SESSION = {
    "spent": """
    select account_id, user_id, began_on as used_on, period, segment, sum(minutes order by minutes) as minutes,
        count(*) as sessions
    from sessions where is_measured or events > 1
    group by account_id, user_id, began_on, period, segment""",
}
_BY_DAY = {
    "spent": """
    select account_id, user_id, used_on, period, segment, sum(minutes order by minutes) as minutes,
        cast(null as bigint) as sessions
    from user_days where minutes is not null
    group by account_id, user_id, used_on, period, segment""",
}
_COUNTS = Query("""
    select count(*) as visits, count(*) filter (where not is_measured and events = 1) as single,
        count(*) filter (where session_id is null) as parted
    from sessions s join periods p on p.period = s.period and p.shown""")

NO_VISITS = "The events have neither session ids nor times of day, so logins can't be told apart."


def spent_ctes(context: Context) -> dict[str, str]:
    """The CTE `spent` (account_id, user_id, used_on, period, segment, minutes, sessions): one row a user and day
    with a sessions length of use. `sessions` is null where no visit is sessions_count at all."""
    sessions = context.table(Query("select count(*) as n from (select 1 from sessions limit 1)")).to_pylist()[0]["n"]
    return _BY_SESSION if sessions else _BY_DAY


def spent_notes(context: Context) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What to know of the visits, and which are left out."""
    counts = context.table(_COUNTS).to_pylist()[0]
    parted = (
        "Without session ids, 30 minutes without an event end a session; it lasts from its first to its last event."
    )
    single = f"Sessions with a single event, so without a known length: {counts['single']} of {counts['visits']}."
    return (parted,) if counts["parted"] else (), (single,) if counts["single"] else ()
