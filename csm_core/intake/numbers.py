"""Texts to numbers: decimal marks decided over the whole column, units and signs taken off."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Literal

_LONGEST = 80
Mark = Literal[".", ","]
_SPACES = "\u00a0\u2007\u2009\u202f '\u2019`_"
_CODE = r"[A-Za-z]{3}|US\$|CA?\$|AU?\$|NZ\$|HK\$|S\$|R\$|kr\.?|Kč|zł|[$€£¥₹₽₩₺]"
_UNITS = re.compile(
    rf"^(?P<before>{_CODE})?\s*(?P<sign>[-+\u2212]?)\s*(?P<inner>{_CODE})?\s*(?P<body>\d[\d.,{_SPACES}]*|[.,]\d+)"
    rf"(?P<exp>[eE][+-]?\d{{1,3}})?(?P<after_sign>-)?\s*(?P<percent>%)?\s*(?P<after>{_CODE}|[.,]?-)?$"
)
_SIGNS = {"€": "EUR", "£": "GBP", "₹": "INR", "US$": "USD", "R$": "BRL", "CA$": "CAD", "C$": "CAD", "A$": "AUD"}
_SIGNS |= {"AU$": "AUD", "NZ$": "NZD", "HK$": "HKD", "S$": "SGD", "zł": "PLN", "Kč": "CZK"}


def decimal_mark(texts: Sequence[str]) -> tuple[Mark | None, bool]:
    """The decimal mark that the column's texts prove, and whether some text could be read two ways.

    '1.234,5' and '1,50' prove a comma, '1,234.5' and '1.50' a point; '1,234' alone proves neither. A column
    that proves both gives (None, True).
    """
    proved: set[Mark] = set()
    open_ = False
    for text in texts:
        match = _figure(_bare(text)[0])
        if match is None:
            continue
        body = re.sub(f"[{_SPACES}]", "", match["body"]).rstrip(".,")
        marks = [c for c in body if c in ".,"]
        if not marks:
            continue
        last: Mark = "." if marks[-1] == "." else ","
        other: Mark = "," if last == "." else "."
        if len(set(marks)) == 2:
            proved.add(last)
        elif len(marks) > 1:
            proved.add(other)
        elif re.match(r"^[1-9]\d{0,2}[.,]\d{3}$", body):
            open_ = True
        else:
            proved.add(last)
    if len(proved) == 1:
        return proved.pop(), False
    return None, open_ or bool(proved)


def parse_number(text: str, mark: Mark) -> Decimal | None:
    """The number that the text says under this decimal mark; '12 %' is 0.12, '(5)' is −5. None: it says none."""
    bare, negative = _bare(text)
    match = _figure(bare)
    if match is None or not _codes_known(match):
        return None
    body = re.sub(f"[{_SPACES}]", "", match["body"]).rstrip(".,")
    thousands = "," if mark == "." else "."
    whole, _, fraction = body.partition(mark)
    if thousands in fraction or mark in fraction:
        return None
    if thousands in whole and not re.match(
        rf"^\d{{1,3}}(?:{re.escape(thousands)}\d{{2,3}})*{re.escape(thousands)}\d{{3}}$", whole
    ):
        return None
    try:
        number = Decimal(f"{whole.replace(thousands, '') or '0'}.{fraction or '0'}{match['exp'] or ''}")
    except InvalidOperation:  # pragma: no cover - the pattern admits only digits
        return None
    minus = negative or match["sign"] in ("-", "\u2212") or bool(match["after_sign"])
    number = number / 100 if match["percent"] else number
    return -number if minus else number


def currency_of(text: str) -> str | None:
    """The ISO code of the currency named in a cell of money; '$' and '¥' alone name none for sure."""
    match = _figure(_bare(text)[0])
    named = match and (match["before"] or match["inner"] or match["after"])
    if not named:
        return None
    return _SIGNS.get(named) or (named.upper() if re.match(r"^[A-Za-z]{3}$", named) else None)


def _figure(text: str) -> re.Match[str] | None:
    """The parts of a figure. Longer texts are none, and could keep the expression busy for hours."""
    return _UNITS.match(text) if len(text) <= _LONGEST else None


def _bare(text: str) -> tuple[str, bool]:
    text = text.strip()
    if text.startswith("(") and text.endswith(")"):
        return text[1:-1].strip(), True
    return text, False


def _codes_known(match: re.Match[str]) -> bool:
    """Three letters beside a figure are taken for a currency only when written as one."""
    for name in ("before", "inner", "after"):
        code = match[name]
        if code and re.match(r"^[A-Za-z]{3}$", code) and code.upper() not in CURRENCIES:
            return False
    return True


_CODES = (
    "AED ARS AUD BGN BRL CAD CHF CLP CNY COP CZK DKK EGP EUR GBP HKD HRK HUF IDR ILS INR ISK JPY KES KRW KWD MAD "
    "MXN MYR NGN NOK NZD PEN PHP PKR PLN QAR RON RSD RUB SAR SEK SGD THB TRY TWD UAH USD UYU VND ZAR"
)
CURRENCIES = frozenset(_CODES.split())
