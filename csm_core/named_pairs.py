"""Names and values of an address or a command line, read one by one; what can't be used is told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from csm_core.errors import BadValue

FILTER = "f."
# No customer's data lies outside; a year beyond is a typing error, and calendars end before such a look-back does.
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)


def read_pairs(
    pairs: Iterable[tuple[str, str]], readers: Mapping[str, Callable[[str], object]]
) -> tuple[dict[str, object], dict[str, list[str]], list[str]]:
    """The values that `readers` make of the pairs they know, the values of each filter, and a sentence for each
    value that raised a ValueError. Of a repeated name the last counts; other names are left to others."""
    accepted: dict[str, str] = {}
    filters: dict[str, list[str]] = {}
    for name, value in pairs:
        if name.startswith(FILTER):
            filters.setdefault(name.removeprefix(FILTER), []).append(value)
        elif name in readers:
            accepted[name] = value
    usable: dict[str, object] = {}
    dropped: list[str] = []
    for name, text in accepted.items():
        try:
            usable[name] = readers[name](text)
        except ValueError:
            dropped.append(f"'{text}' is not a valid {name}.")
    return usable, filters, dropped


def read_day(text: str) -> date:
    """A day that data can be of, from ISO text. Raises ValueError for any other text."""
    day = date.fromisoformat(text)
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValueError(text)
    return day


def read_currency(text: str) -> str:
    """A currency's code of three letters. Raises ValueError for any other text."""
    if len(text) != 3 or not (text.isascii() and text.isalpha()):
        raise ValueError(text)
    return text.upper()


def read_words(text: str) -> str:
    """Any text but an empty one. Raises ValueError for that."""
    if not text:
        raise ValueError(text)
    return text


def filters_of(pairs: Sequence[str]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Filters from 'attribute=value' texts.

    Raises
    ------
    BadValue
        When a text has no '='.
    """
    for pair in pairs:
        if "=" not in pair:
            raise BadValue.of("a filter", pair, "attribute=value, such as Segment=Enterprise")
    split = [pair.split("=", 1) for pair in pairs]
    return tuple((attribute, (value,)) for attribute, value in split)
