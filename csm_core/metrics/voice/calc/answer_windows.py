"""Which answers a point in time looks back on: those of so many periods, or of so many days."""

from __future__ import annotations

from csm_core.metrics.framework.context import Context
from csm_core.metrics.framework.declare import Setting

WINDOW_SETTINGS = (
    Setting("rolling_periods", "How many periods each point looks back over", 1, (1, 24), "periods"),
    Setting(
        "window_days",
        "How many days each point looks back over, such as 30; 0 leaves it to the periods",
        0,
        (0, 400),
        "days",
    ),
)

# Each shown period with the days that it looks back on; the running one ends with the as-of day.
WINDOWS = {
    "windows": """
    select w.period, w.period_instant, least(w.period_end, cast($as_of as date) + 1) as until_day,
        case when $window_days > 0 then least(w.period_end, cast($as_of as date) + 1) - cast($window_days as integer)
            else (select min(p.period) from periods p where p.place > w.place - $rolling_periods) end as from_day
    from periods w where w.shown""",
}


def window_values(context: Context) -> dict[str, int]:
    """The values of WINDOWS's parameters."""
    return {name: context.whole(name) for name in ("rolling_periods", "window_days")}


def window_notes(context: Context) -> tuple[str, ...]:
    """What each point looks back on, where that is no period."""
    days = context.whole("window_days")
    return (f"Each point looks back over the last {days} days of its period's end.",) if days else ()
