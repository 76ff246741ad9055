"""What is not in a figure of money, and why: said beside it, never passed over."""

from __future__ import annotations

from csm_core.metrics.framework.context import Context
from csm_core.metrics.money.revenue_settings import RECURRING
from csm_core.text.plural import plural

_OPEN = {
    "told_twice": "In several revenue exports, of which the subscriptions count, else the movements: {n}.",
    "ended_without_date": "With a line that has ended while no date says when, such lines left out: {n}.",
    "cancelled_by_term": "Cancelled without an end, taken to end with the term that was paid for: {lines} of {n}.",
    "cancelled_by_cancellation": (
        "Cancelled without an end or a known term, taken to end on the day of the cancellation: {lines} of {n}."
    ),
    "interval_unknown": "Left out of MRR, as their billing interval is not known: {lines} of {n}.",
    "unopened": "Left out, as their movements begin with a change of what no file tells: MRR before it, of {n}.",
    "missing_from_list": "Missing from a later list of the same source, lost on that list's day: {lines} of {n}.",
    "unpaid_without_date": "With an unpaid line while no date says since when, such lines still counted: {n}.",
    "paused_without_date": "With a paused line while no date says since when, such lines still counted: {n}.",
    "renewed": "With an end that has passed while they renew by themselves, still counted: {lines}.",
    "called_active": "Lost on the day of their end though their status says active: {lines}.",
    "last_day": "With an end that is the last day of service, lost on the day after: {lines} of {n}.",
}


def money_gaps(context: Context) -> tuple[str, ...]:
    """A sentence for each kind of line that the export leaves open. Empty for metrics that read no revenue."""
    if not any("mrr" in source.columns for source in context.metric.inputs):
        return ()
    tables = set(RECURRING) & set(context.workspace.row_counts())
    if not tables and not any("invoices" in source.instead for source in context.metric.inputs):
        return ()
    left_open = context.workspace.query(
        f"select cause, cast(sum(accounts) as bigint) as accounts, cast(sum(lines) as bigint) as lines "
        f"from {context.facts}.ledger_gaps where since is null or since <= $as_of group by cause order by cause",
        {"as_of": context.scope.as_of},
    )
    return tuple(
        _OPEN[row["cause"]].format(n=plural(row["accounts"], "account"), lines=plural(row["lines"], "line"))
        for row in left_open.to_pylist()
    )
