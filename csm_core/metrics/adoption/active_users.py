"""Active users, or active accounts."""

from __future__ import annotations

import pyarrow as pa

from csm_core.facts.scoped.query import Query
from csm_core.metrics.adoption.calc.one_feature import FEATURE, feature_parameters, unknown_feature
from csm_core.metrics.adoption.calc.period_actives import period_actives_ctes
from csm_core.metrics.adoption.calc.rolling_actives import rolling_ctes, rolling_parameters, rolling_people_ctes
from csm_core.metrics.adoption.calc.usage_seen import (
    NO_USE_SEEN,
    NO_USER_NAMED,
    named_use,
    usage_notes,
    usage_seen_ctes,
)
from csm_core.metrics.estimates.value_of import sum_of_amounts
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
from csm_core.store.workspace import Parameter
from csm_core.units import Unit

_CTES = {
    "counted": """
    select period, segment, sum(part) / nullif(cast(max(whole) as double), 0) as value, count(*) as people
    from amounts group by period, segment""",
}
_WHOLE = """
    select coalesce(k.period, c.period) as period, coalesce(k.segment, c.segment) as segment,
        coalesce(k.value, 0) as value, cast(coalesce(k.people, 0) as bigint) as n
    from usage_cells c full join counted k on k.period = c.period and k.segment is not distinct from c.segment"""

_ROLLING_CTES = {
    "counted": "select period, segment, sum(active) as value from rolled group by period, segment",
    "joined": """
    select coalesce(k.period, c.period) as period, coalesce(k.segment, c.segment) as segment,
        coalesce(k.value, 0) as active
    from usage_cells c full join counted k on k.period = c.period and k.segment is not distinct from c.segment""",
}
_ROLLING = """
    select j.period, j.segment, cast(j.active as bigint) as n,
        case when p.period_instant - cast($window_days as integer) >= s.first_on then j.active end as value,
        case when p.period_instant - cast($window_days as integer) < s.first_on
            then 'The usage data begin inside the window.' end as note
    from joined j join periods p on p.period = j.period cross join usage_seen s"""
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


def counted_actives(context: Context, window_days: int | None) -> pa.Table:
    """period, segment, value, n and, with a window, note. Without one, the calendar's periods are the windows; the
    variant 'daily_mean' takes the mean of their days. The setting `who` says whether users or accounts count."""
    if window_days is None:
        return context.table(Query(_WHOLE, period_actives_ctes(context) | _CTES), **_calendar(context))
    rolled_ctes = usage_seen_ctes(context) | rolling_ctes(context, context.text("who")) | _ROLLING_CTES
    return context.table(Query(_ROLLING, rolled_ctes), **rolling_parameters(context, window_days))


def active_people(context: Context, window_days: int | None) -> pa.Table:
    """The same, a row for each who was counted: `amount` is what they add to the value."""
    if window_days is None:
        return context.table(Query(_PERSON, period_actives_ctes(context)), **_calendar(context))
    people = Query(_ROLLED_PERSON, rolling_people_ctes(context, context.text("who")))
    return context.table(people, **rolling_parameters(context, window_days))


def _calendar(context: Context) -> dict[str, Parameter]:
    is_mean = context.variant.name == "daily_mean"
    return {"who": context.text("who"), "is_mean": is_mean, **feature_parameters(context)}


_WINDOWS = {"rolling_1": 1, "rolling_7": 7, "rolling_28": 28, "rolling_30": 30}


def _window_days(context: Context) -> int | None:
    name = context.variant.name
    return context.whole("window_days") if name == "rolling_days" else _WINDOWS.get(name)


def _compute(context: Context) -> Answer:
    unknown = unknown_feature(context)
    named, left_out = named_use(context) if context.text("who") == "users" else (True, ())
    if unknown is not None or not named:
        nothing = pa.table({"value": pa.array([], pa.float64())})
        return Answer(with_gaps(nothing, context, unknown or NO_USER_NAMED))
    table = counted_actives(context, _window_days(context))
    return Answer(with_gaps(table, context, NO_USE_SEEN), notes=usage_notes(context), left_out=left_out)


def _rows(context: Context) -> pa.Table:
    return active_people(context, _window_days(context))


def _use(user: str, feature: str, *days: int) -> tuple[tuple[tuple[str, str], ...], ...]:
    shared = (("account_id", "A"), ("user_id", user), ("event_name", feature))
    return tuple((*shared, ("event_at", f"2024-01-{day:02}")) for day in days)


_GIVEN = (("events", (*_use("u", "open", 1, 2, 31), *_use("v", "export", 2))),)
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
        "in two accounts counts in each. With the setting 'accounts', accounts are counted instead; with "
        "the setting 'feature', those with an event of that feature, from its first use on."
    ),
    formula="number of distinct users with an event in the window",
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
        _variant("calendar", "Standard definition: DAU by day, WAU by week, MAU by month", "Active in the period."),
        _variant("daily_mean", "Standard definition of 'average DAU'", "Mean of the daily actives over the period."),
        _variant("rolling_1", "Standard definition", "Active on the last day of the period."),
        _variant("rolling_7", "Standard definition", "Active in the 7 days that end with the period."),
        _variant("rolling_28", "Four whole weeks: no weekday counts more", "Active in the last 28 days."),
        _variant("rolling_30", "Product analytics tools", "Active in the last 30 days."),
        _variant("rolling_days", "Custom windows", "Active in the last window_days days (a setting)."),
    ),
    refused=(
        Refused(
            "The sum of the daily actives as the month's active users",
            "Counts a person once per day: ten daily users look like three hundred.",
        ),
    ),
    settings=(
        Setting("who", "Who is counted", "users", ("users", "accounts"), ""),
        FEATURE,
        Setting("window_days", "rolling_days: how many days each point looks back over", 90, (1, 400), "days"),
    ),
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
        Example(
            "Only v exported",
            _GIVEN, _JANUARY, None, (("feature", "export"),),
            ((("period", "2024-01-01"), ("value", 1.0), ("n", 1)),),
        ),
    ),
)  # fmt: skip
