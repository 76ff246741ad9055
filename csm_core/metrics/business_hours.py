"""Hours that count: round the clock, or those of the desk's opening times."""

from __future__ import annotations

from csm_core.errors import BadValue
from csm_core.facts.fact import Day
from csm_core.metrics.context import Context
from csm_core.metrics.declare import Setting

HOURS_SETTINGS: tuple[Setting, ...] = (
    Setting("opens_at", "Hours count from this hour of the day, in the zone of the scope", 0, (0, 23), "o'clock"),
    Setting("closes_at", "Hours count up to this hour of the day", 24, (1, 24), "o'clock"),
    Setting("weekends", "Whether Saturdays and Sundays count", True, None, ""),
)


def counted_hours_sql(context: Context, start: str, end: str) -> str:
    """SQL for the hours that count between two moments (columns of UTC).

    Raises
    ------
    BadValue
        When the desk closes before it opens.
    """
    opens, closes = context.whole("opens_at"), context.whole("closes_at")
    if opens >= closes:
        raise BadValue.of("closes_at", closes, f"an hour after opens_at, {opens}")
    whole = opens == 0 and closes == 24 and bool(context.settings["weekends"])
    if whole:
        return f"epoch({end} - {start}) / 3600"
    return f"({_before(context, end, opens, closes)} - {_before(context, start, opens, closes)})"


def _before(context: Context, moment: str, opens: int, closes: int) -> str:
    """SQL for the hours that counted from Monday, 1 January 1900, to a moment."""
    local = Day(context.scope.timezone).local(moment)
    day = f"(cast({local} as date) - date '1900-01-01')"
    hour = f"(epoch({local}) / 3600 - 24 * floor(epoch({local}) / 86400))"
    of_day = f"least(greatest({hour} - {opens}, 0), {closes - opens})"
    if context.settings["weekends"]:
        return f"({day} * {closes - opens} + {of_day})"
    weekdays = f"(5 * ({day} // 7) + least({day} % 7, 5))"
    return f"({weekdays} * {closes - opens} + case when {day} % 7 < 5 then {of_day} else 0 end)"
