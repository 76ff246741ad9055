"""What is not in a figure of money, and why: said beside it, never passed over."""

from __future__ import annotations

from csm_core.metrics.framework.context import Context
from csm_core.metrics.money.revenue_settings import RECURRING
from csm_core.text.plural import plural

_OPEN = {
    "told_twice": "{n} in several revenue exports: subscriptions take precedence, then movements.",
    "ended_without_date": "{n} with lines that ended on an unknown date: those lines are left out.",
    "cancelled_by_term": "Cancelled without an end date, so they end with the paid term: {lines} of {n}.",
    "cancelled_by_cancellation": (
        "Cancelled without an end date or known term, so they end on the day of cancellation: {lines} of {n}."
    ),
    "cancelled_on": (
        "Only a day of cancellation is known, so they end on it: {lines} of {n}. If service went on, load its end."
    ),
    "interval_unknown": "Left out of MRR, billing interval unknown: {lines} of {n}.",
    "unopened": "Left out, as their movements start from an unknown amount: earlier MRR of {n}.",
    "missing_from_list": "Missing from a later list of the same source, so lost on that list's day: {lines} of {n}.",
    "unpaid_without_date": "{n} with lines unpaid since an unknown date: those lines still count.",
    "paused_without_date": "{n} with lines paused since an unknown date: those lines still count.",
    "renewed": "Past their end date but renewing automatically, so still counted: {lines}.",
    "called_active": "Past their end date with status active, so lost on that date: {lines}.",
    "last_day": "End date is the last day of service, so lost the day after: {lines} of {n}.",
}


def money_gaps(context: Context) -> tuple[str, ...]:
    """A sentence for each kind of line that the export leaves open. Empty for metrics that read no revenue."""
    if not any("mrr" in source.columns for source in context.metric.inputs):
        return ()
    tables = set(RECURRING) & set(context.workspace.row_counts())
    if not tables and not any("invoices" in source.instead for source in context.metric.inputs):
        return ()
    left_open = context.workspace.recall(
        f"select cause, cast(sum(accounts) as bigint) as accounts, cast(sum(lines) as bigint) as lines "
        f"from {context.facts}.ledger_gaps where since is null or since <= $as_of group by cause order by cause",
        {"as_of": context.scope.as_of},
    )
    return tuple(
        _OPEN[row["cause"]].format(n=plural(row["accounts"], "account"), lines=plural(row["lines"], "line"))
        for row in left_open.to_pylist()
    )
