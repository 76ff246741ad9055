"""The ages of a cohort's accounts: in whole periods of a calendar, or from each one's own first day."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from csm_core.metrics.framework.context import Context
from csm_core.metrics.framework.declare import Setting
from csm_core.periods import Grain, Period, period_start, periods_between
from csm_core.store.workspace import Parameter

AGE_SETTINGS = (
    Setting(
        "age", "Age in calendar periods, or from each customer's own first day", "calendar", ("calendar", "own"), ""
    ),
    Setting(
        "ages_by",
        "In which periods ages are counted; those of the cohorts by default",
        "period",
        ("period", "week", "month", "quarter", "year"),
        "",
    ),
)

# A day moved by a number of periods: days by days, months over a running number of months, the day cut to the
# target month's length (never interval arithmetic).
_DAYS = "cast({{day}} + cast({{count}} * {days} as integer) as date)"
_INDEX = "(extract(year from {{day}}) * 12 + extract(month from {{day}}) - 1 + {{count}} * {months})"
_FIRST = f"make_date(cast({_INDEX} // 12 as bigint), cast({_INDEX} % 12 + 1 as bigint), 1)"
_DAY_OF_MONTH = f"least(extract(day from {{{{day}}}}), extract(day from last_day({_FIRST})))"
_MONTHS = f"cast({_FIRST} + cast({_DAY_OF_MONTH} - 1 as integer) as date)"
_SHIFTED = {
    Grain.DAY: _DAYS.format(days=1),
    Grain.WEEK: _DAYS.format(days=7),
    Grain.MONTH: _MONTHS.format(months=1),
    Grain.QUARTER: _MONTHS.format(months=3),
    Grain.YEAR: _MONTHS.format(months=12),
}

_CALENDAR_AGES = {
    "aged": """
    select c.account_id, c.period, c.segment, cast(p.place - c.place as integer) as age,
        p.period as age_from, p.period_instant as age_until, p.complete as observed
    from cohorts c join periods p on p.place >= c.place""",
}

# Ages in periods of another length than the cohorts': each account is 0 in the period in which it began. A cell is
# observed once that age is over for the cohort's youngest.
_OTHER_AGES = {
    "age_periods": """
    select unnest($age_from::date[]) as age_from, unnest($age_end::date[]) as age_end,
        unnest($age_until::date[]) as age_until, unnest($age_is_over::boolean[]) as is_over,
        unnest($age_place::bigint[]) as place""",
    "placed": """
    select c.account_id, c.period, c.segment, a.place,
        max(a.place) over (partition by c.period, c.segment) as youngest
    from cohorts c join age_periods a on c.began_on >= a.age_from and c.began_on < a.age_end""",
    "aged": """
    select p.account_id, p.period, p.segment, cast(a.place - p.place as integer) as age, a.age_from, a.age_until,
        coalesce(y.is_over, false) as observed
    from placed p
    join age_periods a on a.place >= p.place
    left join age_periods y on y.place = p.youngest + a.place - p.place""",
}

# Ages from each one's own first day. Months are counted by whole numbers, the day cut to the month's length.
_OWN_STRETCHES = """
    select c.*, cast(k.age as integer) as age, {shift_from} as age_from, {shift_until} as age_until,
        {shift_youngest} as youngest_until
    from cohorts c cross join (select unnest(range(0, $most_ages)) as age) k"""
_OWN_AGES = """
    select account_id, period, segment, age, age_from, age_until, youngest_until <= $as_of + 1 as observed
    from steps where age_from <= $as_of"""


def ages_are_periods(context: Context) -> bool:
    """Whether each age is a period of the scope, from its first day `age_from` on."""
    return context.text("age") == "calendar" and _grain(context) is context.scope.grain


def cohort_age_ctes(context: Context) -> dict[str, str]:
    """CTEs that end with `aged` (account_id, period, segment, age, age_from, age_until, observed), made from
    `cohorts` (account_id, began_on, period, place, segment, youngest_on), as the settings `age` and `ages_by` ask."""
    if context.text("age") == "own":
        return _own_age_ctes(_grain(context))
    return _CALENDAR_AGES if ages_are_periods(context) else _OTHER_AGES


def cohort_ages_parameters(context: Context) -> dict[str, Parameter]:
    """The parameters of these CTEs."""
    periods, known_until = _periods(context, _grain(context)), context.as_of + timedelta(days=1)
    return {
        "most_ages": len(periods),
        "age_from": [period.start for period in periods],
        "age_end": [period.end for period in periods],
        "age_until": [min(period.end, known_until) for period in periods],
        "age_is_over": [period.complete for period in periods],
        "age_place": list(range(len(periods))),
    }


def _grain(context: Context) -> Grain:
    setting = context.text("ages_by")
    return context.scope.grain if setting == "period" else Grain(setting)


def _periods(context: Context, grain: Grain) -> tuple[Period, ...]:
    """The periods of a grain from the data's first day to the scope's end."""
    start, end, as_of = context.scope.window()
    calendar = replace(context.scope.calendar, grain=grain)
    first = period_start(min(context.span.first, start), calendar)
    return periods_between(first, end, calendar, as_of)


def _own_age_ctes(grain: Grain) -> dict[str, str]:
    steps_sql = _OWN_STRETCHES.format(
        shift_from=_SHIFTED[grain].format(day="c.began_on", count="k.age"),
        shift_until=_SHIFTED[grain].format(day="c.began_on", count="(k.age + 1)"),
        shift_youngest=_SHIFTED[grain].format(day="c.youngest_on", count="(k.age + 1)"),
    )
    return {"steps": steps_sql, "aged": _OWN_AGES}
