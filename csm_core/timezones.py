"""Time zones by their name in the zone database."""

from __future__ import annotations

from functools import cache
from zoneinfo import available_timezones


@cache
def known_timezones() -> frozenset[str]:
    """Every name of the zone database; reading it takes 60 ms, so once."""
    return frozenset(available_timezones())


def read_timezone(text: str) -> str:
    """A time-zone name such as 'Europe/Berlin'.

    Raises
    ------
    ValueError
        When there is no such zone.
    """
    if text not in known_timezones():
        raise ValueError(text)
    return text
