"""Which of two prices is what a customer pays, where a discount beside them proves it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import permutations

from csm_core.intake.batch import Issue
from csm_core.intake.cells.numbers import decimal_mark, parse_number
from csm_core.intake.check.money_discounts import says_discount
from csm_core.intake.empty_cells import nothing_to_null
from csm_core.intake.layout.raw import RawTable
from csm_core.intake.mapping import FileMapping
from csm_core.intake.vocabulary.readings import readings

_LOOKED_AT, _LEAST = 500, 2
_CENT = Decimal("0.011")
_MONEY = frozenset({"amount", "revenue", "mrr", "total", "yearly", "recurring"})
_NO_MONEY = frozenset({"id", "date", "count"})
Figures = Sequence[Decimal | None]


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
    (found,) = proven
    left = {one: header for one, header in mapping.columns.items() if header not in (found.full, found.discount)}
    message = (
        f"'{found.net}' is '{found.full}' less '{found.discount}' in every row: it was taken as what is paid, and no "
        "discount was taken off it again."
    )
    headers = (found.net, found.full, found.discount)
    told = Issue("net_price_proven", "info", message, column=found.net, canonical=name, headers=headers)
    rest = tuple(one for one in asked if not one.headers or not set(one.headers) <= set(headers))
    return replace(mapping, columns=left | {name: found.net}), (*rest, told)


def _proven(raw: RawTable) -> list[_Prices]:
    discounts = [header for header in raw.headers if says_discount(header)]
    money = [header for header in raw.headers if header not in discounts and _is_money(header)]
    if not discounts or len(money) < 2:
        return []
    figures = {header: figures_of(raw, header) for header in (*discounts, *money)}
    return [
        _Prices(net, full, discount)
        for discount in discounts
        for full, net in permutations(money, 2)
        if _proves(figures[full], figures[discount], figures[net])
    ]


def _is_money(header: str) -> bool:
    return any(one.concepts & _MONEY and not one.concepts & _NO_MONEY for one in readings(header))


def _proves(full: Figures, discount: Figures, net: Figures) -> bool:
    """Whether each row's net is its full price less its discount, written in one way in all rows."""
    rows = [(a, b or Decimal(0), c) for a, b, c in zip(full, discount, net, strict=True) if a is not None and c]
    if len(rows) < _LEAST or not any(a != c for a, _, c in rows):
        return False
    ways = (
        [abs(a - b - c) <= _CENT for a, b, c in rows],
        [abs(a * (1 - b / 100) - c) <= _CENT for a, b, c in rows],
        [abs(a * (1 - b) - c) <= _CENT for a, b, c in rows],
    )
    return any(all(way) for way in ways)


def figures_of(raw: RawTable, header: str) -> Figures:
    """The figures of a column in the first rows, None where a cell is empty or no figure."""
    cells = nothing_to_null(raw.cells.column(header).slice(0, _LOOKED_AT).combine_chunks(), typed=True).to_pylist()
    texts = [None if text is None else text.replace("%", "").strip() for text in cells]
    mark = decimal_mark([text for text in texts if text])[0] or "."
    return [parse_number(text, mark) if text else None for text in texts]
