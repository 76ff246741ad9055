"""Historic lifetime value: the margin that customers have brought so far."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from csm_core.facts.scoped.query import Query
from csm_core.metrics.customers.first_spells import days
from csm_core.metrics.customers.tenure import elapsed_months
from csm_core.metrics.estimates.arrays import floats
from csm_core.metrics.estimates.value_of import mean_of
from csm_core.metrics.framework.context import Context
from csm_core.metrics.lifetime_value.calc.purchases import OCCASIONS, end_of, unusable_bills
from csm_core.metrics.lifetime_value.calc.valued import (
    Modelled,
    Valued,
    account_cells,
    behind,
    cell,
    segments_of,
    terms_in,
    terms_of,
)
from csm_core.stats.clv import ClvTerms
from csm_core.stats.intervals import Interval
from csm_core.stats.ratio_interval import Kind, ratio_interval

_CTES = {
    **OCCASIONS,
    "brought": """
    select account_id, min(first_on) as first_on, sum(amount) as amount from placed group by account_id""",
}
_BILLED = Query(
    """
    select m.segment, b.account_id, n.account_name, b.first_on, cast(b.amount as double) as amount
    from brought b
    join members m on m.account_id = b.account_id and m.valid_from <= b.first_on and b.first_on < m.valid_to
    left join account_names n on n.account_id = b.account_id
    order by m.segment, b.account_id""",
    _CTES,
)

# Every stretch of every account, as far as it has gone.
_SUBSCRIBED = Query("""
    select m.segment, l.account_id, n.account_name, s.first_paid_on as first_on, l.valid_from,
        least(l.valid_to, $as_of::date + 1) as valid_to, cast(l.amount as double) * r.rate as mrr
    from ledger l
    join rates r on r.instant = $end_instant and r.currency = l.currency
    join account_starts s on s.account_id = l.account_id
    join members m on m.account_id = l.account_id and m.valid_from <= s.first_paid_on and s.first_paid_on < m.valid_to
    left join account_names n on n.account_id = l.account_id
    where l.amount <> 0 order by m.segment, l.account_id, l.valid_from, l.valid_to, l.amount""")


def historic_clv(context: Context) -> Modelled:
    """What came in for each customer so far × margin, from invoices if loaded, else from month-end MRR."""
    terms = terms_of(context)
    if "invoices" in context.workspace.row_counts():
        rows, note = context.table(_BILLED, **end_of(context)), "Counted from invoices, less refunds."
        left_out = unusable_bills(context)
    else:
        rows = _earned(context.table(_SUBSCRIBED, **end_of(context)))
        note, left_out = "No invoices are loaded, so this is MRR × months so far, to the day.", ()
    return Modelled(
        {segment: _valued(segment_rows, terms, note) for segment, segment_rows in segments_of(rows)}, left_out
    )


def historic_value(rows: pa.Table) -> float | None:
    """The value of a cell from its rows."""
    mean = mean_of(rows, "amount")
    return None if mean is None else mean * terms_in(rows).margin


def _valued(rows: pa.Table, terms: ClvTerms, note: str) -> Valued:
    money = floats(rows, "amount")
    mean = ratio_interval(money, np.ones(money.size), Kind.AMOUNT)
    value, low, high = (None if each is None else each * terms.margin for each in (mean.value, mean.low, mean.high))
    cells = [
        cell("clv", Interval(value, low, high, mean.n)),
        *account_cells(rows, money * terms.margin, float("nan"), float("nan")),
    ]
    parts = [behind(rows, measure, "historic", terms) for measure in ("clv", "account")]
    return Valued(
        cells, pa.concat_tables(parts), notes=(f"{note} A mean over all customers so far, present and past.",)
    )


def _earned(stretches: pa.Table) -> pa.Table:
    """One row an account: MRR × months, summed over its stretches."""
    months = elapsed_months(days(stretches, "valid_from"), days(stretches, "valid_to"))
    accounts = np.array(stretches.column("account_id").to_pylist(), dtype=np.str_)
    _, first, index = np.unique(accounts, return_index=True, return_inverse=True)
    amount = np.bincount(index, weights=months * floats(stretches, "mrr"), minlength=first.size)
    rows = stretches.select(["segment", "account_id", "account_name", "first_on"]).take(first)
    return rows.append_column("amount", pa.array(amount, pa.float64()))
