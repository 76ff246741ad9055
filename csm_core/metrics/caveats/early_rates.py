"""Money from before the first exchange rate of its currency: which rate stands in for the missing ones."""

from __future__ import annotations

from csm_core.facts.revenue.unnamed_currency import stated_currency
from csm_core.metrics.framework.context import Context

_EARLY = """
with rated as (select currency, min(valid_from) as first_on from {facts}.exchange_rates group by currency),
used as (
    select {currency} as currency, min(valid_from) as first_on from {ledger}
    where amount <> 0 and valid_from <= $as_of group by all
)
select u.currency, greatest(r.first_on, own.first_on) as rated_on
from used u join rated r on r.currency = u.currency join rated own on own.currency = $currency
where u.currency <> $currency and greatest(u.first_on, $start) < greatest(r.first_on, own.first_on)
order by u.currency
"""


def early_rates(context: Context) -> tuple[str, ...]:
    """A sentence for each currency that is converted before its first rate, in the dates shown; nothing where none.

    Where all money is at the last rate, none is early.
    """
    if context.settings.get("fx") != "dated":
        return ()
    start, _, as_of = context.scope.window()
    sql = _EARLY.format(facts=context.facts, ledger=context.ledger, currency=stated_currency("currency"))
    early = context.workspace.recall(sql, {"as_of": as_of, "start": start, "currency": context.scope.currency})
    return tuple(
        f"Money in {row['currency']} from before {row['rated_on'].day} {row['rated_on']:%b %Y} is at the rate of "
        "that day, the first one loaded."
        for row in early.to_pylist()
    )
