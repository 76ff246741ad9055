"""Stickiness: how many of those who use the product use it on a given day."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from csm_core.facts.scoped.query import Query
from csm_core.metrics.adoption.calc.period_actives import period_actives_ctes
from csm_core.metrics.adoption.calc.rolling_actives import rolling_ctes, rolling_parameters
from csm_core.metrics.adoption.calc.usage_seen import NO_USER_NAMED, USAGE_SEEN, named_use, usage_notes
from csm_core.metrics.estimates.account_ratio import ratio_cells
from csm_core.metrics.estimates.arrays import floats, with_columns
from csm_core.metrics.estimates.value_of import ratio_of_parts
from csm_core.metrics.framework.context import Answer, Context
from csm_core.metrics.framework.declare import (
    Direction,
    Example,
    Input,
    Refused,
    Setting,
    Shape,
    Variant,
)
from csm_core.metrics.framework.fill_gaps import with_gaps
from csm_core.metrics.framework.metric import Metric
from csm_core.stats.ratio_interval import INTERVALS, Kind
from csm_core.units import Unit

_WINDOWS = {"daily_of_28": 28, "daily_of_7": 7}

# One row an account: the mean of its daily actives (part) and its actives over the window (whole).
_ROLLING = {
    "parts": """
    select r.period, r.segment, r.account_id, r.days as user_days,
        r.days / cast($window_days as double) as part, r.active as whole
    from rolled r cross join usage_seen s
    where r.last_day + 1 - cast($window_days as integer) >= s.first_on""",
}
_CALENDAR = {
    "parts": """
    select period, segment, account_id, sum(days) as user_days,
        sum(days) / nullif(cast(max(whole) as double), 0) as part, count(*) as whole
    from amounts group by period, segment, account_id""",
}
_ROWS = """
select p.period, p.segment, p.account_id, n.account_name, cast(p.user_days as bigint) as user_days, p.part,
    cast(p.whole as double) as whole
from parts p left join account_names n on n.account_id = p.account_id
order by p.period, p.segment, p.account_id
"""

_NOBODY = "Nobody was active in this window, or usage data does not cover all of it."


def _compute(context: Context) -> Answer:
    who = context.text("who")
    named, left_out = named_use(context) if who == "users" else (True, ())
    cells = ratio_cells(_as_days(_rows(context)), _NOBODY, Kind.COUNTED)
    table = with_gaps(cells, context, _NOBODY if named else NO_USER_NAMED)
    return Answer(table, notes=usage_notes(context), left_out=left_out)


def _as_days(rows: pa.Table) -> pa.Table:
    """The same ratio in days: what may be used or not is a day of somebody's, not somebody's window."""
    days, part, whole = (floats(rows, name) for name in ("user_days", "part", "whole"))
    window = np.divide(days, part, out=np.ones(days.size), where=part > 0)
    return with_columns(rows.drop_columns(["part", "whole"]), {"part": days, "whole": whole * window})


def _rows(context: Context) -> pa.Table:
    who, window = context.text("who"), _WINDOWS.get(context.variant.name)
    if window is None:
        return context.table(Query(_ROWS, period_actives_ctes(context) | _CALENDAR), who=who, is_mean=True)
    return context.table(
        Query(_ROWS, USAGE_SEEN | rolling_ctes(context, who) | _ROLLING), **rolling_parameters(context, window)
    )


def _variant(name: str, whose: str, definition: str) -> Variant:
    return Variant(name, whose, definition, (0.0, 1.0), Unit.RATE)


def _use(user: str, days: range) -> tuple[tuple[tuple[str, str], ...], ...]:
    return tuple(
        (("account_id", "A"), ("user_id", user), ("event_name", "open"), ("event_at", f"2024-01-{day:02}"))
        for day in days
    )


_GIVEN = (("events", (*_use("u", range(1, 29)), *_use("v", range(1, 15)))),)
_TO_THE_28TH = (("start", "2024-01-01"), ("end", "2024-02-01"), ("as_of", "2024-01-28"))

METRIC = Metric(
    id="stickiness",
    family="adoption",
    name="Stickiness",
    question="How often do users come back to the product?",
    definition=(
        "Mean daily active users over a window, divided by everyone active in it: the share of days on which an "
        "active user uses the product. The window ends with the period."
    ),
    formula="mean of daily actives ÷ actives, over the same window",
    inputs=(Input(("events",), ("account_id", "user_id", "event_at")),),
    unit=Unit.RATE,
    direction=Direction.UP,
    additive=False,
    shape=Shape.TREND,
    measures=(),
    series=(),
    interval=INTERVALS[Kind.COUNTED],
    interval_holds_value=True,
    variants=(
        _variant("daily_of_28", "Standard definition (DAU ÷ MAU), over four whole weeks", "28 days."),
        _variant("daily_of_7", "Weekly (DAU ÷ WAU)", "7 days."),
        _variant("calendar", "Product analytics tools", "The calendar period."),
    ),
    refused=(
        Refused(
            "The last day's actives ÷ the month's actives",
            "Depends on the weekday on which the month ends: on a Sunday, nobody looks loyal.",
        ),
    ),
    settings=(Setting("who", "Who is counted", "users", ("users", "accounts"), ""),),
    compute=_compute,
    rows=_rows,
    value_of=ratio_of_parts,
    references=("Croll & Yoskovitz (2013), Lean Analytics, chapter 8",),
    examples=(
        # (28 + 14) user-days ÷ 28 days = 1.5 a day, of 2 people.
        Example(
            "One comes on each of 28 days, one on every other",
            _GIVEN,
            _TO_THE_28TH,
            None,
            (),
            ((("period", "2024-01-01"), ("value", 0.75)),),
        ),
        Example(
            "In the last seven days only the first one came, daily",
            _GIVEN,
            _TO_THE_28TH,
            "daily_of_7",
            (),
            ((("period", "2024-01-01"), ("value", 1.0)),),
        ),
    ),
)
