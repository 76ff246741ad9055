"""Lifetime value at a constant churn: what a customer pays in a period, over the share lost in one.

The simple value is that of MRR and monthly churn.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from csm_core.facts.scoped.query import Query
from csm_core.metrics.customers.first_spells import tables_by_day
from csm_core.metrics.estimates.arrays import floats
from csm_core.metrics.framework.context import Context
from csm_core.metrics.lifetime_value.calc.valued import (
    Cell,
    Modelled,
    Valued,
    account_cells,
    behind,
    cell,
    number,
    segments_of,
    terms_in,
    terms_of,
)
from csm_core.periods import add_months
from csm_core.stats.arrays import FloatArray
from csm_core.stats.clv import ClvTerms, constant_churn_lifetime, monthly_rate
from csm_core.stats.intervals import Interval, wilson
from csm_core.stats.likelihood import NotFitted
from csm_core.stats.product_interval import positive_mean, product_interval
from csm_core.units import write_percent

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


def constant_churn(
    rows: pa.Table, method: str, terms: ClvTerms, period_months: float
) -> dict[str | None, Valued | NotFitted]:
    """The value of a customer, by segment.

    Parameters
    ----------
    rows : segment, account_id, account_name, `amount` (what the account pays in a period; null where the row tells
        of churn) and `lost` (0 or 1 for an account at risk in a period; null where the row tells of money)
    period_months : how long such a period is
    """
    return {
        segment: _valued(segment_rows, method, terms, period_months) for segment, segment_rows in segments_of(rows)
    }


def constant_churn_value(rows: pa.Table) -> float | None:
    """The value of a cell from its rows."""
    terms, period = terms_in(rows), number(rows, "period_months")
    match rows.column("measure")[0].as_py():
        case "account":
            churn = rows.column("churn")[0].as_py()
            return float(rows.column("amount")[0].as_py()) * terms.margin / churn if churn else None
        case "within_horizon":
            return _within(_amount(rows), _churn(rows), terms, period).value
        case _:
            return _unbounded(_amount(rows), _churn(rows), terms).value


def _valued(rows: pa.Table, method: str, terms: ClvTerms, period: float) -> Valued | NotFitted:
    amount, churn = _amount(rows), _churn(rows)
    if amount.value is None:
        return NotFitted("nobody pays at the end")
    if churn.value is None:
        return NotFitted("no customer has been observed for a whole period yet, so churn is unknown")
    paying = rows.filter(pc.is_valid(rows.column("amount")))
    money = floats(paying, "amount")
    length = _lifetime(churn)
    value = money * terms.margin * length.value if length.value is not None else np.full(money.size, np.nan)
    low, high = (
        np.full(money.size, np.nan) if b is None else money * terms.margin * b for b in (length.low, length.high)
    )
    endless = "Nobody was lost, so this lifetime has no limit; see the value within the horizon."
    cells: list[Cell] = [
        cell("clv", _unbounded(amount, churn, terms), None if churn.value else endless),
        cell("within_horizon", _within(amount, churn, terms, period)),
        *account_cells(paying, value, low, high, endless),
    ]
    parts = [behind(rows, measure, method, terms, period_months=period) for measure in ("clv", "within_horizon")]
    parts.append(behind(paying, "account", method, terms, period_months=period, churn=churn.value))
    return Valued(cells, pa.concat_tables(parts, promote_options="default"), notes=_notes(churn, terms, period))


def _notes(churn: Interval, terms: ClvTerms, period: float) -> tuple[str, ...]:
    each = "month" if period == 1 else f"{period:g} months"
    lost = "—" if churn.value is None else write_percent(churn.value, 2)
    rate = write_percent(terms.discount_rate_year)
    note = (
        f"Churn {lost} each {each}, over {churn.n:g} customers at its start. The value "
        f"has no horizon and no discount; beside it, within {terms.horizon_months} months at {rate} a year."
    )
    return (note,)


def _amount(rows: pa.Table) -> Interval:
    return positive_mean(_without_gaps(rows, "amount"))


def _churn(rows: pa.Table) -> Interval:
    lost = _without_gaps(rows, "lost")
    return wilson(float(lost.sum()), float(lost.size))


def _without_gaps(rows: pa.Table, column: str) -> FloatArray:
    return floats(rows.filter(pc.is_valid(rows.column(column))), column)


def _lifetime(churn: Interval) -> Interval:
    """1 ÷ churn, in periods; without value where nobody was lost."""
    if not churn.value:
        return Interval(None, None, None, churn.n)
    return Interval(
        1.0 / churn.value, 1.0 / churn.high if churn.high else None, 1.0 / churn.low if churn.low else None, churn.n
    )


def _unbounded(amount: Interval, churn: Interval, terms: ClvTerms) -> Interval:
    return _scaled(product_interval([amount, _lifetime(churn)], amount.n), terms.margin)


def _within(amount: Interval, churn: Interval, terms: ClvTerms, period: float) -> Interval:
    """Discounted, over the horizon: as much each month, lost at the monthly share that compounds to the churn."""
    rate = monthly_rate(terms.discount_rate_year)

    def months(share: float | None) -> float | None:
        if share is None:
            return None
        return constant_churn_lifetime(1.0 - (1.0 - share) ** (1.0 / period), rate, terms.horizon_months)

    length = Interval(months(churn.value), months(churn.high), months(churn.low), churn.n)
    return _scaled(product_interval([amount, length], amount.n), terms.margin / period)


def _scaled(interval: Interval, factor: float) -> Interval:
    value, low, high = (
        None if each is None else each * factor for each in (interval.value, interval.low, interval.high)
    )
    return Interval(value, low, high, interval.n)


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
