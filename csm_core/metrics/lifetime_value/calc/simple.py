"""The simple lifetime value: ARPA × margin ÷ monthly churn."""

from __future__ import annotations

from datetime import timedelta

from csm_core.facts.scoped.query import Query
from csm_core.metrics.framework.context import Context
from csm_core.metrics.lifetime_value.calc.constant_churn import constant_churn
from csm_core.metrics.lifetime_value.calc.valued import Modelled, terms_of
from csm_core.periods import add_months

# Who pays how much at the end, and who of the customers at the start of each month was lost in it.
_CTES = {
    "months": "select unnest($month_start::date[]) as month, unnest($month_end::date[]) as month_end",
    "customers": """
    select distinct m.month, l.account_id from months m
    join ledger l on l.valid_from < m.month and m.month <= l.valid_to where l.amount > 0 or l.is_held""",
    "kept": """
    select distinct m.month, l.account_id from months m
    join ledger l on l.valid_from < m.month_end and m.month_end <= l.valid_to where l.amount > 0 or l.is_held""",
    "paying": """
    select account_id, sum(mrr) as mrr from account_states where instant = $end_instant
    group by account_id having sum(mrr) > 0""",
    "told": """
    select account_id, cast(null as date) as month, $end_instant::date - 1 as stands_on,
        cast(mrr as double) as amount, cast(null as integer) as lost
    from paying
    union all
    select c.account_id, c.month, c.month - 1, null, cast(k.account_id is null as integer)
    from customers c left join kept k on k.account_id = c.account_id and k.month = c.month""",
}
_ROWS = Query(
    """
    select m.segment, t.account_id, n.account_name, t.month, t.amount, t.lost
    from told t
    join members m on m.account_id = t.account_id and m.valid_from <= t.stands_on and t.stands_on < m.valid_to
    left join account_names n on n.account_id = t.account_id
    order by m.segment, t.month nulls first, t.account_id""",
    _CTES,
)


def simple_clv(context: Context) -> Modelled:
    """ARPA at the end, and the churn pooled over the last whole months: lost in a month ÷ customers at its start."""
    end = context.as_of + timedelta(days=1)
    last = end.replace(day=1)
    edges = [add_months(last, -back) for back in range(context.whole("churn_months"), -1, -1)]
    rows = context.table(
        _ROWS, month_start=edges[:-1], month_end=edges[1:], end_instant=end, instants=[end], fx_fixed=True
    )
    return Modelled(constant_churn(rows, "simple", terms_of(context), 1.0))
