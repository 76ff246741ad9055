"""Hours that count: round the clock, or those of the desk's opening times."""

from __future__ import annotations

from csm_core.errors import BadValue
from csm_core.metrics.framework.context import Context
from csm_core.metrics.framework.declare import Setting
from csm_core.midnights import marked_sql, seconds_sql
from csm_core.store.workspace import Parameter

HOURS_SETTINGS: tuple[Setting, ...] = (
    Setting("opens_at", "Hours count from this hour of the day, in the zone of the scope", 0, (0, 23), "o'clock"),
    Setting("closes_at", "Hours count up to this hour of the day", 24, (1, 24), "o'clock"),
    Setting("weekends", "Whether Saturdays and Sundays count", True, None, ""),
)


# A date without a time is a day's beginning in every zone.
_LOCAL = """(case when {moment} = date_trunc('day', {moment}) then {moment}
    else timezone($timezone, timezone('UTC', date_trunc('millisecond', {moment}))) end)"""
_DAY = f"(cast({_LOCAL} as date) - date '1900-01-01')"
_HOUR = f"(epoch({_LOCAL}) / 3600 - 24 * floor(epoch({_LOCAL}) / 86400))"
_OF_DAY = f"least(greatest({_HOUR} - $opens_at, 0), $closes_at - $opens_at)"
# The hours that counted from Monday, 1 January 1900, to a moment; a week without its end has five days.
_BEFORE = f"""(case when $weekends then {_DAY} * ($closes_at - $opens_at) + {_OF_DAY}
    else (5 * ({_DAY} // 7) + least({_DAY} % 7, 5)) * ($closes_at - $opens_at)
        + case when {_DAY} % 7 < 5 then {_OF_DAY} else 0 end end)"""
# Round the clock the time that passed counts, also where clocks were put back.
COUNTED_HOURS = (
    f"case when $round_the_clock then {seconds_sql('{start}', '{end}')} / 3600 else "
    + _BEFORE.replace("{moment}", "{end}")
    + " - "
    + _BEFORE.replace("{moment}", "{start}")
    + " end"
)
"""SQL, to be formatted with `start` and `end`, for the hours that count between two moments (columns of UTC)."""


def local_day_sql(moment_sql: str) -> str:
    """SQL for the day of a moment in the zone of the scope."""
    return f"cast({_LOCAL.format(moment=moment_sql)} as date)"


def moment_after_sql(minutes_sql: str, known_sql: str = "t.created_at") -> str:
    """SQL for the moment so many minutes after t.created_at. What is reckoned from a moment (`known_sql`) is a moment
    too, where it comes to a midnight; what is reckoned from a date is none."""
    sum_sql = f"t.created_at + to_microseconds(cast({minutes_sql} * 60000000 as bigint))"
    return f"case when date_trunc('day', {known_sql}) = {known_sql} then {sum_sql} else {marked_sql(sum_sql)} end"


def hours_parameters(context: Context) -> dict[str, Parameter]:
    """The parameters of both.

    Raises
    ------
    BadValue
        When the desk closes before it opens.
    """
    opens, closes, weekends = (
        context.whole("opens_at"),
        context.whole("closes_at"),
        bool(context.settings["weekends"]),
    )
    if opens >= closes:
        raise BadValue.of("closes_at", closes, f"an hour after opens_at, {opens}")
    return {
        "opens_at": opens,
        "closes_at": closes,
        "weekends": weekends,
        "round_the_clock": closes - opens == 24 and weekends,
        "timezone": context.scope.timezone,
    }
