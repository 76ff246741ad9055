"""Tickets held to the hours that were promised: which are decided, and which were kept."""

from __future__ import annotations

from math import isfinite

from csm_core.errors import BadValue
from csm_core.metrics.business_hours import COUNTED_HOURS, hours_parameters, local_day_sql, moment_after_sql
from csm_core.metrics.context import Context
from csm_core.metrics.support_settings import CHOSEN, chosen
from csm_core.store import Parameter

# What is promised, by variant: how many minutes it took, where it is done.
_MINUTES = {"solved": "t.resolution_minutes", "answered": "t.first_response_minutes"}
# When that was, where the export says it.
_AT = {"solved": "t.solved_at", "answered": "cast(null as timestamp)"}
_TIMED = """
with promised as (
    select unnest($priorities::varchar[]) as priority, cast(unnest($hours::varchar[]) as double) as hours
),
timed as (
    select t.*, coalesce(p.hours, $target_hours) as target,
        {done} as done_at,
        {minutes} is null and coalesce(t.ticket_status in ('solved', 'closed'), false) as is_undated
    from tickets t left join promised p on p.priority = t.priority where {chosen}
),
seen as (
    -- Who still waits was seen to do so until the end of the as-of day.
    select *, coalesce({done_on} <= $as_of, false) as is_done,
        case when {done_on} <= $as_of then done_at else cast($as_of::date + 1 as timestamp) end as until_at
    from timed where not is_undated and coalesce(done_at >= created_at, true)
),
counted as (select *, {hours} as hours from seen),
decided as (select *, is_done and hours <= target as is_kept from counted where is_done or hours > target)
"""


_HOURS = COUNTED_HOURS.format(start="created_at", end="until_at")


def is_timed(context: Context) -> bool:
    """Whether any export says of any ticket how long it took."""
    known = context.table(f"select count({_MINUTES[context.variant.name]}) as known from tickets t").to_pylist()
    return bool(known[0]["known"])


def promised_sql(context: Context) -> str:
    """SQL ('with …') of `timed` (all tickets chosen), `counted` (those whose hours are known) and `decided`: the
    columns of tickets, hours, target (both in hours) and is_kept."""
    done_sql = local_day_sql("done_at")
    name = context.variant.name
    at_sql = moment_after_sql(_MINUTES[name], f"coalesce({_AT[name]}, t.created_at)")
    return _TIMED.format(minutes=_MINUTES[name], done=at_sql, done_on=done_sql, hours=_HOURS, chosen=CHOSEN)


def promised_parameters(context: Context) -> dict[str, Parameter]:
    """The parameters of it.

    Raises
    ------
    BadValue
        When the hours by priority can't be read, or the desk closes before it opens.
    """
    targets = _targets(context.text("targets"))
    return (
        chosen(context)
        | hours_parameters(context)
        | {
            "target_hours": context.number("target_hours"),
            "priorities": list(targets),
            "hours": [repr(hours) for hours in targets.values()],
        }
    )


def _targets(text: str) -> dict[str, float]:
    """Hours by priority, from 'urgent=4; high=8'."""
    found: dict[str, float] = {}
    for part in filter(None, (part.strip() for part in text.split(";"))):
        priority, _, hours = part.rpartition("=")
        try:
            number = float(hours)
        except ValueError:
            number = float("nan")
        if not priority.strip() or not isfinite(number) or number <= 0:
            raise BadValue.of("targets", part, "'priority=hours', by semicolons: 'urgent=4; high=8'")
        found[priority.strip().lower()] = number
    return found
