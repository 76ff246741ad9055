"""Customers at a period's start, at its end, lost and won: the counts behind logo churn and retention."""

from __future__ import annotations

from datetime import timedelta

import pyarrow as pa

from csm_core.facts.scoped.query import Query
from csm_core.metrics.framework.context import Context
from csm_core.metrics.framework.declare import Setting
from csm_core.metrics.money.revenue_settings import REVENUE_SETTINGS
from csm_core.metrics.money.revenue_steps import EVENT_STEPS, HOMES, NET_STEPS, PERIOD_SPANS
from csm_core.periods import Grain, Period

LOGO_SETTINGS: tuple[Setting, ...] = (
    Setting("annualised", "Annualise the rate of the period", False, None, ""),
    *REVENUE_SETTINGS,
)

# A customer pays, or is held: paused, or on the way back within the grace, after having paid.
_COUNTS = {
    "standings": """
    select period, account_id, instant,
        mrr_before > 0 or (held_before and paid_before) as before,
        mrr_after > 0 or (held_after and paid_after) as after,
        row_number() over (partition by period, account_id order by instant) as from_first,
        row_number() over (partition by period, account_id order by instant desc) as from_last
    from steps""",
    "accounts": """
    select period, account_id, bool_or(before and from_first = 1) as at_start,
        bool_or(after and from_last = 1) as at_end,
        bool_or(before and not after) as lost, bool_or(after and not before) as won
    from standings group by period, account_id""",
    "counted": """
    select c.period, m.segment, c.account_id, c.at_start, c.lost, c.won, c.at_end
    from accounts c
    join homes m on m.account_id = c.account_id and m.period = c.period""",
    "years": """
    select unnest($span_period::date[]) as period,
        unnest($days_a_year::double[]) / unnest($days_a_period::double[]) as periods_a_year""",
}

# part and whole of each tally, over the accounts of a period.
_PARTS = {
    "lost_at_end": ("c.at_start and not c.at_end", "c.at_start"),
    "lost_once": ("c.at_start and c.lost", "c.at_start"),
    "lost_of_all": ("c.lost", "c.at_start or c.won"),
    "every_loss": ("c.lost", "c.at_start"),
    "kept": ("c.at_start and c.at_end", "c.at_start"),
    "at_end": ("c.at_end", "c.at_start"),
}
_EVENTS = ("lost_once", "lost_of_all", "every_loss")

_ROWS = """
select c.period, c.segment, c.account_id, n.account_name, cast({part} as integer) as part,
    cast({whole} as integer) as whole, y.periods_a_year
from counted c
join account_names n on n.account_id = c.account_id
join years y on y.period = c.period
where {part} or {whole}
order by c.period, c.segment, part desc, whole desc, c.account_id
"""


def logo_rows(context: Context, tally: str) -> pa.Table:
    """One row an account that `tally` counts: part and whole (0 or 1), and periods_a_year.

    `tally` is one of 'lost_at_end', 'lost_once' (left, even if it came back), 'lost_of_all' (every loss, over
    the customers of the start and those won), 'every_loss' (over those of the start), 'kept' and 'at_end'.
    periods_a_year is 1 where the rate stands for its own period.
    """
    steps_ctes = EVENT_STEPS if tally in _EVENTS else NET_STEPS
    periods = context.periods
    years = [_days(context, period) for period in periods]
    return context.table(
        Query(_ROWS_OF[tally], {**PERIOD_SPANS, **steps_ctes, **HOMES, **_COUNTS}),
        span_period=[period.start for period in periods],
        days_a_year=[year for year, _ in years],
        days_a_period=[days for _, days in years],
    )


def _days(context: Context, period: Period) -> tuple[int, int]:
    """The length of a year and of a period, by the calendar for a whole one, else by the days that it has so far."""
    if context.settings["annualised"] is not True:
        return (1, 1)
    if period.complete:
        return _IN_A_YEAR[context.scope.grain]
    ends = min(period.end, context.as_of + timedelta(days=1))
    return (365, (ends - period.start).days)


_ROWS_OF = {tally: _ROWS.format(part=part, whole=whole) for tally, (part, whole) in _PARTS.items()}
_IN_A_YEAR = {
    Grain.DAY: (365, 1),
    Grain.WEEK: (365, 7),
    Grain.MONTH: (12, 1),
    Grain.QUARTER: (4, 1),
    Grain.YEAR: (1, 1),
}
