"""Whether the subscriptions tell of the past: an export of today's lines has today's prices and seats throughout."""

from __future__ import annotations

from csm_core.facts.scoped.query import Query
from csm_core.metrics.framework.context import Context

# A line that begins as another of the account ends is its next version, or its next term: the export keeps them.
# Rows of snapshots and movements are a history themselves, and tell no quantity or interval.
_CTES = {
    "lines": """
    select * from intervals
    where not is_metered and (not $beside_others or subscription_id is not null or quantity is not null
        or billing_months is not null or term_end is not null)""",
}
_CHANGES = Query(
    """
    select (select count(*) from lines) as lines, count(*) as successors
    from lines earlier join lines later on later.account_id = earlier.account_id
        and later.valid_from - earlier.valid_to between 0 and 1
    where not earlier.is_paused and not later.is_paused""",
    _CTES,
)
_TODAYS = (
    "Past seats and prices are today's: the export has no history, as none of its {:,} "
    "subscription lines follows an earlier one. Load monthly MRR, or subscriptions with their "
    "earlier versions, to see it."
)


def todays_lines(context: Context) -> tuple[str, ...]:
    """A sentence for figures of past days where no line of the subscriptions follows on an earlier one."""
    loaded = context.workspace.row_counts()
    if "subscriptions" not in loaded:
        return ()
    beside = any(table in loaded for table in ("mrr_snapshots", "mrr_movements"))
    counts = context.table(_CHANGES, beside_others=beside).to_pylist()[0]
    return (_TODAYS.format(counts["lines"]),) if counts["lines"] and not counts["successors"] else ()
