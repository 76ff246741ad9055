"""Lifetime value at a constant churn: what a customer pays in a period, over the share lost in one."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from csm_core.metrics.estimates.arrays import floats
from csm_core.metrics.lifetime_value.calc.valued import (
    Cell,
    Valued,
    account_cells,
    behind,
    cell,
    number,
    segments_of,
    terms_in,
)
from csm_core.stats.arrays import FloatArray
from csm_core.stats.clv import ClvTerms, constant_churn_lifetime, monthly_rate
from csm_core.stats.intervals import Interval, wilson
from csm_core.stats.likelihood import NotFitted
from csm_core.stats.product_interval import positive_mean, product_interval


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
    note = (
        f"Churn {churn.value:.2%} each {each}, over {churn.n:g} customers at its start. The value has no horizon and "
        f"no discount; beside it, within {terms.horizon_months} months at {terms.discount_rate_year:.0%} a year."
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
