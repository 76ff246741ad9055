"""Where recurring revenue is told by bills alone: that it is, and by which rules, beside every figure made of it."""

from __future__ import annotations

from csm_core.metrics.bill_notes import bill_notes
from csm_core.metrics.context import Context
from csm_core.metrics.revenue_settings import RECURRING
from csm_core.plural import plural

_READ = {
    "spread": "each bill pays for its own service period, else for the customer's usual interval between bills",
    "month": "each bill pays for the month that it is of",
}
_COUNTS = """
select count(distinct b.account_id) filter (where b.basis = 'others') as lone,
    count(distinct b.account_id) filter (where b.basis = 'month') as unknown,
    min(case when b.basis = 'others' then b.usual_days end) as usual_days
from {facts}.billed_stretches b where b.reading = $reading and b.begins <= $as_of
"""
_WAITING = """
select count(distinct account_id) as accounts from {ledger}
where amount > 0 and known_until < date '9999-12-31' and valid_from <= $as_of and $as_of < known_until
"""


def billed_notes(context: Context) -> tuple[str, ...]:
    """Sentences to stand beside figures of recurring revenue; empty where more than bills is loaded, or none is."""
    loaded = context.workspace.row_counts()
    if "invoice_revenue" not in context.settings or "invoices" not in loaded or set(RECURRING) & set(loaded):
        return ()
    reading = context.text("invoice_revenue")
    facts, ledger, as_of = context.facts, context.ledger, context.as_of
    counts = context.workspace.query(_COUNTS.format(facts=facts), {"reading": reading, "as_of": as_of}).to_pylist()[0]
    waiting = context.workspace.query(_WAITING.format(ledger=ledger), {"as_of": as_of}).to_pylist()[0]["accounts"]
    factor, days = context.number("idle_intervals"), context.whole("idle_days")
    lost = f"A customer without a bill for {factor:g} times its usual interval, at least {days} days, was lost at the"
    notes = [
        f"Told from invoices, as no subscriptions are loaded: {_READ[reading]} (invoice_revenue = {reading}).",
        f"{lost} end of what it had paid for (idle_intervals, idle_days).",
    ]
    if waiting:
        notes.append(f"Due for a bill, but not idle for long enough to count as lost: {plural(waiting, 'customer')}.")
    if counts["lone"]:
        notes.append(
            f"Of one bill alone, taken to be billed every {counts['usual_days']:.0f} days as the others usually "
            f"are: {plural(counts['lone'], 'customer')}."
        )
    if counts["unknown"]:
        notes.append(
            f"Of one bill alone, counted in the month after it, as nobody has two bills to tell an interval by: "
            f"{plural(counts['unknown'], 'customer')}."
        )
    return (*notes, *bill_notes(context))
