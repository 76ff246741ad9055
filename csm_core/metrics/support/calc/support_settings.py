"""The settings that mean the same wherever tickets are counted, and how they narrow the tickets."""

from __future__ import annotations

from csm_core.metrics.framework.context import Context
from csm_core.metrics.framework.declare import Setting

SUPPORT_SETTINGS: tuple[Setting, ...] = (
    Setting("priority", "Only tickets of this priority (empty: all)", "", None, ""),
    Setting("channel", "Only tickets of this channel (empty: all)", "", None, ""),
)

# For a table called t: those of the shown periods; the scope may end before the as-of day.
CHOSEN = (
    "t.period in (select period from periods where shown) and "
    "($priority = '' or t.priority = lower(trim($priority))) and ($channel = '' or t.channel = lower(trim($channel)))"
)


def chosen(context: Context) -> dict[str, str]:
    """The parameters that `CHOSEN` reads."""
    return {"priority": context.text("priority"), "channel": context.text("channel")}
