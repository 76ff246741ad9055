"""What accounts bought and when, from invoices and payments: one occasion an account and day."""

from __future__ import annotations

from datetime import timedelta

from csm_core.facts.scoped.query import Query
from csm_core.metrics.caveats.bill_notes import bill_notes
from csm_core.metrics.framework.context import Context
from csm_core.store.workspace import Parameter
from csm_core.text.plural import plural

# The text that a statement over occasions begins with. Bills of one day are one purchase. What was credited or paid
# back later is taken off the latest purchases before it, and one of which nothing is left is none; whoever has no
# other has one of 0. Money is in today's exchange rates, so that a rate is no change of habits.
OCCASIONS = {
    "bill_days": """
    select b.account_id, b.billed_on, sum(cast(b.amount * r.rate as decimal(18, 4))) as amount
    from bills b join rates r on r.instant = $end_instant and r.currency = b.currency
    where b.account_id is not null and b.billed_on <= $as_of and b.amount is not null
    group by b.account_id, b.billed_on""",
    "bill_sums": """
    select *, sum(amount) over (partition by account_id order by billed_on rows unbounded preceding) as so_far
    from bill_days""",
    "kept_days": """
    select account_id, billed_on, amount, min(so_far) over (partition by account_id order by billed_on
        rows between current row and unbounded following) - (so_far - amount) as kept
    from bill_sums""",
    # Of whom nothing is left is a customer all the same, since the first bill that was no credit note.
    "customers": """
    select account_id, max(kept) as most, min(case when amount >= 0 then billed_on end) as since
    from kept_days group by account_id""",
    "occasions": """
    select d.account_id, d.billed_on, greatest(d.kept, 0) as amount
    from kept_days d join customers c on c.account_id = d.account_id
    where d.kept > 0 or (c.most <= 0 and d.billed_on = c.since)""",
    "placed": """
    select *, row_number() over (partition by account_id order by billed_on) as place,
        min(billed_on) over (partition by account_id) as first_on
    from occasions""",
}

_LEFT_OUT = Query("""
    select count(*) filter (where b.account_id is null) as nobodys,
        count(*) filter (where b.account_id is not null and r.rate is null) as foreign
    from bills b left join rates r on r.instant = $end_instant and r.currency = b.currency""")

_PAID_BACK = Query("select count(*) as customers from customers where most <= 0 and since is not null", OCCASIONS)


def end_of(context: Context) -> dict[str, Parameter]:
    """The parameters that `OCCASIONS` needs: the day after the last one, at whose rates money is counted."""
    end = context.as_of + timedelta(days=1)
    return {"end_instant": end, "instants": [end], "fx_fixed": True}


def unusable_bills(context: Context) -> tuple[str, ...]:
    """How many bills are left out and why, and how many customers count with 0, in sentences; nothing where none."""
    counts = context.table(_LEFT_OUT, **end_of(context)).to_pylist()[0]
    sentences = []
    if counts["nobodys"]:
        sentences.append(f"Left out, not matched to an account: {plural(counts['nobodys'], 'bill')}.")
    if counts["foreign"]:
        sentences.append(f"Left out, in a currency without an exchange rate: {plural(counts['foreign'], 'bill')}.")
    back = context.table(_PAID_BACK, **end_of(context)).to_pylist()[0]["customers"]
    if back:
        sentences.append(f"Refunded in full, so averaged as 0: {plural(back, 'customer')}.")
    return (*sentences, *bill_notes(context))
