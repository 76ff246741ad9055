"""At which exchange rates money was converted: the reference ones, and from before a currency's first rate."""

from __future__ import annotations

from csm_core.facts.revenue.unnamed_currency import stated_currency
from csm_core.metrics.framework.context import Context
from csm_core.store.reference_rates import reference_rates_end

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


_FOREIGN = """
select distinct {currency} as currency from {ledger} l
where {currency} <> $currency and {currency} in (select currency from {facts}.exchange_rates) order by currency
"""


def reference_rates(context: Context) -> tuple[str, ...]:
    """A sentence where money in other currencies was converted at the rates that come with the program."""
    last_on = reference_rates_end(context.workspace)
    if last_on is None or not any("mrr" in source.columns for source in context.metric.inputs):
        return ()
    sql = _FOREIGN.format(facts=context.facts, ledger=context.ledger, currency=stated_currency("l.currency"))
    rows = context.workspace.recall(sql, {"currency": context.scope.currency}).to_pylist()
    if not rows:
        return ()
    names = " and ".join(row["currency"] for row in rows)
    last = f"{last_on.day} {last_on:%b %Y}"
    return (f"{names} converted at the European Central Bank's month-end reference rates; the last is of {last}.",)


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
