"""When each account was a customer, as stretches of days: where the absence of use means something."""

from __future__ import annotations

from csm_core.facts.scoped.query import Query
from csm_core.metrics.framework.context import Context
from csm_core.metrics.money.revenue_settings import RECURRING

# While something is paid or held (a pause, a gap within the grace), whatever the product: lines that touch are one.
# Lines of the same days are told once, so that there is one order of them. The last table is `stretches`.
PAYING = {
    "live_lines": "select distinct account_id, valid_from, valid_to from ledger where amount > 0 or is_held",
    "live_reaches": """
    select account_id, valid_from, valid_to,
        max(valid_to) over (partition by account_id order by valid_from, valid_to
            rows between unbounded preceding and 1 preceding) as reached
    from live_lines""",
    "live_islands": """
    select account_id, valid_from, valid_to,
        sum(case when reached is null or valid_from > reached then 1 else 0 end) over (
            partition by account_id order by valid_from, valid_to rows unbounded preceding) as island
    from live_reaches""",
    "live_whole": """
    select account_id, min(valid_from) as live_from, max(valid_to) as live_to from live_islands
    group by account_id, island""",
    # The CRM's end ends what had begun before it: what begins later is a return.
    "stretches": """
    select w.account_id, w.live_from,
        case when w.live_from < a.ended_on then least(w.live_to, a.ended_on) else w.live_to end as live_to
    from live_whole w join account_list a on a.account_id = w.account_id""",
}
# Without any revenue, from the start that the CRM tells or from the first use, until the end that it tells.
_LIVE = {
    "stretches": """
    select a.account_id, coalesce(a.started_on, u.first_on, s.first_on) as live_from,
        coalesce(a.ended_on, date '9999-12-31') as live_to
    from account_list a cross join (select min(used_on) as first_on from active_days) s
    left join (select account_id, min(used_on) as first_on from active_days group by account_id) u
        on u.account_id = a.account_id""",
}

# A row for each account, period, segment and stretch in it: `live_from` to the day before `live_until`, cut to the
# days on which use was seen and that the as-of day knows.
_PERIODS = {
    "live_periods": """
    select p.period, p.period_end, m.segment, l.account_id,
        greatest(l.live_from, m.valid_from, p.period, s.first_on) as live_from,
        least(l.live_to, m.valid_to, p.period_instant) as live_until
    from stretches l cross join usage_seen s
    join periods p on l.live_from < p.period_instant and l.live_to > p.period
    join members m on m.account_id = l.account_id
    where p.shown and p.period <= s.last_on
        and greatest(l.live_from, m.valid_from, p.period, s.first_on) < least(l.live_to, m.valid_to,
        p.period_instant)""",
}

NOBODY_LIVE = "No customer's usage was recorded in this period."


def tells_revenue(context: Context) -> bool:
    """Whether recurring revenue tells who is a customer: what says that it recurs is loaded, or bills that recur."""
    loaded = context.workspace.row_counts()
    if any(table in loaded for table in RECURRING):
        return True
    return "invoices" in loaded and bool(context.table(Query("select 1 as told from ledger limit 1")).num_rows)


def stretches_ctes(context: Context) -> dict[str, str]:
    """CTEs that end with `stretches` (account_id, live_from, live_to; `live_to` is the first day that the account
    was no customer)."""
    return PAYING if tells_revenue(context) else _LIVE


def live_ctes(context: Context) -> dict[str, str]:
    """CTEs after those of USAGE_SEEN: `stretches` (account_id, live_from, live_to) and `live_periods` (period,
    period_end, segment, account_id, live_from, live_until; shown periods only)."""
    return stretches_ctes(context) | _PERIODS
