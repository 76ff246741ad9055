"""The unit that a header states beside what it names: 'mrr_cents', 'mrr (k€)', 'First response time (in hrs)'."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Literal

from csm_core.intake.cells.numbers import CURRENCIES

Unit = Literal[
    "cents", "thousands", "millions", "micros", "milliseconds", "seconds", "minutes", "hours", "days", "as_written"
]
MONEY_UNITS: tuple[Unit, ...] = ("cents", "thousands", "millions", "micros")
TIME_UNITS: tuple[Unit, ...] = ("milliseconds", "seconds", "minutes", "hours", "days")
UNITS: tuple[Unit, ...] = (*MONEY_UNITS, *TIME_UNITS, "as_written")
# Unit → by how much its figures are multiplied and divided to give whole money, or minutes.
RATIOS: Mapping[Unit, tuple[int, int]] = MappingProxyType(
    {
        "cents": (1, 100),
        "thousands": (1_000, 1),
        "millions": (1_000_000, 1),
        "micros": (1, 1_000_000),
        "milliseconds": (1, 60_000),
        "seconds": (1, 60),
        "minutes": (1, 1),
        "hours": (60, 1),
        "days": (1_440, 1),
        "as_written": (1, 1),
    }
)
# Spelled as a word of the header, or in brackets behind it. What one letter means, only brackets say.
_WORDS: Mapping[Unit, str] = MappingProxyType(
    {
        "cents": r"cents?|minor(?: units?)?|pence|centimes|centavos|centimos|rappen|öre|ore|¢|ct",
        "thousands": (
            r"k|thousands?|tsd|t(?:eur|usd|gbp|chf)|k(?:eur|usd|gbp|chf)|'?000s?|milliers|miles|milhares|duizend"
        ),
        "millions": r"millions?|mio|mln|mn|m(?:eur|usd|gbp|chf)|millionen|millones|milhoes|miljoen",
        "micros": r"micros",
        "milliseconds": r"ms|msecs?|millis|milliseconds?|millisekunden",
        "seconds": r"s|secs?|seconds?|sekunden?|sek|secondes?|segundos?|seconden?",
        "minutes": r"mins?|minutes?|minuten?|minutos?|m",
        "hours": r"h|hrs?|hours?|stunden?|std|heures?|horas?|uren|uur",
        "days": r"d|days?|tage?n?|jours?|dias?|dagen|business days",
    }
)
_ONLY_IN_BRACKETS = re.compile(
    r"^(?:s|m|h|d|ct|std|miles|day|hour|minute|second|tag|jour|dia|uur|ore|hora|heure|stunde|segundo|seconde|minuto)$"
)
_CLOCK = re.compile(r"^(?:h{1,2}:mm(?::ss)?|mm:ss|\[?h\]?:mm(?::ss)?|d\.hh:mm(?::ss)?)$", re.I)
_BRACKETS = re.compile(r"^(.*?)\s*[(\[]\s*(?:in|en|em)?\s*([^()\[\]]+?)\s*[)\]]\s*$", re.I)
_MONEY_SIGNS = r"[€$£¥]|" + "|".join(sorted(CURRENCIES))
_SIGNS: Mapping[str, str] = {"€": "EUR", "£": "GBP", "us$": "USD", "euro": "EUR", "euros": "EUR"}
_ZONE = re.compile(r"^(?:UTC|GMT|[A-Z]{2,4}T|[A-Z][A-Za-z]+/[A-Za-z_/+-]+)(?:\s*[+-]\d{1,2}(?::?\d{2})?)?$")
_FIRST = re.compile(
    r"^(?P<unit>seconds|minutes|hours|days|mins|hrs)[ _](?:to|until|till|before)[ _](?P<rest>.+)$", re.I
)


@dataclass(frozen=True, slots=True)
class HeaderUnit:
    """`plain`: the header without its unit, and without the currency beside it. `unit`: of MONEY_UNITS or TIME_UNITS,
    None where it states none. `is_clock`: it says that durations are written as on a clock."""

    plain: str
    unit: Unit | None = None
    is_clock: bool = False

    @property
    def is_money(self) -> bool:
        """True for a unit that only amounts of money have."""
        return self.unit in MONEY_UNITS

    @property
    def is_time(self) -> bool:
        """True for a unit of durations."""
        return self.is_clock or self.unit in TIME_UNITS


@cache
def header_unit(header: str) -> HeaderUnit:
    """What the header says apart from its unit, and the unit."""
    in_brackets = _BRACKETS.match(header)
    if in_brackets is not None and in_brackets[1]:
        plain, unit_text = in_brackets[1], in_brackets[2].strip()
        if _CLOCK.match(unit_text):
            return HeaderUnit(plain, None, True)
        unit = _unit(unit_text, in_brackets=True)
        if unit is not None:
            return HeaderUnit(plain, unit)
        aside = re.fullmatch(_MONEY_SIGNS, unit_text.upper()) or _ZONE.match(unit_text)
        return HeaderUnit(plain) if aside else HeaderUnit(header)
    first = _FIRST.match(header)
    if first is not None:
        return HeaderUnit(first["rest"], _unit(first["unit"], in_brackets=False))
    return _last_words(header)


def header_currency(header: str) -> str | None:
    """The code of the currency that the header states in brackets or as its first or last word: 'MRR (USD)',
    'arr_eur', '€ MRR'; None where it states none, or a sign of several."""
    in_brackets = _BRACKETS.match(header)
    if in_brackets is not None:
        return currency_in(in_brackets[2].casefold())
    words = re.split(r"[\s_.-]+", header.strip())
    if len(words) < 2:
        return None
    # In front, where sentences begin, a code stands in capitals alone.
    first = currency_in(words[0].casefold()) if words[0].isupper() or not words[0].isalpha() else None
    return currency_in(words[-1].casefold()) or first


def currency_in(label: str) -> str | None:
    """The code of the first currency that a text in lower case names: 'eur', 'k€', 'us$ a month'; None for none."""
    for word in re.findall(r"us\$|[€£]|[^\W\d]+", label):
        plain = word if word in _SIGNS else re.sub(r"^[kmt](?=[a-z]{3}$)", "", word)
        if plain in _SIGNS or plain.upper() in CURRENCIES:
            return _SIGNS.get(plain, plain.upper())
    return None


def _last_words(header: str) -> HeaderUnit:
    """'mrr_usd_cents', 'totalInCents', 'Umsatz in Tsd. €': the unit is the last word or two, a currency beside it."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", header)
    words = re.split(r"[\s_.-]+", spaced.strip())
    for length in (3, 2, 1):
        rest, last = words[:-length], " ".join(words[-length:])
        unit = _unit(last, in_brackets=False) if rest else None
        if unit is None or rest[-1].casefold() in ("per", "pro", "par", "por"):
            continue
        while len(rest) > 1 and (rest[-1].casefold() in ("in", "en", "em") or rest[-1].upper() in CURRENCIES):
            rest = rest[:-1]
        return HeaderUnit(" ".join(rest), unit)
    has_currency = len(words) > 1 and words[-1].upper() in CURRENCIES and not words[-2].casefold().startswith("curr")
    return HeaderUnit(" ".join(words[:-1]) if has_currency else header)


def _unit(unit_text: str, *, in_brackets: bool) -> Unit | None:
    """The unit that a few words name, a currency beside it or not."""
    word = (
        re.sub(rf"\s*(?:{_MONEY_SIGNS})\s*", "", unit_text.strip().rstrip("."), flags=re.I)
        if _has_money(unit_text)
        else unit_text
    )
    word = re.sub(r"^(?:in|en|em)\s+", "", word.strip().strip("."), flags=re.I).casefold()
    if not in_brackets and _ONLY_IN_BRACKETS.match(word):
        return None
    if not word or (word == "m" and _has_money(unit_text)):
        return "millions" if word else None
    if word == "t" and _has_money(unit_text):
        return "thousands"
    return next((unit for unit, spelled in _WORDS.items() if re.fullmatch(spelled, word)), None)


def _has_money(unit_text: str) -> bool:
    return bool(re.search(rf"[€$£¥]|\b(?:{'|'.join(sorted(CURRENCIES))})\b", unit_text.upper()))
