"""Columns of tax, and of what was billed before it, beside the amount that is taken for what was billed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from csm_core.intake.cells.numbers import parse_number
from csm_core.intake.mapping import FileMapping
from csm_core.intake.values.fits import fits
from csm_core.intake.vocabulary.headers import spoken
from csm_core.tables.catalogue import KINDS, TABLES

_TAX = re.compile(
    r"\b(vat|tax(es)?|gst|mw ?st|ust|umsatzsteuer|\w*steuer|steuerbetrag|tva|iva|btw|impuestos?|impostos?)\b"
)
_BEFORE = re.compile(
    r"\b(net|netto\w*|sub ?total|ht|before tax|excl\w*|exkl\w*|ohne|hors|sin|sem|zonder|pre ?tax|untaxed)\b"
)
_NO_AMOUNT = re.compile(r"\b(id|ids|number|no|nr|code|rate|percent|satz|type|status|class|name|country|region)\b|%")
_BILLED = ("total", "amount_paid", "line_total")


def taxes(
    mappings: Sequence[FileMapping], free: Sequence[str], samples: Mapping[str, Sequence[str]]
) -> tuple[str, ...]:
    """The free headers of taxes that are in the amounts that count, and of amounts before them; empty where the
    amount that counts is one before tax, or no tax was ever charged."""
    bills = next((one for one in mappings if KINDS[one.kind] == "invoices"), None)
    if bills is None:
        return ()
    billed = [spoken(bills.columns[name]) for name in _BILLED if name in bills.columns]
    if not billed or any(_BEFORE.search(words) for words in billed[:1]):
        return ()
    before, charged = amounts_before_tax(free, samples), amounts_of_tax(free, samples)
    return (*before, *charged) if charged else ()


def amounts_before_tax(free: Sequence[str], samples: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Those of the headers that say to be of an amount before tax."""
    return tuple(one for one in _amounts(free, samples) if _BEFORE.search(spoken(one)))


def amounts_of_tax(free: Sequence[str], samples: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Those of the headers that say to be of taxes, and of which some was charged."""
    return tuple(
        one
        for one in _amounts(free, samples)
        if not _BEFORE.search(spoken(one))
        and _TAX.search(spoken(one))
        and any(parse_number(value, ".") or parse_number(value, ",") for value in samples[one])
    )


def _amounts(free: Sequence[str], samples: Mapping[str, Sequence[str]]) -> list[str]:
    total = TABLES["invoices"].column("total")
    said = [one for one in free if not _NO_AMOUNT.search(spoken(one))]
    return [one for one in said if total is not None and fits(total, samples[one]) >= 1]
