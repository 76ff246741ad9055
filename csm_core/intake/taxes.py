"""Columns of tax, and of what was billed before it, beside the amount that is taken for what was billed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from csm_core.intake.fits import fits
from csm_core.intake.headers import spoken
from csm_core.intake.mapping import FileMapping
from csm_core.intake.numbers import parse_number
from csm_core.tables import KINDS, TABLES

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
    total = TABLES["invoices"].column("total")
    if bills is None or total is None:
        return ()
    billed = [spoken(bills.columns[name]) for name in _BILLED if name in bills.columns]
    if not billed or any(_BEFORE.search(words) for words in billed[:1]):
        return ()
    amounts = [one for one in free if not _NO_AMOUNT.search(spoken(one)) and fits(total, samples[one]) >= 1]
    before = [one for one in amounts if _BEFORE.search(spoken(one))]
    charged = [
        one
        for one in amounts
        if one not in before and _TAX.search(spoken(one)) and any(parse_number(value, ".") for value in samples[one])
    ]
    return (*before, *charged) if charged else ()
