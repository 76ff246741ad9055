"""Money that can't be counted in the currency that is asked for: of whom, and which rate or currency is missing."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from csm_core.facts.revenue.unnamed_currency import UNNAMED, stated_currency
from csm_core.metrics.framework.context import Context
from csm_core.metrics.money.revenue_settings import RECURRING
from csm_core.result import SCHEMA
from csm_core.text.plural import plural

_UNPRICED = """
with rated as (select distinct currency from {facts}.exchange_rates),
counted as (
    select $currency as currency union select currency from rated where $currency in (select currency from rated)
),
money(thing, owner, currency) as ({money}),
named as (select string_agg(currency, ', ' order by currency) as currencies from {facts}.used_currencies)
select m.thing, m.currency, count(distinct m.owner) as things, n.currencies,
    (select count(*) > 0 from rated where currency <> $currency)
        and $currency not in (select currency from rated) as is_foreign
from money m cross join named n left join counted c on c.currency = m.currency
where c.currency is null group by m.thing, m.currency, n.currencies order by m.thing, m.currency
"""


@dataclass(frozen=True, slots=True)
class Unpriced:
    """`things` (accounts, or rows) whose money is in `currency`, or names none; `sentence` says so."""

    currency: str | None
    sentence: str
    is_of_accounts: bool


def unpriced(context: Context) -> tuple[Unpriced, ...]:
    """What of the money that a metric reads has no value in the scope's currency, by the currency that it is in."""
    sources = _money_of(context)
    if not sources:
        return ()
    sql = _UNPRICED.replace("{money}", " union all ".join(sources)).replace("{facts}", context.facts)
    asked = context.scope.currency or UNNAMED
    rows = context.workspace.recall(sql, {"currency": asked}).to_pylist()
    return tuple(
        Unpriced(
            None if row["currency"] == UNNAMED else row["currency"],
            _sentence(row["currency"], _counted(row["things"], row["thing"]), asked, row),
            row["thing"] == "accounts",
        )
        for row in rows
    )


def with_rates_missing(table: pa.Table, missing: tuple[Unpriced, ...], asked: str | None) -> pa.Table:
    """`table` (of SCHEMA), where each cell without a value says which money could not be counted in it."""
    if not missing:
        return table
    currencies = sorted({one.currency or "a currency that no row names" for one in missing})
    sentence = f"Money in {', '.join(currencies)} is not counted: no exchange rate to {asked or UNNAMED}."
    rows = zip(table.column("value").to_pylist(), table.column("note").to_pylist(), strict=True)
    notes = [note if value is not None else f"{note or ''} {sentence}".strip() for value, note in rows]
    index = SCHEMA.get_field_index("note")
    return table.set_column(index, SCHEMA.field("note"), pa.array(notes, pa.string()))


def _counted(number: int, thing: str) -> str:
    return plural(number, "account") if thing == "accounts" else f"{plural(number, 'row')} of {thing}"


def _sentence(currency: str, things: str, asked: str, row: dict[str, object]) -> str:
    if currency == UNNAMED:
        beside = f"while others are in {row['currencies']}" if row["currencies"] else f"{asked} or other"
        return (
            f"Left out, with rows that have no currency, {beside}: {things}. Map a currency column, or set "
            "one currency for all rows."
        )
    if row["is_foreign"]:
        return f"Left out, billed in {currency}, as no exchange rate for {asked} is loaded: {things}."
    return f"Left out, billed in {currency} without an exchange rate: {things}."


def _money_of(context: Context) -> tuple[str, ...]:
    """SELECTs of thing, owner and currency, one for each kind of money that the metric reads."""
    reads = {table for source in context.metric.inputs for table in source.tables}
    tables = set(RECURRING) & set(context.workspace.row_counts())
    column = stated_currency("currency")
    selects = []
    # What bills alone leave out, their readers say.
    speaks = tables or any("invoices" in source.instead for source in context.metric.inputs)
    if speaks and any("mrr" in source.columns for source in context.metric.inputs):
        selects.append(f"select 'accounts', account_id, {column} from {context.ledger}")
    if "costs" in reads:
        selects.append(f"select 'costs', cast(cost_id as varchar), {column} from {context.facts}.costs")
    # Deals speak of renewals only where no revenue does.
    if "opportunities" in reads and not tables:
        selects.append(
            f"select 'opportunities', cast(opportunity_row as varchar), {column} "
            f"from {context.facts}.opportunities where is_renewal and amount is not null"
        )
    return tuple(selects)
