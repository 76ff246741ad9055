"""Which of two amounts is the one before tax, where the tax beside them proves it: that is revenue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from csm_core.intake.batch import Issue
from csm_core.intake.layout.raw import RawTable
from csm_core.intake.mapping import FileMapping
from csm_core.intake.propose.differences import LOOKED_AT, Figures, figures_of, is_proven, money, texts_of
from csm_core.intake.propose.taxes import (
    amounts_before_tax,
    amounts_beside_tax,
    amounts_of_tax,
    charged_in,
    says_with_tax,
)

_MOST_TAKEN = Decimal("0.7")  # what no sales tax leaves less of


@dataclass(frozen=True, slots=True)
class _Amounts:
    """What was charged, row by row or bill by bill, with the taxes and the other amounts that stand beside it."""

    charged: Figures
    taxes: Mapping[tuple[str, ...], Figures]
    others: Mapping[str, Figures]


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
    bills = _by_bill(raw, mapping.columns.get("invoice_id"), rows)
    for each, given in (("row", rows), ("bill", bills)):
        if (proven := _proven(given)) is not None:
            net, parts = proven
            return replace(mapping, columns={**mapping.columns, name: net}), (
                _issue(net, charged, parts, each, name),
            )
        if (whole := _with_tax(given)) is not None:
            return mapping, (_issue(charged, *whole, each, name),)
    return mapping, ()


def _issue(net: str, gross: str, taxes: Sequence[str], each: str, name: str) -> Issue:
    of = " and ".join(f"'{tax}'" for tax in taxes)
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


def _by_row(raw: RawTable, charged: str, taxes: Sequence[str], amounts: Sequence[str]) -> _Amounts:
    alone: dict[tuple[str, ...], Figures] = {(tax,): figures_of(raw, tax) for tax in taxes}
    if len(taxes) > 1:
        alone[tuple(taxes)] = [_sum(row) for row in zip(*alone.values(), strict=True)]
    return _Amounts(figures_of(raw, charged), alone, {one: figures_of(raw, one) for one in amounts})


def _by_bill(raw: RawTable, bill: str | None, rows: _Amounts) -> _Amounts:
    """The totals of each bill, which all its lines repeat, with the sum of the taxes of its lines."""
    bills = [] if bill is None else texts_of(raw, bill)
    if len(bills) == LOOKED_AT:
        bills = [one if one != bills[-1] else None for one in bills]  # the last one's lines may go on
    lines: dict[str, list[int]] = {}
    for line, one in enumerate(bills):
        if one is not None:
            lines.setdefault(one, []).append(line)

    def first(figures: Figures) -> Figures:
        return [figures[one[0]] for one in lines.values()]

    sums = {name: [_sum([part[line] for line in one]) for one in lines.values()] for name, part in rows.taxes.items()}
    return _Amounts(first(rows.charged), sums, {name: first(other) for name, other in rows.others.items()})


def _sum(figures: Sequence[Decimal | None]) -> Decimal:
    return sum((one for one in figures if one is not None), Decimal(0))
