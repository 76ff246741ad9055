"""Which of two amounts is the one before tax, where the tax beside them proves it: that is revenue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from csm_core.intake.batch import Issue
from csm_core.intake.layout.raw import RawTable
from csm_core.intake.mapping import FileMapping
from csm_core.intake.propose.differences import LOOKED_AT, Figures, figures_of, is_proven, money, texts_of
from csm_core.intake.propose.taxes import amounts_before_tax, amounts_of_tax, charged_in, says_with_tax

_MOST_TAKEN = Decimal("0.7")  # what no sales tax leaves less of


@dataclass(frozen=True, slots=True)
class _Amounts:
    """One total a row, each with the taxes that stand beside it and with the amounts that may be the one before."""

    gross: Figures
    taxes: Mapping[tuple[str, ...], Figures]
    net: Mapping[str, Figures]


def with_amount_before_tax(
    raw: RawTable, mapping: FileMapping, samples: Mapping[str, Sequence[str]]
) -> tuple[FileMapping, tuple[Issue, ...]]:
    """The mapping of bills or subscriptions with the amount before tax as what was charged, where in every row, or
    over the lines of every bill, it is the one with tax less a column of tax or all of them (`before_tax_proven`)."""
    name = charged_in(mapping)
    if name is None:
        return mapping, ()
    gross = mapping.columns[name]
    free = [one for one in raw.headers if one not in mapping.columns.values() and samples.get(one)]
    before, taxes = amounts_before_tax(free, samples), amounts_of_tax(free, samples)
    if not taxes:
        return _declared(raw, mapping, name, before)
    rows = _by_row(raw, gross, taxes, before)
    bills = _by_bill(raw, mapping.columns.get("invoice_id"), rows)
    proven, each = (of_rows, "row") if (of_rows := _proven(rows)) else (_proven(bills), "bill")
    if len(proven) != 1:
        return mapping, ()
    ((net, charged),) = proven
    of = " and ".join(f"'{tax}'" for tax in charged)
    message = f"'{net}' is '{gross}' less {of} in every {each}: what is charged counts before tax."
    issue = Issue("before_tax_proven", "info", message, None, net, None, name, (net, gross, *charged))
    return replace(mapping, columns={**mapping.columns, name: net}), (issue,)


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
    message = f"'{net}' was taken as what is charged, before the tax that is in '{gross}'."
    issue = Issue("before_tax_declared", "info", message, None, net, None, name, (net, gross))
    return replace(mapping, columns={**mapping.columns, name: net}), (issue,)


def _proven(amounts: _Amounts) -> list[tuple[str, tuple[str, ...]]]:
    """Amounts before tax, each with the taxes that prove it."""
    return [
        (net, taxes)
        for net, rest in amounts.net.items()
        for taxes, part in amounts.taxes.items()
        if is_proven(amounts.gross, part, rest, money)
    ]


def _by_row(raw: RawTable, gross: str, taxes: Sequence[str], before: Sequence[str]) -> _Amounts:
    alone: dict[tuple[str, ...], Figures] = {(tax,): figures_of(raw, tax) for tax in taxes}
    if len(taxes) > 1:
        alone[tuple(taxes)] = [_sum(row) for row in zip(*alone.values(), strict=True)]
    return _Amounts(figures_of(raw, gross), alone, {net: figures_of(raw, net) for net in before})


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
    return _Amounts(first(rows.gross), sums, {name: first(net) for name, net in rows.net.items()})


def _sum(figures: Sequence[Decimal | None]) -> Decimal:
    return sum((one for one in figures if one is not None), Decimal(0))
