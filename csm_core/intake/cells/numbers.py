"""Texts to numbers: decimal marks decided over the whole column, units and signs taken off."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Literal

from csm_core.intake.vocabulary.value_words import billing_interval

_LONGEST = 80
Mark = Literal[".", ","]
_SPACES = "\u00a0\u2007\u2009\u202f '\u2019`_"
_NO_SPACES = str.maketrans("", "", _SPACES)
_CODE = r"[A-Za-z]{3}|US\$|CA?\$|AU?\$|NZ\$|HK\$|S\$|R\$|kr\.?|Kč|zł|[$€£¥₹₽₩₺]"
_UNITS = re.compile(
    rf"^(?P<before>{_CODE})?\s*(?P<sign>[-+\u2212]?)\s*(?P<inner>{_CODE})?\s*(?P<body>\d[\d.,{_SPACES}]*|[.,]\d+)"
    rf"(?P<exp>[eE][+-]?\d{{1,3}})?(?P<after_sign>-)?\s*(?P<percent>%)?"
    rf"\s*(?P<times>[kKmMB]|bn|mn|Mn|Mio\.?|Mrd\.?|Tsd\.?|mil\.?)?\s*(?P<after>{_CODE}|[.,]?-)?$"
)
_TIMES = {"k": 3, "tsd": 3, "mil": 3, "m": 6, "mn": 6, "mio": 6, "b": 9, "bn": 9, "mrd": 9}
_SHARED_SIGNS = {
    "$": "USD CAD AUD NZD HKD SGD TWD MXN ARS CLP COP UYU",
    "¥": "JPY CNY",
    "kr": "SEK NOK DKK ISK",
    "kr.": "SEK NOK DKK ISK",
}
# Who writes the sign of a currency close before its figure parts thousands by a comma; no price has three decimals.
_ENGLISH = re.compile(r"^\s*[-(]?(?:[A-Z]{1,2})?[$£¥€₹]-?[1-9]\d{0,2},\d{3}\)?\s*$")
_TWO_WAYS = re.compile(r"^[1-9]\d{0,2}[.,]\d{3}$")
# What a price is for, behind it: '/yr', 'per month', 'p.a.'.
_PER = re.compile(
    r"\s*(?:/|\b(?:per|pro|par|por|je|a|al|à)\s)\s*(?P<word>[^\W\d]+)\.?$|\s*\bp\.\s?(?P<short>[am])\.?$"
)
_SHORT = {"a": "year", "m": "month"}
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
        body = match["body"].translate(_NO_SPACES).rstrip(".,")
        marks = [c for c in body if c in ".,"]
        if not marks:
            continue
        last: Mark = "." if marks[-1] == "." else ","
        other: Mark = "," if last == "." else "."
        if len(set(marks)) == 2:
            proved.add(last)
        elif len(marks) > 1 or _ENGLISH.match(text):
            proved.add(other)
        elif _TWO_WAYS.match(body):
            open_ = True
        else:
            proved.add(last)
    if len(proved) == 1:
        return proved.pop(), False
    return None, open_ or bool(proved)


def parse_number(text: str, mark: Mark) -> Decimal | None:
    """The number that the text says under this decimal mark. None: it says none.

    '12 %' is 0.12, '(5)' is −5, '12K' 12,000; '99 EUR/month' is 99: what a price is for, see `interval_in`.
    """
    bare, negative = _bare(text)
    match = _figure(bare)
    if match is None or not _codes_known(match):
        return None
    # A small m alone may be minutes or metres; behind a currency it is millions.
    if match["times"] == "m" and not (match["before"] or match["inner"] or match["after"]):
        return None
    body = match["body"].translate(_NO_SPACES).rstrip(".,")
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
    number = number.scaleb(_TIMES[match["times"].casefold().rstrip(".")]) if match["times"] else number
    return -number if minus else number


def currency_of(text: str) -> str | None:
    """The ISO code of the currency named in a cell of money; '$' and '¥' alone name none for sure."""
    match = _figure(_bare(text)[0])
    named = match and (match["before"] or match["inner"] or match["after"])
    if not named:
        return None
    return _SIGNS.get(named) or (named.upper() if re.match(r"^[A-Za-z]{3}$", named) else None)


def currencies_of(text: str) -> frozenset[str] | None:
    """The codes that the currency in a cell may have: of '$' every dollar's; None where it has none."""
    match = _figure(_bare(text)[0])
    named = match and (match["before"] or match["inner"] or match["after"])
    if not named or named.rstrip(".,-") == "":
        return None
    if named in _SHARED_SIGNS:
        return frozenset(_SHARED_SIGNS[named].split())
    code = currency_of(text)
    return None if code is None else frozenset((code,))


def own_mark(text: str) -> Mark | None:
    """The decimal mark that the text alone proves; '.' where it has none; None where it may be either."""
    mark, is_open = decimal_mark([text])
    return mark if mark is not None else None if is_open else "."


def is_shorthand(text: str) -> bool:
    """True for thousands and millions that are written as such: '12K', '1.2M'."""
    match = _figure(_bare(text)[0])
    return match is not None and match["times"] is not None


def interval_in(text: str) -> tuple[str, int] | None:
    """The interval that the price in a cell is for: '1200 EUR/yr' ('year', 1); None where it says none."""
    match = _PER.search(text) if len(text) <= _LONGEST else None
    return None if match is None else billing_interval(match["word"] or _SHORT[match["short"]])


def _figure(text: str) -> re.Match[str] | None:
    """The parts of a figure. Longer texts are none, and could keep the expression busy for hours."""
    return _UNITS.match(text) if len(text) <= _LONGEST else None


def _bare(text: str) -> tuple[str, bool]:
    text = text.strip()
    # The last letter is a currency's or an interval's.
    if len(text) <= _LONGEST and (text[-1:].isalpha() or text[-1:] == "."):
        match = _PER.search(text)
        if match is not None and interval_in(text) is not None:
            text = text[: match.start()].rstrip()
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
