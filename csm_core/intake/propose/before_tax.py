"""Which of two amounts is the one before tax, where the tax beside them proves it: that is revenue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import combinations, product

from csm_core.intake.batch import Issue
from csm_core.intake.check.money_discounts import says_discount
from csm_core.intake.layout.raw import RawTable
from csm_core.intake.mapping import FileMapping
from csm_core.intake.propose.differences import LOOKED_AT, Figures, figures_of, is_proven, money, texts_of
from csm_core.intake.propose.taxes import (
    amounts_before_tax,
    amounts_beside_tax,
    amounts_between,
    amounts_of_tax,
    charged_in,
    says_with_tax,
)

_MOST_BETWEEN = 3
_LESS_DISCOUNT = ("total", "mrr", "amount")  # of which a discount in money is taken off
_MOST_TAKEN = Decimal("0.7")  # what no sales tax leaves less of


@dataclass(frozen=True, slots=True)
class _Amounts:
    """What was charged, row by row or bill by bill, with the taxes, what else is added or taken off between the
    amount before tax and it, and the other amounts that stand beside it."""

    charged: Figures
    taxes: Mapping[tuple[str, ...], Figures]
    between: Mapping[str, Figures]
    others: Mapping[str, Figures]


@dataclass(frozen=True, slots=True)
class _Net:
    """An amount that becomes what was charged by `taxes` and what else stands `between`; `discount`: the one of
    these that is a discount."""

    header: str
    taxes: tuple[str, ...]
    between: tuple[str, ...]
    discount: str | None


def with_amount_before_tax(
    raw: RawTable, mapping: FileMapping, samples: Mapping[str, Sequence[str]]
) -> tuple[FileMapping, tuple[Issue, ...]]:
    """The mapping of bills or subscriptions with the amount before tax as what was charged, where in every row, or
    over the lines of every bill, it is the one with tax less a column of tax or all of them (`before_tax_proven`);
    unchanged where it has that already."""
    name = charged_in(mapping)
    if name is None:
        return mapping, ()
    charged = mapping.columns[name]
    free = [one for one in raw.headers if one not in mapping.columns.values() and samples.get(one)]
    taxes, amounts = amounts_of_tax(free, samples), amounts_beside_tax(free, samples)
    if not taxes:
        return _declared(raw, mapping, name, amounts_before_tax(free, samples))
    rows = _by_row(raw, charged, taxes, amounts)
    bills = _by_bill(raw, mapping, rows)
    for each, given in (("row", rows), *(("bill", one) for one in bills)):
        if (proven := _proven(given)) is not None:
            net, parts = proven
            issue = _issue(net, charged, parts, each, name, taxes)
            return _with_net(mapping, name, net), (issue, *_refunds_with_tax(mapping))
        if (whole := _with_tax(given)) is not None:
            return mapping, (_issue(charged, *whole, each, name, taxes),)
        for gross, seen in ((charged, given), *_from_others(charged, given)):
            if (net_amount := _with_more_between(seen)) is not None:
                less, issue = _less_discount(mapping, (name, gross), net_amount, each, taxes)
                return less, (issue, *_refunds_with_tax(mapping))
    return mapping, ()


def _from_others(charged: str, given: _Amounts) -> list[tuple[str, _Amounts]]:
    """Each other amount as the one with tax, and what was charged as the one before it."""
    return [
        (gross, replace(given, charged=figures, others={charged: given.charged}))
        for gross, figures in given.others.items()
        if gross not in given.between
    ]


def _with_net(mapping: FileMapping, name: str, net: str) -> FileMapping:
    """The mapping with that amount as what was charged; the lines of bills are it where they are mapped."""
    if net == mapping.columns.get("line_total"):
        return replace(mapping, columns={one: header for one, header in mapping.columns.items() if one != name})
    return replace(mapping, columns={**mapping.columns, name: net})


def _refunds_with_tax(mapping: FileMapping) -> tuple[Issue, ...]:
    """Tells that what was paid back is taken off an amount before tax as it stands there."""
    header = mapping.columns.get("amount_refunded")
    if header is None:
        return ()
    message = (
        f"What was billed counts before tax, and '{header}' may have tax in it: where a part of a bill was paid "
        "back, revenue may be too low by the tax of that part."
    )
    return (Issue("refund_with_tax", "warning", message, column=header, headers=(header,)),)


def _less_discount(
    mapping: FileMapping, amount: tuple[str, str], net: _Net, each: str, taxes: Sequence[str]
) -> tuple[FileMapping, Issue]:
    """The amount before tax as what was charged, less the discount that stands between the two. `amount`: the
    canonical column, and the header of the amount with tax."""
    name, charged = amount
    others = " and ".join(f"'{one}'" for one in (*net.taxes, *net.between))
    message = f"'{charged}' is '{net.header}' with {others} in every {each}: charges are counted before tax"
    less = _with_net(mapping, name, net.header)
    if net.discount is not None and name in _LESS_DISCOUNT:
        columns, options = {**less.columns, "discount": net.discount}, replace(less.options, discount="money")
        less = replace(less, columns=columns, options=options)
        message += f", less '{net.discount}'"
    headers = (net.header, charged, *net.between, *taxes)
    issue = Issue("before_tax_proven", "info", f"{message}.", None, net.header, None, name, headers)
    return less, issue


def _issue(net: str, gross: str, less: Sequence[str], each: str, name: str, taxes: Sequence[str]) -> Issue:
    of = " and ".join(f"'{tax}'" for tax in less)
    message = f"'{net}' is '{gross}' less {of} in every {each}: charges are counted before tax."
    return Issue("before_tax_proven", "info", message, None, net, None, name, (net, gross, *taxes))


def _declared(
    raw: RawTable, mapping: FileMapping, name: str, before: Sequence[str]
) -> tuple[FileMapping, tuple[Issue, ...]]:
    """The amount whose header says that it is before tax, beside one whose header says that it is with it, if it is
    less by a share that a tax may be (`before_tax_declared`)."""
    gross = mapping.columns[name]
    if len(before) != 1 or not says_with_tax(gross):
        return mapping, ()
    (net,) = before
    rows = zip(figures_of(raw, gross), figures_of(raw, net), strict=True)
    if not all(_MOST_TAKEN * abs(whole) <= abs(rest) <= abs(whole) for whole, rest in rows if whole and rest):
        return mapping, ()
    message = f"'{net}' was used as the charge, before the tax included in '{gross}'."
    issue = Issue("before_tax_declared", "info", message, None, net, None, name, (net, gross))
    return replace(mapping, columns={**mapping.columns, name: net}), (issue,)


def _proven(amounts: _Amounts) -> tuple[str, tuple[str, ...]] | None:
    """The amount before tax and the taxes that prove it; None where none is proven, or two that are not the same."""
    proven = [
        (other, taxes)
        for other, rest in amounts.others.items()
        for taxes, part in amounts.taxes.items()
        if is_proven(amounts.charged, part, rest, money)
    ]
    same = len({tuple(amounts.others[other]) for other, _ in proven}) == 1
    return proven[0] if same else None


def _with_tax(amounts: _Amounts) -> tuple[str, tuple[str, ...]] | None:
    """The amount that is what was charged with its tax, and the taxes; None where none is proven."""
    return next(
        (
            (other, taxes)
            for other, whole in amounts.others.items()
            for taxes, part in amounts.taxes.items()
            if is_proven(whole, part, amounts.charged, money)
        ),
        None,
    )


def _with_more_between(amounts: _Amounts) -> _Net | None:
    """The one amount that is what was charged less the taxes and up to three columns that stand between them, each
    added or taken off throughout; None where there is none, or several."""
    proven = [
        _Net(other, taxes, names, next((one for one in names if says_discount(one)), None))
        for count in range(1, min(_MOST_BETWEEN, len(amounts.between)) + 1)
        for names in combinations(amounts.between, count)
        for signs in product((-1, 1), repeat=count)
        for taxes, part in amounts.taxes.items()
        for other, rest in amounts.others.items()
        if other not in names
        and is_proven(amounts.charged, _together(part, [amounts.between[one] for one in names], signs), rest, money)
    ]
    same = len({(tuple(amounts.others[one.header]), one.between) for one in proven}) == 1
    return proven[0] if same else None


def _together(tax: Figures, further: Sequence[Figures], signs: Sequence[int]) -> Figures:
    rows = zip(tax, *further, strict=True)
    return [_sum([tax, *(sign * one for sign, one in zip(signs, more, strict=True) if one)]) for tax, *more in rows]


def _by_row(raw: RawTable, charged: str, taxes: Sequence[str], amounts: Sequence[str]) -> _Amounts:
    alone: dict[tuple[str, ...], Figures] = {(tax,): figures_of(raw, tax) for tax in taxes}
    if len(taxes) > 1:
        alone[tuple(taxes)] = [_sum(row) for row in zip(*alone.values(), strict=True)]
    between = {one: figures_of(raw, one) for one in amounts_between(raw.headers)}
    between = {one: figures for one, figures in between.items() if any(figures)}
    return _Amounts(figures_of(raw, charged), alone, between, {one: figures_of(raw, one) for one in amounts})


def _by_bill(raw: RawTable, mapping: FileMapping, rows: _Amounts) -> tuple[_Amounts, ...]:
    """The totals of each bill, which all its lines repeat, with the sum of its lines: once with the sum of the taxes
    of its lines, once with a tax that they repeat as well."""
    bill, line = mapping.columns.get("invoice_id"), mapping.columns.get("line_total")
    bills = [] if bill is None else texts_of(raw, bill)
    if len(bills) == LOOKED_AT:
        bills = [one if one != bills[-1] else None for one in bills]  # the last one's lines may go on
    lines: dict[str, list[int]] = {}
    for row, one in enumerate(bills):
        if one is not None:
            lines.setdefault(one, []).append(row)

    def first(figures: Figures) -> Figures:
        return [figures[one[0]] for one in lines.values()]

    def total(figures: Figures) -> Figures:
        return [_sum([figures[row] for row in one]) for one in lines.values()]

    others = {name: first(one) for name, one in rows.others.items()}
    others |= {} if line is None or "total" not in mapping.columns else {line: total(figures_of(raw, line))}
    between = {name: first(one) for name, one in rows.between.items()}
    return tuple(
        _Amounts(first(rows.charged), {name: of(part) for name, part in rows.taxes.items()}, between, others)
        for of in (total, first)
    )


def _sum(figures: Sequence[Decimal | None]) -> Decimal:
    return sum((one for one in figures if one is not None), Decimal(0))
