"""Columns of tax, and of what was charged before it, beside the amount that is taken for what was charged."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from csm_core.intake.batch import Issue
from csm_core.intake.cells.numbers import parse_number
from csm_core.intake.check.money_discounts import says_discount
from csm_core.intake.mapping import FileMapping
from csm_core.intake.values.fits import fits
from csm_core.intake.vocabulary.headers import spoken
from csm_core.tables.catalogue import KINDS, TABLES

_WORDS = (
    r"vat|tax(es)?|gst|mw ?st|ust|umsatzsteuer|\w*steuer|steuerbetrag|tva|iva|btw|impuestos?|impostos?|imposta"
    r"|imposte"
)
_TAX = re.compile(rf"\b(c|s|i)?({_WORDS}|hst|pst|qst)\d*\b")
_BEFORE = re.compile(
    r"\b(net|netto\w*|sub ?total|ht|before tax|excl\w*|exkl\w*|ohne|hors|sin|sem|zonder|pre ?tax|untaxed|imponible"
    r"|imponibile)\b"
)
# That an amount has its tax in it: a word of its own, or one beside the word for tax.
_WITH = re.compile(
    rf"\b(brutto\w*|bruttobetrag|ttc|lordo|lorda|gross (amount|total|value|price)|(amount|total|value) gross"
    rf"|(inc|incl|including|inkl\w*|inclu\w*|with|mit|con|com|compris\w*|after|zzgl|plus) ({_WORDS})"
    rf"|({_WORDS}) (in|inc|incl|included|including|inclus\w*|inklusive|compris\w*|inbegriffen))\b"
)
_NO_AMOUNT = re.compile(r"\b(id|ids|number|no|nr|code|rate|percent|satz|type|status|class|name|country|region)\b|%")
# Carriage, and what a customer pays to the tax office in the seller's place.
_BETWEEN = re.compile(
    r"\b(shipping|delivery|freight|carriage|handling|tips?|surcharges?|rounding|adjustments?|versand\w*|fracht"
    r"|livraison|port|envio|frete|verzend\w*|withholding|withheld|retenci\w*|retencao|retenue|ritenuta|irpf"
    r"|quellensteuer)\b"
)
_CHARGED = {"invoices": ("total", "amount_paid", "line_total"), "subscriptions": ("mrr", "amount")}


def charged_in(mapping: FileMapping) -> str | None:
    """The canonical column of what was charged, in bills and in subscriptions; None in anything else."""
    names = _CHARGED.get(KINDS[mapping.kind], ())
    return next((name for name in names if name in mapping.columns), None)


def taxes(
    mappings: Sequence[FileMapping], free: Sequence[str], samples: Mapping[str, Sequence[str]]
) -> tuple[str, ...]:
    """The free headers of taxes that are in the amounts that count, and of amounts before them; empty where the
    amount that counts is one before tax, or no tax was ever charged."""
    header = _charged(mappings)
    if header is None or _BEFORE.search(spoken(header)):
        return ()
    amounts = amounts_of_tax(free, samples)
    return (*amounts_before_tax(free, samples), *amounts) if amounts else ()


def tax_within(mappings: Sequence[FileMapping], samples: Mapping[str, Sequence[str]]) -> tuple[Issue, ...]:
    """Tells of what was charged that its header says to have its tax in it, where no column says how much that is."""
    header = _charged(mappings)
    if (
        header is None
        or not says_with_tax(header)
        or amounts_of_tax([one for one in samples if samples[one]], samples)
    ):
        return ()
    message = (
        f"'{header}' includes tax, and no column says how much, so amounts are counted with tax. Add the amount "
        "before tax and map it."
    )
    return (Issue("tax_within", "warning", message, column=header, headers=(header,)),)


def says_with_tax(header: str) -> bool:
    """Whether the header is one of an amount that has its tax in it, as 'Bruttobetrag' or 'Total incl. VAT'."""
    return _WITH.search(spoken(header)) is not None


def _charged(mappings: Sequence[FileMapping]) -> str | None:
    """The header of what was charged, in whichever of the tables has one."""
    return next((one.columns[name] for one in mappings if (name := charged_in(one)) is not None), None)


def amounts_before_tax(free: Sequence[str], samples: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Those of the headers that say to be of an amount before tax."""
    return tuple(one for one in _amounts(free, samples) if _BEFORE.search(spoken(one)))


def amounts_beside_tax(free: Sequence[str], samples: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """The headers of amounts that are no taxes, those that say to be before tax first."""
    taxes, before = amounts_of_tax(free, samples), amounts_before_tax(free, samples)
    return (*before, *(one for one in _amounts(free, samples) if one not in (*taxes, *before)))


def amounts_between(headers: Sequence[str]) -> tuple[str, ...]:
    """The headers of what is added to an amount before tax or taken off it on the way to what is to be paid."""
    money = [one for one in headers if not _NO_AMOUNT.search(f"{spoken(one)} {one}")]
    return tuple(one for one in money if says_discount(one) or _BETWEEN.search(spoken(one)))


def amounts_of_tax(free: Sequence[str], samples: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Those of the headers that say to be of taxes, and of which some was charged."""
    return tuple(
        one
        for one in _amounts(free, samples)
        if not _BEFORE.search(spoken(one))
        and not says_with_tax(one)
        and _TAX.search(spoken(one))
        and any(parse_number(value, ".") or parse_number(value, ",") for value in samples[one])
    )


def _amounts(free: Sequence[str], samples: Mapping[str, Sequence[str]]) -> list[str]:
    total = TABLES["invoices"].column("total")
    headers = [one for one in free if not _NO_AMOUNT.search(f"{spoken(one)} {one}")]
    return [one for one in headers if total is not None and fits(total, samples[one]) >= 1]
