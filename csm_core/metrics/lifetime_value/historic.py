"""Historic lifetime value: the margin that customers have brought so far."""

from __future__ import annotations

from datetime import date, timedelta

import pyarrow as pa

from csm_core.metrics.columns import floats
from csm_core.metrics.context import Context
from csm_core.metrics.lifetime_value.purchases import OCCASIONS, end_of, unusable_bills
from csm_core.metrics.lifetime_value.valued import (
    Modelled,
    Valued,
    account_cells,
    behind,
    cell,
    segments_of,
    terms_in,
    terms_of,
)
from csm_core.metrics.value_of import mean_of
from csm_core.periods import Grain, add_months, period_start
from csm_core.stats.clv import ClvTerms
from csm_core.stats.intervals import Interval
from csm_core.stats.product_interval import positive_mean

_BILLED = (
    OCCASIONS
    + """
, brought as (select account_id, min(first_on) as first_on, sum(amount) as amount from placed group by account_id)
select m.segment, b.account_id, n.account_name, b.first_on, b.amount
from brought b
join members m on m.account_id = b.account_id and m.valid_from <= b.first_on and b.first_on < m.valid_to
left join account_names n on n.account_id = b.account_id
order by m.segment, b.account_id
"""
)

# Each month that is over counts with the MRR at its end.
_SUBSCRIBED = """
with brought as (
    select account_id, cast(sum(mrr) as double) as amount from account_states
    where list_contains($month_ends::date[], instant) group by account_id having sum(mrr) > 0
)
select m.segment, b.account_id, n.account_name, s.first_paid_on as first_on, b.amount
from brought b
join account_starts s on s.account_id = b.account_id
join members m on m.account_id = b.account_id and m.valid_from <= s.first_paid_on and s.first_paid_on < m.valid_to
left join account_names n on n.account_id = b.account_id
order by m.segment, b.account_id
"""


def historic_clv(context: Context) -> Modelled:
    """What came in for each customer so far × margin, from invoices if loaded, else from month-end MRR."""
    terms = terms_of(context)
    if "invoices" in context.workspace.row_counts():
        rows, note = context.table(_BILLED, **end_of(context)), "Counted from invoices, less refunds."
        left_out = unusable_bills(context)
    else:
        ends = _month_ends(context)
        rows = context.table(_SUBSCRIBED, month_ends=ends, instants=ends, fx_fixed=True)
        note, left_out = "Counted as the MRR at each month's end, since no invoices are loaded.", ()
    return Modelled({segment: _valued(mine, terms, note) for segment, mine in segments_of(rows)}, left_out)


def historic_value(rows: pa.Table) -> float | None:
    """The value of a cell from its rows."""
    mean = mean_of(rows, "amount")
    return None if mean is None else mean * terms_in(rows).margin


def _valued(rows: pa.Table, terms: ClvTerms, note: str) -> Valued:
    money = floats(rows, "amount")
    mean = positive_mean(money)
    value, low, high = (None if each is None else each * terms.margin for each in (mean.value, mean.low, mean.high))
    cells = [
        cell("clv", Interval(value, low, high, mean.n)),
        *account_cells(rows, money * terms.margin, float("nan"), float("nan")),
    ]
    parts = [behind(rows, measure, "historic", terms) for measure in ("clv", "account")]
    return Valued(
        cells, pa.concat_tables(parts), notes=(f"{note} A mean over all customers so far, present and past.",)
    )


def _month_ends(context: Context) -> list[date]:
    """The first day after each month of the data that is over."""
    end = context.as_of + timedelta(days=1)
    first = context.all_periods[0].start if context.all_periods else end
    months, following = [], add_months(period_start(first, Grain.MONTH), 1)
    while following <= end:
        months.append(following)
        following = add_months(following, 1)
    return months
