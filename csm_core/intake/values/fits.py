"""Whether a column's values can be what a canonical column holds."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache, lru_cache

import pyarrow as pa

from csm_core.intake.cells.durations import parse_duration
from csm_core.intake.cells.moments import is_moment
from csm_core.intake.cells.numbers import CURRENCIES, decimal_mark, parse_number
from csm_core.intake.values.parse_column import Reading, parse_column
from csm_core.tables.catalogue import Column, Type

_WORDS = frozenset({"event_name", "comment", "subject", "account_name", "owner", "country", "industry", "product"})
_LOOKED_AT = 60  # different values of a column: enough to know its type by
_REMEMBERED = 1 << 14  # answers: a file of thousands of columns is asked about each of them several times


def fits(column: Column, values: Sequence[str]) -> float:
    """The share of the values that are of the column's type; 0.9 where there are none to tell."""
    if not values:
        return 0.9
    return _fits(*_asked(column), tuple(values[:_LOOKED_AT]))


@cache
def _asked(column: Column) -> tuple[Type, str]:
    """The type, and what of the name matters beside it: columns that ask for the same share their answers."""
    if column.type is Type.TEXT:
        if column.name in ("contact_email", "domain", "currency", "user_id", "contact_id"):
            return column.type, column.name
        ids = "_id" if column.name.endswith("_id") else ""
        return column.type, "words" if column.name in _WORDS else ids
    type_ = Type.NUMBER if column.type in (Type.MONEY, Type.INTEGER) else column.type
    return type_, "duration" if column.name.endswith("_minutes") else ""


@lru_cache(maxsize=_REMEMBERED)
def _fits(type_: Type, meant: str, values: tuple[str, ...]) -> float:
    if type_ is Type.MOMENT:
        return _share(values, is_moment)
    if type_ is Type.NUMBER:
        mark = decimal_mark(values)[0] or "."
        lasts = meant == "duration"
        return _share(
            values, lambda one: parse_number(one, mark) is not None or (lasts and parse_duration(one) is not None)
        )
    if type_ is Type.BOOLEAN:
        if all(re.search(r"\d\D\d", one) for one in values):
            return 0.0  # dates and figures, however few
        wrong = parse_column(pa.array(values, pa.string()), Type.BOOLEAN, Reading()).wrong
        return 1 - wrong.sum().as_py() / len(values) if len(set(values)) > 3 else 1.0
    if meant == "contact_email":
        return _share(values, lambda one: "@" in one)
    if meant == "domain":
        return _share(values, lambda one: re.match(r"^(https?://)?[\w.-]+\.\w{2,}", one) and "@" not in one)
    if meant == "currency":
        return _share(values, is_currency)
    if meant.endswith("_id"):
        if are_mails(values) and meant == "_id":
            return 0.0
        dates = sum(bool(re.match(r"^\d{4}-\d{2}-\d{2}", one)) for one in values)
        return 0.0 if dates > 0.5 * len(values) or any(len(one) > 120 for one in values) else 1.0
    # Words are expected: columns of dates, of e-mails or of figures are something else.
    dates = all(re.match(r"^\d{4}-\d{2}-\d{2}", one) for one in values)
    return 0.6 if dates or are_mails(values) or (meant == "words" and are_figures(values)) else 1.0


def is_currency(text: str) -> bool:
    """True for a three-letter code and for the usual signs."""
    return text.upper() in CURRENCIES or text in ("€", "$", "£", "¥")


def are_mails(values: Sequence[str]) -> bool:
    """True where every value is an e-mail address."""
    return bool(values) and "@" in values[0] and all(re.match(r"^[^@\s]+@[^@\s]+\.\w+$", one) for one in values)


def are_ratings(values: Sequence[str]) -> bool:
    """True for whole numbers from 0 to 10 of which there are several."""
    return bool(values) and all(re.match(r"^(10|\d)(\.0)?$", one) for one in values) and len(set(values)) > 2


def are_figures(values: Sequence[str]) -> bool:
    """True where every value is a number without a word beside it."""
    return bool(values) and all(re.match(r"^[-+(]?[\d.,' ]+\)?$", one) for one in values)


def are_plain_numbers(values: Sequence[str]) -> bool:
    """True for short figures, which may be Excel's dates but need not be."""
    return all(re.match(r"^\d{1,5}(\.\d+)?$", one) for one in values)


def are_amounts(values: Sequence[str]) -> bool:
    """True for figures of which some have cents or a currency."""
    return _are_amounts(tuple(values[:_LOOKED_AT]))


@lru_cache(maxsize=_REMEMBERED)
def _are_amounts(values: tuple[str, ...]) -> bool:
    if not values or _fits(Type.NUMBER, "", values) < 1:
        return False
    return any(re.search(r"[.,]\d{2}\b|[€$£¥]|[A-Z]{3}", one) for one in values)


def are_names(values: Sequence[str]) -> bool:
    """True where most values read like names: words with a capital or with spaces, mostly without figures."""
    named = sum(bool(re.search(r"[^\W\d]{3}", one)) and not re.search(r"\d|_", one) for one in values)
    spelled = sum(" " in one.strip() or (one[:1].isupper() and not one.isupper()) for one in values)
    return bool(values) and named >= 0.7 * len(values) and spelled >= 0.7 * len(values)


def _share(values: Sequence[str], good: Callable[[str], object]) -> float:
    return sum(bool(good(one)) for one in values) / len(values)
