"""Active users, or active accounts."""

from __future__ import annotations

import pyarrow as pa

from csm_core.metrics.context import Answer, Context
from csm_core.metrics.declare import Direction, Example, Input, Metric, Refused, Setting, Shape, Variant
from csm_core.metrics.gaps import with_gaps
from csm_core.metrics.period_actives import PERIOD_ACTIVES
from csm_core.metrics.rolling_actives import rolling_parameters, rolling_people_sql, rolling_sql
from csm_core.metrics.usage_seen import NO_USE_SEEN, NO_USER_NAMED, USAGE_SEEN, named_use, usage_notes
from csm_core.metrics.value_of import sum_of_amounts
from csm_core.units import Unit

_WINDOWS = {"rolling_1": 1, "rolling_7": 7, "rolling_28": 28, "rolling_30": 30}

_WHOLE = """
, counted as (
    select period, segment, sum(part) / nullif(cast(max(whole) as double), 0) as value, count(*) as people
    from amounts group by period, segment
)
select coalesce(k.period, c.period) as period, coalesce(k.segment, c.segment) as segment,
    coalesce(k.value, 0) as value, cast(coalesce(k.people, 0) as bigint) as n
from usage_cells c full join counted k on k.period = c.period and k.segment is not distinct from c.segment
"""

_ROLLING = """
, counted as (select period, segment, sum(active) as value from rolled group by period, segment),
joined as (
    select coalesce(k.period, c.period) as period, coalesce(k.segment, c.segment) as segment,
        coalesce(k.value, 0) as active
    from usage_cells c full join counted k on k.period = c.period and k.segment is not distinct from c.segment
)
select j.period, j.segment, cast(j.active as bigint) as n,
    case when p.period_instant - cast($window_days as integer) >= s.first_on then j.active end as value,
    case when p.period_instant - cast($window_days as integer) < s.first_on
        then 'The usage data begin inside the window.' end as note
from joined j join periods p on p.period = j.period cross join usage_seen s
"""


def _compute(context: Context) -> Answer:
    who, window = context.text("who"), _WINDOWS.get(context.variant.name)
    named, left_out = named_use(context) if who == "users" else (True, ())
    if not named:
        return Answer(with_gaps(pa.table({"value": pa.array([], pa.float64())}), context, NO_USER_NAMED))
    if window is None:
        table = context.table(PERIOD_ACTIVES + _WHOLE, who=who, is_mean=context.variant.name == "daily_mean")
    else:
        table = context.table(USAGE_SEEN + "," + rolling_sql(who) + _ROLLING, **rolling_parameters(context, window))
    return Answer(with_gaps(table, context, NO_USE_SEEN), notes=usage_notes(context), left_out=left_out)


def _rows(context: Context) -> pa.Table:
    who, window = context.text("who"), _WINDOWS.get(context.variant.name)
    if window is None:
        return context.table(PERIOD_ACTIVES + _PERSON, who=who, is_mean=context.variant.name == "daily_mean")
    return context.table("with " + rolling_people_sql(who) + _ROLLED_PERSON, **rolling_parameters(context, window))


_PERSON = """
select a.period, a.segment, a.account_id, n.account_name, a.user_id, a.days,
    a.part / cast(a.whole as double) as amount
from amounts a left join account_names n on n.account_id = a.account_id
order by a.period, a.segment, a.account_id, a.user_id
"""
_ROLLED_PERSON = """
select r.period, r.segment, r.account_id, n.account_name, r.user_id, 1 as amount
from rolled_people r left join account_names n on n.account_id = r.account_id
order by r.period, r.segment, r.account_id, r.user_id
"""


def _use(user: str, *days: str) -> tuple[tuple[tuple[str, str], ...], ...]:
    return tuple((("account_id", "A"), ("user_id", user), ("event_name", "open"), ("event_at", day)) for day in days)


_GIVEN = (("events", (*_use("u", "2024-01-01", "2024-01-02", "2024-01-31"), *_use("v", "2024-01-02"))),)
_JANUARY = (("start", "2024-01-01"), ("end", "2024-02-01"), ("as_of", "2024-01-31"))


def _variant(name: str, whose: str, definition: str) -> Variant:
    return Variant(name, whose, definition, (0.0, None), Unit.COUNT)


METRIC = Metric(
    id="active_users",
    family="adoption",
    name="Active users",
    question="How many people use the product?",
    definition=(
        "Different people with at least one event in the period, or in the days that end with it. Somebody who works "
        "in two accounts counts in each. With the setting 'accounts', accounts are counted instead."
    ),
    formula="count of different users with an event in the window",
    inputs=(Input(("events",), ("account_id", "user_id", "event_at")),),
    unit=Unit.COUNT,
    direction=Direction.UP,
    additive=True,
    shape=Shape.TREND,
    measures=(),
    series=(),
    interval=None,
    interval_holds_value=True,
    variants=(
        _variant("calendar", "The usual reading: DAU by day, WAU by week, MAU by month", "Active in the period."),
        _variant("daily_mean", "The usual reading of 'average DAU'", "Mean of the daily actives over the period."),
        _variant("rolling_1", "The usual reading", "Active on the last day of the period."),
        _variant("rolling_7", "The usual reading", "Active in the 7 days that end with the period."),
        _variant("rolling_28", "Four whole weeks: no weekday counts more", "Active in the last 28 days."),
        _variant("rolling_30", "Product analytics tools", "Active in the last 30 days."),
    ),
    refused=(
        Refused(
            "The sum of the daily actives as the month's active users",
            "Counts a person once for every day: ten people who come daily look like three hundred.",
        ),
    ),
    settings=(Setting("who", "Who is counted", "users", ("users", "accounts"), ""),),
    compute=_compute,
    rows=_rows,
    value_of=sum_of_amounts,
    references=("Croll & Yoskovitz (2013), Lean Analytics, chapter 8",),
    examples=(
        Example(
            "Two people in January",
            _GIVEN, _JANUARY, None, (),
            ((("period", "2024-01-01"), ("value", 2.0), ("n", 2)),),
        ),
        Example(
            "By day, averaged: u on three days and v on one are 4 user-days in 31 days",
            _GIVEN, _JANUARY, "daily_mean", (),
            ((("period", "2024-01-01"), ("value", 4 / 31)),),
        ),
        Example(
            "In the week that ends with January only u came",
            _GIVEN, _JANUARY, "rolling_7", (),
            ((("period", "2024-01-01"), ("value", 1.0)),),
        ),
    ),
)  # fmt: skip
