"""Of how many customers, or rows, a figure is made, where it is not all: declared once, said wherever it is shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from csm_core.facts.revenue.unnamed_currency import UNNAMED
from csm_core.facts.scoped.query import Query
from csm_core.metrics.caveats.unjoined import absence_tables, cure_of, joined_rows
from csm_core.metrics.caveats.unpriced import unpriced
from csm_core.metrics.framework.context import Context
from csm_core.result import Coverage

# Fewer rows without an account than this share are strays, such as the vendor's own staff.
_NEARLY_ALL = 0.95

# Who pays on the last day that is shown, and of whom all money counts in the currency that is asked for.
_PAYING = Query(
    """
    select account_id, bool_or(currency = any($without::varchar[])) as has_gap
    from ledger join members using (account_id)
    where ledger.amount > 0 and ledger.valid_from <= $last_day and $last_day < ledger.valid_to
        and members.valid_from <= $last_day and $last_day < members.valid_to
    group by account_id""",
)


def coverage(context: Context) -> tuple[Coverage, ...]:
    """What the figures of a question lack, and what would complete them; nothing where nothing is missing."""
    return (*_of_money(context), *_of_rows(context))


def _of_money(context: Context) -> tuple[Coverage, ...]:
    without = [one.currency or UNNAMED for one in unpriced(context) if one.is_of_accounts]
    if not without:
        return ()
    asked = replace(context, statements=[])
    _, end, as_of = context.scope.window()
    last_day = min(end - timedelta(days=1), as_of)
    rows = asked.table(_PAYING, without=without, last_day=last_day).to_pylist()
    lacking = sum(row["has_gap"] for row in rows)
    if not lacking:
        return ()
    named = [currency for currency in without if currency != UNNAMED]
    currency = context.scope.currency or UNNAMED
    reason = f"{lacking:,} in {' and '.join(named)} without an exchange rate" if named else f"{lacking:,} in none"
    cure = f"Add exchange rates for {' and '.join(named)}." if named else "Map the column with the currency."
    counted = len(rows) - lacking
    return (Coverage("money", counted, len(rows), "paying accounts", reason, f"{currency} contracts only", cure),)


def _of_rows(context: Context) -> tuple[Coverage, ...]:
    """Of tables that the metric reads by account, those of which many rows find none."""
    tables = absence_tables(context)
    if not tables & context.workspace.row_counts().keys():
        return ()
    gaps = []
    for row in joined_rows(replace(context, statements=[])):
        name, whole, joined = str(row["source"]), int(str(row["row_count"])), int(str(row["joined_count"]))
        if name in tables and joined < _NEARLY_ALL * whole:
            noun = f"{name} matched to an account"
            gaps.append(Coverage(name, joined, whole, noun, "", f"matched {name} only", cure_of(row)))
    return tuple(gaps)
