"""Where recurring revenue is told by bills alone: that it is, and by which rules, beside every figure made of it."""

from __future__ import annotations

from csm_core.metrics.caveats.bill_notes import bill_notes
from csm_core.metrics.framework.context import Context
from csm_core.metrics.money.revenue_settings import RECURRING
from csm_core.text.plural import plural

# What begins the first of the sentences.
FROM_INVOICES = "Estimated from invoices"
_READ = {
    "spread": "each bill covers its own service period, else the customer's usual interval between bills",
    "month": "each bill covers the month it is dated in",
}
_COUNTS = """
select count(distinct b.account_id) filter (where b.basis = 'others') as lone,
    count(distinct b.account_id) filter (where b.basis = 'month') as unknown,
    min(case when b.basis = 'others' then b.usual_days end) as least_days,
    max(case when b.basis = 'others' then b.usual_days end) as most_days
from {facts}.billed_stretches b where b.invoice_revenue = $invoice_revenue and b.amount > 0 and b.begins <= $as_of
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
    variant = context.text("invoice_revenue")
    facts, ledger, as_of = context.facts, context.ledger, context.as_of
    counts_sql = _COUNTS.format(facts=facts)
    (counts,) = context.workspace.recall(counts_sql, {"invoice_revenue": variant, "as_of": as_of}).to_pylist()
    waiting = context.workspace.recall(_WAITING.format(ledger=ledger), {"as_of": as_of}).to_pylist()[0]["accounts"]
    factor, days = context.number("idle_intervals"), context.whole("idle_days")
    rules = (
        f"{FROM_INVOICES}, as no subscriptions are loaded: {_READ[variant]} (invoice_revenue = {variant}). "
        f"A customer without a bill for {factor:g} times its usual interval, and at least {days} days, is lost from "
        "the end of what it had paid for (idle_intervals, idle_days)."
    )
    return (rules, *_counted(counts, waiting), *bill_notes(context))


def _counted(counts: dict[str, float], waiting: int) -> tuple[str, ...]:
    """How many customers are taken so though their bills don't tell, in one line."""
    sentences = []
    if waiting:
        sentences.append(f"Overdue for a bill, but not long enough to count as lost: {plural(waiting, 'customer')}.")
    if counts["lone"]:
        least, most = (int(counts[name] + 0.5) for name in ("least_days", "most_days"))
        every = f"{least} days" if least == most else f"{least} to {most} days"
        lone = plural(int(counts["lone"]), "customer")
        sentences.append(
            f"Assumed to be billed every {every} from a single bill, like others with such bills: {lone}."
        )
    if counts["unknown"]:
        unknown = plural(int(counts["unknown"]), "customer")
        sentences.append(f"Counted for one month, as no customer has two bills that show an interval: {unknown}.")
    return (" ".join(sentences),) if sentences else ()
