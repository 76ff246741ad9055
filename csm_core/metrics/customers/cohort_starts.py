"""Who began when, as CTEs of a query: `began` (account_id, began_on, is_late); `cohorts` and `late` made of it."""

from __future__ import annotations

import pyarrow as pa

from csm_core.facts.scoped.query import Query
from csm_core.metrics.framework.context import Context
from csm_core.store.workspace import Parameter
from csm_core.text.plural import plural

# Whoever is there in the data's very first period may have come long before, unless the CRM says when.
_FIRST_SEEN = """
    select u.account_id, u.began_on,
        u.began_on < (select min(p.period_end) from periods p where p.period_end > {first})
        and not coalesce(a.start_on >= (select max(p.period) from periods p where p.period <= {first}), false)
        as is_late
    from uses u left join account_list a on a.account_id = u.account_id
"""
_PAID = "select account_id, first_paid_on as began_on, truncated as is_late from account_starts"

# `late` were there before the data begins: they must not make a giant first cohort. Cohorts are those shown, so that
# what is pooled over them is what stands above it; where none is, those before.
_COHORTS = {
    "late": """
    select b.account_id from began b join periods p on b.began_on >= p.period and b.began_on < p.period_end
    join members m on m.account_id = b.account_id and m.valid_from <= b.began_on and b.began_on < m.valid_to
    where b.is_late""",
    "begun": """
    select b.account_id, b.began_on, p.period, p.place, p.shown, m.segment
    from began b
    join periods p on b.began_on >= p.period and b.began_on < p.period_end
    join members m on m.account_id = b.account_id and m.valid_from <= b.began_on and b.began_on < m.valid_to
    where not b.is_late""",
    "cohorts": """
    select account_id, began_on, period, place, segment,
        max(began_on) over (partition by period, segment) as youngest_on
    from begun where shown or not exists (select 1 from begun where shown)""",
    "final_rates": "select currency, rate from rates where instant = (select max(instant) from instants)",
    "firsts": """
    select s.account_id, sum(cast(s.amount * r.rate as decimal(18, 4))) as amount
    from starting_lines s join final_rates r on r.currency = s.currency group by s.account_id""",
}

BY_PAYMENT = {"began": _PAID, **_COHORTS}
BY_ACTIVITY = {
    "uses": "select account_id, min(used_on) as began_on from account_days group by account_id",
    "began": _FIRST_SEEN.format(first="(select min(began_on) from uses)"),
    **_COHORTS,
}
# Of whom no recurring revenue is known, the first bill of which something is left; where nothing is left of any, as
# all was paid back, the first one.
BY_BILL = {
    "uses": """
    select account_id, coalesce(min(case when amount > 0 then billed_on end), min(billed_on)) as began_on
    from every_amount
    where amount >= 0 and account_id not in (select account_id from account_starts) group by account_id""",
    "began": f"{_PAID} union all {_FIRST_SEEN.format(first='(select min(billed_on) from every_amount)')}",
    **_COHORTS,
}


def earlier_notes(context: Context, cells: pa.Table) -> tuple[str, ...]:
    """That no cohort begins in the dates shown, so that the average is of those before."""
    start, _, _ = context.scope.window()
    periods = [period for period in cells.column("period").to_pylist() if period is not None]
    if not periods or max(periods) >= start:
        return ()
    return ("No cohort begins in the dates shown; the average covers earlier cohorts.",)


def late_sentences(context: Context, cell_ctes: dict[str, str], parameters: dict[str, Parameter]) -> tuple[str, ...]:
    """How many accounts were customers before the data begins: they are no cohort of its first period."""
    late = context.table(Query("select count(*) as n from late", cell_ctes), **parameters).to_pylist()[0]["n"]
    if not late:
        return ()
    return (f"In no cohort, as they started before the data on an unknown date: {plural(late, 'account')}.",)
