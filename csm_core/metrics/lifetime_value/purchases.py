"""What accounts bought and when, from invoices and payments: one occasion an account and day."""

from __future__ import annotations

from datetime import timedelta

from csm_core.metrics.context import Context
from csm_core.plural import plural
from csm_core.store import Parameter

# The text that a statement over occasions begins with. Bills of one day are one purchase; what a day's refunds
# outweigh is none. Money is in today's exchange rates, so that a rate is not taken for a change of habits.
OCCASIONS = """
with occasions as (
    select b.account_id, b.billed_on,
        cast(sum((coalesce(b.total, b.amount_paid) - coalesce(b.amount_refunded, 0)) * r.rate) as double) as amount
    from bills b join rates r on r.instant = $end_instant and r.currency = coalesce(b.currency, $currency)
    where b.account_id is not null and b.billed_on <= $as_of
    group by b.account_id, b.billed_on
    having sum((coalesce(b.total, b.amount_paid) - coalesce(b.amount_refunded, 0)) * r.rate) > 0
),
placed as (
    select *, row_number() over (partition by account_id order by billed_on) as place,
        min(billed_on) over (partition by account_id) as first_on
    from occasions
)
"""

_LEFT_OUT = """
select count(*) filter (where b.account_id is null) as nobodys,
    count(*) filter (where b.account_id is not null and r.rate is null) as foreign
from bills b left join rates r on r.instant = $end_instant and r.currency = coalesce(b.currency, $currency)
"""


def end_of(context: Context) -> dict[str, Parameter]:
    """The parameters that `OCCASIONS` needs: the day after the last one, at whose rates money is counted."""
    end = context.as_of + timedelta(days=1)
    return {"end_instant": end, "instants": [end], "fx_fixed": True}


def unusable_bills(context: Context) -> tuple[str, ...]:
    """How many bills are left out and why, in sentences; nothing where none."""
    counts = context.table(_LEFT_OUT, **end_of(context)).to_pylist()[0]
    found = []
    if counts["nobodys"]:
        found.append(f"Left out, of no known account: {plural(counts['nobodys'], 'bill')}.")
    if counts["foreign"]:
        found.append(f"Left out, in a currency without an exchange rate: {plural(counts['foreign'], 'bill')}.")
    return tuple(found)
