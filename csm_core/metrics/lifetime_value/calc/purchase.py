"""Lifetime value of buyers at a constant rate: average purchase × purchase frequency × lifespan."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pyarrow as pa

from csm_core.facts.scoped.query import Query
from csm_core.metrics.customers.tenure import elapsed_months
from csm_core.metrics.framework.context import Context
from csm_core.metrics.lifetime_value.calc.constant_churn import constant_churn
from csm_core.metrics.lifetime_value.calc.purchases import OCCASIONS, end_of, unusable_bills
from csm_core.metrics.lifetime_value.calc.valued import Modelled, Valued, terms_of
from csm_core.periods import add_months
from csm_core.stats.likelihood import NotFitted

# What each buyer of the last stretch bought in it, and who of the buyers of the stretch before was lost.
_CTES = {
    **OCCASIONS,
    "latest": """
    select account_id, max(first_on) as first_on, sum(amount) as amount, count(*) as purchases
    from placed where billed_on >= $latest_from group by account_id""",
    "earlier": """
    select account_id, max(first_on) as first_on from placed
    where billed_on >= $earlier_from and billed_on < $latest_from group by account_id""",
    "told": """
    select account_id, first_on, amount, purchases, cast(null as integer) as lost from latest
    union all
    select e.account_id, e.first_on, null, null, cast(l.account_id is null as integer)
    from earlier e left join latest l on l.account_id = e.account_id""",
}
_ROWS = Query(
    """
    select m.segment, t.account_id, n.account_name, t.purchases, cast(t.amount as double) as amount, t.lost
    from told t
    join members m on m.account_id = t.account_id and m.valid_from <= t.first_on and t.first_on < m.valid_to
    left join account_names n on n.account_id = t.account_id
    order by m.segment, t.lost nulls first, t.account_id""",
    _CTES,
)


_FIRST = Query("select min(billed_on) as first_on from bills")


def purchase_rate_clv(context: Context) -> Modelled:
    """What a buyer of the last stretch of months bought, over the share of the stretch before that did not buy again.

    Average purchase × purchases a buyer is what a buyer brings in a stretch; the lifespan, in stretches, is 1 ÷ the
    share lost. A stretch is `purchase_months`, or half of the data where that is shorter.
    """
    parameters = end_of(context)
    end = context.as_of + timedelta(days=1)
    first = context.table(_FIRST).column("first_on")[0].as_py()
    if first is None:
        return Modelled({})
    seen = elapsed_months(np.array([first], dtype="datetime64[D]"), np.array([end], dtype="datetime64[D]"))[0]
    stretch = max(1, min(context.whole("purchase_months"), int(seen // 2)))
    rows = context.table(
        _ROWS, latest_from=add_months(end, -stretch), earlier_from=add_months(end, -2 * stretch), **parameters
    )
    by_segment = constant_churn(rows, "purchase", terms_of(context), float(stretch))
    return Modelled(
        {segment: _with_factors(valued, rows, segment, stretch) for segment, valued in by_segment.items()},
        unusable_bills(context),
    )


def _with_factors(
    valued: Valued | NotFitted, rows: pa.Table, segment: str | None, stretch: int
) -> Valued | NotFitted:
    """With the three factors in words."""
    if isinstance(valued, NotFitted):
        return valued
    segment_rows = [row for row in rows.to_pylist() if row["segment"] == segment]
    bought = [row for row in segment_rows if row["amount"] is not None]
    purchases = sum(row["purchases"] for row in bought)
    lost = [row["lost"] for row in segment_rows if row["lost"] is not None]
    # To three places, so that the factors give the product that stands beside them.
    lifespan = f"{round(stretch * len(lost) / sum(lost) / 12, 3):,} years" if sum(lost) else "no end in sight"
    note = (
        f"Average purchase {sum(row['amount'] for row in bought) / purchases:,.2f} × "
        f"{round(purchases / len(bought) * 12 / stretch, 3):,} purchases a year × lifespan {lifespan}; a customer "
        f"that bought nothing for {stretch} months counts as lost."
    )
    return replace(valued, notes=(note, *valued.notes))
