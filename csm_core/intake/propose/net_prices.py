"""Which of two prices is what a customer pays, where a discount beside them proves it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import permutations

from csm_core.intake.batch import Issue
from csm_core.intake.check.money_discounts import says_discount
from csm_core.intake.layout.raw import RawTable
from csm_core.intake.mapping import FileMapping
from csm_core.intake.propose.differences import figures_of, is_proven, money, percent, share
from csm_core.intake.vocabulary.readings import readings

_MONEY = frozenset({"amount", "revenue", "mrr", "total", "yearly", "recurring"})
_NO_MONEY = frozenset({"id", "date", "count"})


@dataclass(frozen=True, slots=True)
class _Prices:
    net: str
    full: str
    discount: str


def with_net_price(
    raw: RawTable, mapping: FileMapping, asked: Sequence[Issue]
) -> tuple[FileMapping, tuple[Issue, ...]]:
    """The mapping of subscriptions with the price after discount as their amount, where in every row one price is
    another less the discount, in money or in percent (`net_price_proven`); `asked` without what that answers."""
    name = next((one for one in ("mrr", "amount") if one in mapping.columns), None)
    if mapping.kind != "subscriptions" or name is None:
        return mapping, tuple(asked)
    proven = [one for one in _proven(raw) if mapping.columns[name] in (one.net, one.full)]
    if len(proven) != 1:
        return mapping, tuple(asked)
    (net_price,) = proven
    left = {
        one: header for one, header in mapping.columns.items() if header not in (net_price.full, net_price.discount)
    }
    message = (
        f"'{net_price.net}' is '{net_price.full}' less '{net_price.discount}' in every row: it was used as the "
        "price, with no further discount deducted."
    )
    headers = (net_price.net, net_price.full, net_price.discount)
    issue = Issue("net_price_proven", "info", message, column=net_price.net, canonical=name, headers=headers)
    rest = tuple(one for one in asked if not one.headers or not set(one.headers) <= set(headers))
    return replace(mapping, columns=left | {name: net_price.net}), (*rest, issue)


def _proven(raw: RawTable) -> list[_Prices]:
    discounts = [header for header in raw.headers if says_discount(header)]
    amounts = [header for header in raw.headers if header not in discounts and _is_money(header)]
    if not discounts or len(amounts) < 2:
        return []
    figures = {header: figures_of(raw, header) for header in (*discounts, *amounts)}
    return [
        _Prices(net, full, discount)
        for discount in discounts
        for full, net in permutations(amounts, 2)
        # A line that costs nothing says nothing of its discount.
        if is_proven(figures[full], figures[discount], [one or None for one in figures[net]], money, percent, share)
    ]


def _is_money(header: str) -> bool:
    return any(one.concepts & _MONEY and not one.concepts & _NO_MONEY for one in readings(header))
