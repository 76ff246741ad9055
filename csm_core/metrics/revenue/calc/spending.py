"""What was spent for a purpose in each period, told by the month: a month's money lies evenly on its days."""

from __future__ import annotations

from typing import Literal

import pyarrow as pa

from csm_core.facts.scoped.query import Query
from csm_core.metrics.framework.context import Context

Purpose = Literal["retention", "acquisition"]

_CTES = {
    "told": """
    select p.period, p.period_instant, c.category, c.month_on, c.amount, c.currency,
        day(last_day(c.month_on)) as days,
        least(last_day(c.month_on) + 1, p.period_instant) - greatest(c.month_on, p.period) as inside
    from periods p join costs c on c.month_on < p.period_instant and last_day(c.month_on) >= p.period
    where p.shown and c.purpose = $purpose""",
    # A period of which some month was not told would seem cheap.
    "covered": """
    select period, sum(inside) as days, sum(share order by share) as months
    from (select distinct period, month_on, inside, inside / days as share from told) group by period""",
}
_SPENT = Query(
    """
    select t.period, t.category, t.month_on,
    cast(sum(cast(t.amount * r.rate as decimal(18, 4))) as double) * t.inside / t.days as amount,
        v.months, v.days >= t.period_instant - t.period as is_whole
    from told t
    join rates r on r.instant = t.period_instant and r.currency = t.currency
    join covered v on v.period = t.period
    group by t.period, t.period_instant, t.category, t.month_on, t.inside, t.days, v.months, v.days
    order by t.period, t.category, t.month_on""",
    _CTES,
)

COSTS_OF_ALL = "Costs are known only for all customers together. Remove split and filters to see this."
NOT_TOLD = "No costs for this period."
PARTLY_TOLD = "Costs cover only part of this period."


def spent(context: Context, purpose: Purpose) -> pa.Table:
    """period, category, month_on, amount, months (how many the period has), is_whole (all of them were told)."""
    return context.table(_SPENT, purpose=purpose)


def is_by_segment(context: Context) -> bool:
    """Whether the question is about some customers, where costs are not told apart."""
    return bool(context.scope.split or context.scope.filters)
