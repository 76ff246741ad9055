"""Usage rate: on how many of the days on which they could, accounts used the product."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pyarrow as pa

from csm_core.facts.scoped.query import Query
from csm_core.metrics.adoption.calc.usage_seen import USAGE_SEEN, usage_notes
from csm_core.metrics.customers.live_accounts import NOBODY_LIVE, live_ctes
from csm_core.metrics.estimates.account_ratio import ratio_cells
from csm_core.metrics.estimates.value_of import ratio_of_parts
from csm_core.metrics.framework.context import Answer, Context
from csm_core.metrics.framework.declare import (
    Direction,
    Example,
    Input,
    Refused,
    Shape,
    Variant,
)
from csm_core.metrics.framework.fill_gaps import with_gaps
from csm_core.metrics.framework.metric import Metric
from csm_core.metrics.money.revenue_settings import REVENUE_SETTINGS
from csm_core.periods import Grain, period_start
from csm_core.stats.ratio_interval import INTERVALS, Kind
from csm_core.units import Unit

# Whole weeks hold five working days; of a part of one, the days before Saturday. 1 January 1900 was a Monday.
_WEEKDAYS_BEFORE = "(5 * (({day} - date '1900-01-01') // 7) + least(({day} - date '1900-01-01') % 7, 5))"
_WEEKS_BEFORE = "(({day} - $a_week_start + 6) // 7)"
_FROM, _UNTIL = "l.live_from", "l.live_until"

# How many intervals lie in a stretch, and which interval a day of use is in (its first day; null: in none).
_POSSIBLE = {
    "days": f"{_UNTIL} - {_FROM}",
    "working_days": f"{_WEEKDAYS_BEFORE.format(day=_UNTIL)} - {_WEEKDAYS_BEFORE.format(day=_FROM)}",
    "weeks": f"{_WEEKS_BEFORE.format(day=_UNTIL)} - {_WEEKS_BEFORE.format(day=_FROM)}",
}
_INTERVAL = {
    "days": "used_on",
    "working_days": "case when (used_on - date '1900-01-01') % 7 < 5 then used_on end",
    "weeks": "used_on - cast((used_on - $a_week_start) % 7 as integer)",
}

_TAKEN = """
    select l.period, l.segment, l.account_id, count(*) as part
    from live_periods l
    join used u on u.account_id = l.account_id and u.used_from >= l.live_from and u.used_from < l.live_until
    group by l.period, l.segment, l.account_id"""
_PARTS = """
    select p.period, p.segment, p.account_id, n.account_name, coalesce(t.part, 0) as part, p.whole
    from possible p
    left join taken t on t.period = p.period and t.account_id = p.account_id
        and t.segment is not distinct from p.segment
    left join account_names n on n.account_id = p.account_id
    where p.whole > 0
    order by p.period, p.segment, p.account_id"""
_CTES = {
    name: {
        "used": f"""
    select distinct account_id, {_INTERVAL[name]} as used_from from active_days where account_id is not null""",
        "possible": f"""
    select l.period, l.segment, l.account_id, sum({_POSSIBLE[name]}) as whole from live_periods l
    group by l.period, l.segment, l.account_id""",
        "taken": _TAKEN,
    }
    for name in _POSSIBLE
}


def _compute(context: Context) -> Answer:
    table = with_gaps(ratio_cells(_rows(context), NOBODY_LIVE, Kind.COUNTED), context, NOBODY_LIVE)
    return Answer(table, notes=usage_notes(context))


def _rows(context: Context) -> pa.Table:
    # Long before any use, so that no count of days since it is negative.
    first = period_start(date(1900, 1, 7), replace(context.scope.calendar, grain=Grain.WEEK))
    query = Query(_PARTS, USAGE_SEEN | live_ctes(context) | _CTES[context.variant.name])
    return context.table(query, a_week_start=first)


def _variant(name: str, whose: str, definition: str) -> Variant:
    return Variant(name, whose, definition, (0.0, 1.0), Unit.RATE)


def _use(*days: str) -> tuple[tuple[tuple[str, str], ...], ...]:
    return tuple((("account_id", "A"), ("user_id", "u"), ("event_name", "open"), ("event_at", day)) for day in days)


_GIVEN = (
    # Monday 1, Wednesday 3, Saturday 6, Monday 22 and Wednesday 31 January
    ("events", _use("2024-01-01", "2024-01-03", "2024-01-06", "2024-01-22", "2024-01-31")),
    ("subscriptions", ((("account_id", "A"), ("start_date", "2024-01-01"), ("mrr", "10"), ("currency", "EUR")),)),
)
_JANUARY = (("start", "2024-01-01"), ("end", "2024-02-01"), ("as_of", "2024-01-31"))

METRIC = Metric(
    id="usage_rate",
    family="adoption",
    name="Usage rate",
    question="On how many days do our customers use the product?",
    definition=(
        "Days on which an account used the product, over all days of the period on which it was a customer and "
        "usage was recorded, across all accounts. Days outside the contract are left out. A week belongs to the "
        "period in which it begins."
    ),
    formula="Σ days with use ÷ Σ days as a customer",
    inputs=(Input(("events",), ("account_id", "event_at")),),
    unit=Unit.RATE,
    direction=Direction.UP,
    additive=False,
    shape=Shape.TREND,
    measures=(),
    series=(),
    interval=INTERVALS[Kind.COUNTED],
    interval_holds_value=True,
    variants=(
        _variant("days", "Standard definition", "Calendar days."),
        _variant("working_days", "Products for work", "Mondays to Fridays; weekend use is ignored."),
        _variant("weeks", "Products used occasionally", "Weeks on whose first day the account was live."),
    ),
    refused=(
        Refused(
            "Days with use ÷ the days on which the account has rows at all",
            "Rows only exist where there is use: every account would be near 100 %.",
        ),
    ),
    settings=tuple(setting for setting in REVENUE_SETTINGS if setting.name in ("churn_moment", "grace_days")),
    compute=_compute,
    rows=_rows,
    value_of=ratio_of_parts,
    references=("Gold (2020), Fighting Churn with Data, chapter 3",),
    examples=(
        Example("Five days of January's 31", _GIVEN, _JANUARY, None, (),
                ((("period", "2024-01-01"), ("value", 5 / 31), ("n", 1)),)),
        # January 2024 has 23 working days; the Saturday counts for nothing.
        Example("Four of 23 working days", _GIVEN, _JANUARY, "working_days", (),
                ((("period", "2024-01-01"), ("value", 4 / 23)),)),
        # Mondays 1, 8, 15, 22, 29: used in the weeks of the 1st, the 22nd and the 29th.
        Example("Three of five weeks", _GIVEN, _JANUARY, "weeks", (),
                ((("period", "2024-01-01"), ("value", 3 / 5)),)),
    ),
)  # fmt: skip
