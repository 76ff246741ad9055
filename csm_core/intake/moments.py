"""Texts to moments: dates in any usual spelling, epochs, Excel serials, zones."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from csm_core.intake.month_names import month_number

Order = Literal["dmy", "mdy", "ymd"]
_LONGEST = 80  # of the spellings of a moment
_SEPARATORS = frozenset("-/.")
_TIME = (
    r"(?:[T ,]+(?:at |um |à )?(?P<h>\d{1,2})[:.h](?P<m>\d{2})(?:[:.](?P<s>\d{2})(?:[.,](?P<f>\d{1,9}))?)?"
    r"\s*(?P<half>[AaPp]\.?[Mm]\.?)?"
    r"\s*(?P<zone>Z|UTC|GMT|[A-Z]{3,4}|(?:UTC|GMT)?[+-]\d{2}:?\d{2}|[+-]\d{2})?(?: Uhr)?)?$"
)
_YEAR_FIRST = re.compile(r"^(?P<y>\d{4})(?P<sep>[-/.])(?P<a>\d{1,2})(?P=sep)(?P<b>\d{1,2})" + _TIME)
_YEAR_LAST = re.compile(r"^(?P<a>\d{1,2})(?P<sep>[-/.])(?P<b>\d{1,2})(?P=sep)(?P<y>\d{4}|\d{2})" + _TIME)
_NAMED = re.compile(
    r"^(?:[^\W\d]+\.?,? )?(?P<d>\d{1,2})(?:st|nd|rd|th|\.)?(?: de |[ /.-])?(?P<name>[^\W\d]+)\.?"
    r"(?: de |,? |[/.-])'?(?P<y>\d{4}|\d{2})" + _TIME
)
_NAMED_FIRST = re.compile(
    r"^(?:[^\W\d]+, )?(?P<name>[^\W\d]+)\.? (?P<d>\d{1,2})(?:st|nd|rd|th)?,? (?P<y>\d{4})" + _TIME
)
_COMPACT = re.compile(r"^(?P<y>(?:19|20)\d{2})(?P<a>0[1-9]|1[0-2])(?P<b>[0-3]\d)$")
_MONTH = re.compile(r"^(?P<y>(?:19|20)\d{2})[-/. ]?(?P<a>0[1-9]|1[0-2])$")
_MONTH_LAST = re.compile(r"^(?P<a>0?[1-9]|1[0-2])[-/. ](?P<y>(?:19|20)\d{2})$")
_MONTH_NAMED = re.compile(r"^(?P<name>[^\W\d]+)\.?[ /'-]*(?P<y>(?:19|20)\d{2}|\d{2})$")
_EPOCH = re.compile(r"^(\d{9,10})(?:\.\d+)?$|^(\d{12,13})$|^(\d{15,16})$")
_SERIAL = re.compile(r"^[2-7]\d{4}(?:\.\d+)?$")
_ZONES = {
    "UTC": 0,
    "GMT": 0,
    "Z": 0,
    "WET": 0,
    "EST": -300,
    "EDT": -240,
    "CST": -360,
    "CDT": -300,
    "MST": -420,
    "MDT": -360,
    "PST": -480,
    "PDT": -420,
    "AKST": -540,
    "AKDT": -480,
    "HST": -600,
    "BST": 60,
    "CET": 60,
    "CEST": 120,
    "WEST": 60,
    "EET": 120,
    "EEST": 180,
    "JST": 540,
    "AEST": 600,
    "AEDT": 660,
    "NZST": 720,
}


@dataclass(frozen=True, slots=True)
class Moment:
    """A wall-clock moment; `offset` in minutes east of UTC where the text says it; dates have no time."""

    wall: dt.datetime
    has_time: bool
    offset: int | None = None


def _wall(
    year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0, micro: int = 0
) -> dt.datetime:
    return dt.datetime(year, month, day, hour, minute, second, micro)  # noqa: DTZ001 - wall-clock time; its zone is known apart from it


def parse_moment(text: str, order: Order) -> Moment | None:
    """The moment that the text says, None where it says none or an impossible one (31 June, hour 25)."""
    if len(text) > _LONGEST:
        return None
    try:
        return _calendar(text, order) or _count(text)
    except (ValueError, OverflowError):
        return None


def possible_orders(texts: Sequence[str]) -> frozenset[str]:
    """'dmy' and 'mdy' as far as every text of the column that has day and month in figures allows them.

    Dots are never month-first. The empty set: the column mixes both. Without such texts: both.
    """
    possible = {"dmy", "mdy"}
    for text in texts:
        match = _YEAR_LAST.match(text) if _may_end_in_year(text) else None
        if match is None:
            continue
        a, b = int(match["a"]), int(match["b"])
        if a > 12 or (match["sep"] == "." and a != b):
            possible.discard("mdy")
        if b > 12:
            possible.discard("dmy")
    return frozenset(possible)


def is_order_open(texts: Sequence[str]) -> bool:
    """True when some text would be another day under the other order."""
    matches = (_YEAR_LAST.match(text) for text in texts if _may_end_in_year(text))
    return any(m is not None and m["a"].lstrip("0") != m["b"].lstrip("0") for m in matches)


def _may_end_in_year(text: str) -> bool:
    """A cheap look before the expression is tried: a separator after one or two figures."""
    return len(text) <= _LONGEST and (text[1:2] in _SEPARATORS or text[2:3] in _SEPARATORS)


def _calendar(text: str, order: Order) -> Moment | None:
    if match := _YEAR_FIRST.match(text):
        month, day = int(match["a"]), int(match["b"])
        return _moment(match, int(match["y"]), month, day)
    if match := _YEAR_LAST.match(text):
        a, b = int(match["a"]), int(match["b"])
        if order == "ymd" and len(match["y"]) == 2:
            return _moment(match, _full_year(match["a"]), b, int(match["y"]))
        month, day = (a, b) if order == "mdy" else (b, a)
        return _moment(match, _full_year(match["y"]), month, day)
    for pattern in (_NAMED, _NAMED_FIRST):
        if (match := pattern.match(text)) and (number := month_number(match["name"])):
            return _moment(match, _full_year(match["y"]), number, int(match["d"]))
    if match := _COMPACT.match(text):
        return Moment(_wall(int(match["y"]), int(match["a"]), int(match["b"])), False)
    if match := _MONTH.match(text) or _MONTH_LAST.match(text):
        return Moment(_wall(int(match["y"]), int(match["a"]), 1), False)
    if (match := _MONTH_NAMED.match(text)) and (number := month_number(match["name"])):
        return Moment(_wall(_full_year(match["y"]), number, 1), False)
    return None


def _moment(match: re.Match[str], year: int, month: int, day: int) -> Moment | None:
    if not 1900 <= year <= 2200:
        return None
    if match["h"] is None:
        return Moment(_wall(year, month, day), False)
    hour = int(match["h"])
    if match["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if match["half"][0] in "Pp" else 0)
    fraction = int((match["f"] or "0")[:6].ljust(6, "0"))
    day_after = hour == 24 and not int(match["m"])
    wall = _wall(year, month, day, 0 if day_after else hour, int(match["m"]), int(match["s"] or "0"), fraction)
    if day_after:
        wall += dt.timedelta(days=1)
    zone = match["zone"]
    if zone is None:
        return Moment(wall, True)
    offset = _offset(zone)
    return None if offset is None else Moment(wall, True, offset)


def _offset(zone: str) -> int | None:
    if zone in _ZONES:
        return _ZONES[zone]
    match = re.match(r"^(?:UTC|GMT)?([+-])(\d{2}):?(\d{2})?$", zone)
    if match is None:
        return None
    minutes = int(match[2]) * 60 + int(match[3] or "0")
    return -minutes if match[1] == "-" else minutes


def _count(text: str) -> Moment | None:
    """Seconds, milliseconds or microseconds since 1970 in UTC, or Excel's days since 1900."""
    if match := _EPOCH.match(text):
        digits = match[1] or match[2] or match[3]
        scale = 1 if match[1] else 1_000 if match[2] else 1_000_000
        wall = _wall(1970, 1, 1) + dt.timedelta(microseconds=int(digits) * (1_000_000 // scale))
        return Moment(wall, True, 0)
    if _SERIAL.match(text):
        wall = _wall(1899, 12, 30) + dt.timedelta(seconds=round(float(text) * 86_400))
        return Moment(wall, "." in text)
    return None


def _full_year(text: str) -> int:
    """Two digits are 1969 to 2068, as POSIX has it."""
    year = int(text)
    return year if len(text) == 4 else year + (2000 if year < 69 else 1900)
