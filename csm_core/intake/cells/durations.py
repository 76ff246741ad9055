"""Durations as people and tools write them, in minutes."""

from __future__ import annotations

import re
from decimal import Decimal

_CLOCK = re.compile(
    r"^(?:(?P<d>\d{1,5})(?:[.]|\s*(?:d|days?|day\(s\)),?\s*))?(?P<h>\d{1,6}):(?P<m>\d{2})(?::(?P<s>\d{2}(?:\.\d+)?))?$"
)
_WORDED = re.compile(
    r"^(?:(?P<d>\d+(?:\.\d+)?)\s*(?:d|days?)\b[ ,]*)?(?:(?P<h>\d+(?:\.\d+)?)\s*(?:h|hrs?|hours?)\b[ ,]*)?"
    r"(?:(?P<m>\d+(?:\.\d+)?)\s*(?:m|mins?|minutes?)\b[ ,]*)?(?:(?P<s>\d+(?:\.\d+)?)\s*(?:s|secs?|seconds?)\b)?$",
    re.I,
)
_MINUTES = {"d": Decimal(1440), "h": Decimal(60), "m": Decimal(1), "s": 1 / Decimal(60)}
_ISO = re.compile(r"^PT?(?:(?P<h>\d+)H)?(?:(?P<m>\d+)M)?(?:(?P<s>\d+(?:\.\d+)?)S)?$")


def parse_duration(text: str) -> Decimal | None:
    """'01:30:00', '26:10', '1 day 02:00', '2h 5m', 'PT1H30M': the minutes; None for what is no such duration.

    Two numbers are hours and minutes, as help desks write them."""
    matched = _CLOCK.match(text) or _ISO.match(text) or _WORDED.match(text)
    given = {part: number for part, number in matched.groupdict().items() if number} if matched else {}
    if not given:
        return None
    return sum((Decimal(number) * _MINUTES[part] for part, number in given.items()), Decimal(0))
