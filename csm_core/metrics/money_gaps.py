"""What is not in a figure of money, and why: said beside it, never passed over."""

from __future__ import annotations

from csm_core.metrics.context import Context

_OPEN = {
    "told_twice": "{n} accounts are in several revenue exports: their subscriptions count, else their movements.",
    "ended_without_date": "{n} accounts have a line that has ended, no date says when: such lines are left out.",
    "unpaid_without_date": "{n} accounts have an unpaid line, no date says since when: such lines still count.",
    "paused_without_date": "{n} accounts have a paused line, no date says since when: such lines still count.",
}


def money_gaps(context: Context) -> tuple[str, ...]:
    """A sentence for each: currencies without a rate (left out, never added as if equal), and lines whose dates
    the export leaves open. Empty for metrics that read no revenue."""
    if not any("mrr" in source.columns for source in context.metric.inputs):
        return ()
    unpriced = context.workspace.query(
        f"""
        select l.currency, count(distinct l.account_id) as accounts from {context.ledger} l
        left join (select distinct currency from {context.facts}.exchange_rates) r on r.currency = l.currency
        where l.currency is not null and l.currency is distinct from $currency and r.currency is null
        group by l.currency order by l.currency
        """,
        {"currency": context.scope.currency},
    ).to_pylist()
    left_open = context.workspace.query(f"select cause, accounts from {context.facts}.ledger_gaps order by cause")
    return (
        *(
            f"{row['accounts']} accounts billed in {row['currency']} are left out: no exchange rate is loaded for it."
            for row in unpriced
        ),
        *(_OPEN[row["cause"]].format(n=row["accounts"]) for row in left_open.to_pylist()),
    )
