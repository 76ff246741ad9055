"""The last day of a period, as people say it, and the day after it, with which the program counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date, timedelta

from csm_core.named_pairs import LAST_DAY, read_day

_DAY = timedelta(days=1)
# The name of earlier versions in addresses and documents; it said the day after the last.
_FORMER, _NAME = "end", "to"


def last_day_before(end: date) -> date:
    """The last day of a period whose exclusive end is `end`."""
    return end - _DAY


def end_after(last: date) -> date:
    """The exclusive end of a period whose last day is `last`."""
    return last + _DAY


def read_last_day(text: str) -> date:
    """The exclusive end that the ISO text of a last day says. Raises ValueError for any other text."""
    day = date.fromisoformat(text)
    if day > LAST_DAY:
        raise ValueError(text)
    return read_day(end_after(day).isoformat())


def with_last_day(pairs: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The pairs, with a last day where they say an exclusive end; one that can't be read stays, to be named."""
    for name, text in pairs:
        if name == _FORMER:
            with suppress(ValueError):
                name, text = _NAME, last_day_before(read_day(text)).isoformat()
        yield name, text
