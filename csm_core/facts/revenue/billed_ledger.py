"""What of the ledger is told by bills alone: stretches that are paid for, and the waits between and after them.

A customer whose bill is due may only be late. As long as its idle time has not passed, it counts as before; once it
has, it was lost at the end of what it had paid for. A later bill within the idle time fills the gap.
"""

from __future__ import annotations

from csm_core.facts.revenue.line_ends import OPEN

# Parameters: $invoice_revenue ('spread' or 'month'), $idle_intervals and $idle_days.
_SQL = f"""
billed as (select * from {{facts}}.billed_stretches where invoice_revenue = $invoice_revenue),
covered as (
    select payer, begins, max(ends) over (
            partition by payer order by begins, ends, stretch_id rows unbounded preceding) as paid_until,
        lead(begins) over (partition by payer order by begins, ends, stretch_id) as next_begins,
        max(last_on) over (partition by payer order by begins, ends, stretch_id rows unbounded preceding) as last_on,
        usual_days
    from billed
),
waited as (
    select payer, paid_until, next_begins, greatest(paid_until + 1, last_on + cast(
        greatest($idle_days, ceil($idle_intervals * coalesce(usual_days, 0))) as integer)) as idle_until
    from covered where next_begins is null or next_begins > paid_until
),
billed_lines as (
    select account_id, currency, begins as valid_from, ends as valid_to, amount, false as is_waiting,
        {OPEN} as known_until
    from billed
    union all
    -- Where a bill pays for its month, nothing is billed in the months between, and nothing is lost.
    select b.account_id, b.currency, w.paid_until, least(w.idle_until, coalesce(w.next_begins, w.idle_until)),
        b.amount, $invoice_revenue = 'month',
        case when w.next_begins <= w.idle_until then {OPEN} else w.idle_until end
    from waited w join billed b on b.payer = w.payer and b.ends = w.paid_until
)"""


def billed_sql(facts: str) -> str:
    """SQL: the CTE `billed_lines`, of account_id, currency, valid_from, valid_to, amount, is_waiting and known_until.

    A row with `known_until` stands only for who looks before that day: after it, the wait was in vain.
    """
    return _SQL.format(facts=facts)
