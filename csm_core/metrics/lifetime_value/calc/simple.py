"""The simple lifetime value: ARPA × margin ÷ monthly churn."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta

from csm_core.facts.scoped.query import Query
from csm_core.metrics.customers.first_spells import tables_by_day
from csm_core.metrics.framework.context import Context
from csm_core.metrics.lifetime_value.calc.constant_churn import constant_churn
from csm_core.metrics.lifetime_value.calc.valued import Modelled, terms_of
from csm_core.periods import add_months

# Who pays how much at the end of each day, and who of the customers at the start of each month before it was lost in
# the month: all as it could be known on that day.
_CTES = {
    "months": """
    select unnest($day_of_month::date[]) as day, unnest($month_start::date[]) as month,
        unnest($month_end::date[]) as month_end""",
    "known_lines": """
    select d.day, l.account_id, l.valid_from, l.valid_to
    from (select unnest($days::date[]) as day) d
    join ledger_versions l on l.valid_from <= d.day and l.known_on <= d.day and d.day < l.known_until
    where l.amount > 0 or l.is_held""",
    "customers": """
    select distinct m.day, m.month, l.account_id from months m
    join known_lines l on l.day = m.day and l.valid_from < m.month and m.month <= l.valid_to""",
    "kept": """
    select distinct m.day, m.month, l.account_id from months m
    join known_lines l on l.day = m.day and l.valid_from < m.month_end and m.month_end <= l.valid_to""",
    "stated": """
    select instant - 1 as day, account_id, cast(null as date) as month, instant - 1 as stands_on,
        cast(sum(mrr) as double) as amount, cast(null as integer) as lost
    from states_as_known where instant = any($instants::date[]) group by account_id, instant having sum(mrr) > 0
    union all
    select c.day, c.account_id, c.month, c.month - 1, null, cast(k.account_id is null as integer)
    from customers c left join kept k on k.day = c.day and k.account_id = c.account_id and k.month = c.month""",
}
_ROWS = Query(
    """
    select t.day, m.segment, t.account_id, n.account_name, t.month, t.amount, t.lost
    from stated t
    join members m on m.account_id = t.account_id and m.valid_from <= t.stands_on and t.stands_on < m.valid_to
    left join account_names n on n.account_id = t.account_id
    order by t.day, m.segment, t.month nulls first, t.account_id""",
    _CTES,
)


def simple_clv(context: Context) -> Modelled:
    """ARPA at the end, and the churn pooled over the last whole months: lost in a month ÷ customers at its start."""
    return simple_clv_by_day(context, [context.as_of])[context.as_of]


def simple_clv_by_day(context: Context, as_of: Collection[date]) -> Mapping[date, Modelled]:
    """For each of these days the same, as it could be known on it."""
    days = sorted(as_of)
    back = context.whole("churn_months")
    edges = {day: [add_months(_first_of_next(day), -each) for each in range(back, -1, -1)] for day in days}
    rows = context.table(
        _ROWS,
        days=days,
        day_of_month=[day for day in days for _ in range(back)],
        month_start=[edge for day in days for edge in edges[day][:-1]],
        month_end=[edge for day in days for edge in edges[day][1:]],
        instants=[day + timedelta(days=1) for day in days],
        fx_fixed=False,
    )
    terms = terms_of(context)
    return {
        day: Modelled(constant_churn(day_rows, "simple", terms, 1.0))
        for day, day_rows in tables_by_day(rows, days).items()
    }


def _first_of_next(day: date) -> date:
    """The first of the month of the day after: the month before it is over."""
    return (day + timedelta(days=1)).replace(day=1)
