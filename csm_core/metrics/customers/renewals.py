"""Which terms came up for renewal, and what became of them: renewed, lost, or not decided yet."""

from __future__ import annotations

import pyarrow as pa

from csm_core.facts.scoped.query import Query
from csm_core.metrics.customers.renewal_worth import TERMS, WORTH
from csm_core.metrics.framework.context import Context
from csm_core.metrics.framework.declare import Setting
from csm_core.metrics.money.revenue_settings import REVENUE_SETTINGS

# A renewal is decided at the end of the term, whenever the wish to leave was told, and by lines that bill a fixed
# amount.
_SHARED = ("discounts", "paused", "fx")
GRACE = Setting(
    "grace_days", "Days after the end of a term in which paying again still counts as renewed", 30, (0, 366), "days"
)
RENEWAL_SETTINGS: tuple[Setting, ...] = (
    GRACE,
    Setting("shortest_months", "Shortest term counted, in months; 1 includes monthly terms", 2, (1, 60), "months"),
    *(setting for setting in REVENUE_SETTINGS if setting.name in _SHARED),
)

# served: stretches in which an account paid, or was on a pause. The ledger's gaps within a grace are none.
# due: each end of a term of an account that was served since the end before it (else it was lost at that one).
#   eve: the last day served before it. back_on: from which day on service went on, known from a day after the end.
#   state: who is gone before the term ends is lost at its end. Until the grace is over, all are open: those who renew
#   would be known at once, those who do not only then, and a rate of the early ones alone would always be high.
SERVED = {
    "served": """
    select account_id, currency, valid_from, valid_to, amount, interval_id from ledger
    where (amount > 0 or is_held) and known_on <= valid_from and not is_metered""",
}
RENEWALS = {
    **SERVED,
    "ends": """
    select account_id, ends_on, lag(ends_on) over (partition by account_id order by ends_on) as previous_on
    from contract_terms where coalesce(months, $shortest_months) >= $shortest_months""",
    "seen": """
    select e.account_id, e.ends_on, e.previous_on, max(s.valid_to) as served_to
    from ends e
    join account_starts a on a.account_id = e.account_id and a.first_paid_on < e.ends_on
    join served s on s.account_id = e.account_id and s.valid_from < e.ends_on
    group by e.account_id, e.ends_on, e.previous_on
    having e.previous_on is null or max(s.valid_to) > e.previous_on + 1""",
    "back": """
    -- Exports that write the moment of an end keep service through that day: only what goes on after it was renewed.
    select e.account_id, e.ends_on, min(greatest(s.valid_from, e.ends_on + 1)) as back_on
    from seen e
    join served s on s.account_id = e.account_id and s.valid_to > e.ends_on + 1
        and s.valid_from <= least(e.ends_on + greatest($grace_days::integer, 1), $as_of::date)
    where e.ends_on <= $as_of::date
    group by e.account_id, e.ends_on""",
    "due": """
    select e.account_id, e.ends_on, least(e.served_to, e.ends_on) - 1 as eve, b.back_on,
        case when $as_of::date < e.ends_on + greatest($grace_days::integer, 1) then 'open'
            when b.back_on is not null then 'renewed' else 'lost' end as state
    from seen e
    left join back b on b.account_id = e.account_id and b.ends_on = e.ends_on
    where e.ends_on <= $as_of::date or e.served_to > $as_of::date""",
}

# One row an account and period: from before its first term of the period to after its last one.
_CTES = {
    **RENEWALS,
    "cases": """
    select p.period as case_on, p.period_instant as rate_on, d.account_id, min(d.ends_on) as first_on,
        max(d.ends_on) as ends_on, arg_max(d.state, row(d.ends_on, d.state)) as state
    from periods p join due d on p.period <= d.ends_on and d.ends_on < p.period_end
    where p.shown group by p.period, p.period_instant, d.account_id""",
    **TERMS,
    **WORTH,
}
_OF_TERMS = Query(
    """
    select c.case_on as period, m.segment, c.account_id, n.account_name, c.ends_on, c.state,
        cast(case when c.state <> 'open' and w.mrr_after is not null then w.mrr_due end as double) as due,
        cast(case c.state when 'renewed' then w.mrr_after when 'lost' then 0 end as double) as after,
        cast(w.mrr_due as double) as mrr_due
    from cases c
    join worth w on w.case_on = c.case_on and w.account_id = c.account_id
    join members m on m.account_id = c.account_id and m.valid_from < c.first_on and c.first_on <= m.valid_to
    join account_names n on n.account_id = c.account_id
    order by c.case_on, m.segment, due desc nulls last, c.account_id""",
    _CTES,
)

# A deal whose day is still to come is open, whatever its stage says by now. Amounts are those of the deals decided.
_OF_DEALS_CTES = {
    "told": """
    select p.period, d.account_id, d.closes_on,
        case when d.closes_on <= $as_of then d.outcome else 'open' end as outcome,
        cast(d.amount * r.rate as decimal(18, 4)) as amount
    from periods p
    join renewal_deals d on p.period <= d.closes_on and d.closes_on < p.period_end
    left join rates r on r.instant = p.period_instant and r.currency = d.currency
    where p.shown""",
    "cases": """
    select period, account_id, max(closes_on) as ends_on,
        case when bool_or(outcome = 'won') then 'renewed' when bool_or(outcome = 'open') then 'open' else 'lost' end
            as state,
        sum(case when outcome <> 'open' then amount end) as due,
        sum(case when outcome = 'won' then amount when outcome = 'lost' then 0 end) as after
    from told group by period, account_id""",
}
_OF_DEALS = Query(
    """
    select c.period, m.segment, c.account_id, n.account_name, c.ends_on, c.state, cast(c.due as double) as due,
        cast(c.after as double) as after
    from cases c
    join members m on m.account_id = c.account_id and m.valid_from <= c.ends_on and c.ends_on < m.valid_to
    join account_names n on n.account_id = c.account_id
    order by c.period, m.segment, due desc nulls last, c.account_id""",
    _OF_DEALS_CTES,
)


def renewal_cases(context: Context) -> pa.Table:
    """One row an account and period with a term (or a deal) in it: period, segment, account_id, account_name,
    ends_on, state (renewed, lost, open), `due` (money up for renewal, once decided) and `after` (what it became);
    of terms also `mrr_due`, decided or not."""
    if context.variant.name == "opportunities":
        return context.table(_OF_DEALS)
    return context.table(_OF_TERMS, **renewal_parameters(context))


def renewal_parameters(context: Context) -> dict[str, int]:
    """The parameters of `RENEWALS`."""
    return {name: context.whole(name) for name in ("grace_days", "shortest_months")}
