"""Texts to moments: dates in any usual spelling, epochs, Excel serials, zones."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Literal

from csm_core.intake.cells.zones import zone_offset
from csm_core.intake.vocabulary.month_names import month_number

Order = Literal["dmy", "mdy", "ymd"]
Spelling = Literal[
    "year first", "year last", "month in words", "compact", "month", "quarter", "week", "since 1970", "serial"
]
LONGEST = 80  # of the spellings of a moment
_FIRST_YEAR, _LAST_YEAR = 1900, 2200
_TIME = (
    r"(?:[T ,]+(?:at |um |à )?(?P<h>\d{1,2})[:.h](?P<m>\d{2})(?:[:.](?P<s>\d{2})(?:[.,](?P<f>\d{1,9}))?)?"
    r"\s*(?P<half>[AaPp]\.?\s?[Mm]\.?)?"
    r"\s*(?P<zone>(?:UTC|GMT)? ?[+-]\d{1,2}(?::?\d{2})?|[A-Z]{1,5})?(?: Uhr)?(?: ?\([^()]*\))?)?$"
)
_YEAR_FIRST = re.compile(r"^(?P<y>\d{4})(?P<sep>[-/.])(?P<a>\d{1,2})(?P=sep)(?P<b>\d{1,2})\.?" + _TIME)
YEAR_LAST = re.compile(r"^(?P<a>\d{1,2})(?P<sep>[-/.])(?P<b>\d{1,2})(?P=sep)(?P<y>\d{4}|\d{2})" + _TIME)
_NAMED = re.compile(
    r"^(?:[^\W\d]+\.?,? )?(?P<d>\d{1,2})(?:st|nd|rd|th|\.)?(?: de |[ /.-])?(?P<name>[^\W\d]+)\.?"
    r"(?: de |,? |[/.-])'?(?P<y>\d{4}|\d{2})" + _TIME
)
_NAMED_FIRST = re.compile(
    r"^(?:[^\W\d]+,? )?(?P<name>[^\W\d]+)\.? (?P<d>\d{1,2})(?:st|nd|rd|th)?,? (?P<y>\d{4})" + _TIME
)
_COMPACT = re.compile(r"^(?P<y>(?:19|20)\d{2})(?P<a>0[1-9]|1[0-2])(?P<b>[0-3]\d)$")
_MONTH = re.compile(r"^(?P<y>(?:19|20)\d{2})[-/. ]?(?P<a>0[1-9]|1[0-2])$")
_MONTH_LAST = re.compile(r"^(?P<a>0?[1-9]|1[0-2])[-/. ](?P<y>(?:19|20)\d{2})$")
_MONTH_NAMED = re.compile(r"^(?P<name>[^\W\d]+)\.?[ /'-]*(?P<y>(?:19|20)\d{2}|\d{2})$")
_QUARTER = re.compile(r"^(?P<y>(?:19|20)\d{2})[-/ ]?[QTqt](?P<q>[1-4])$")
_QUARTER_FIRST = re.compile(
    r"^(?:[QTqt](?P<q>[1-4])|(?P<p>[1-4])(?:[QTqt]|\. ?Quartal))[-/ ']*(?P<y>(?:19|20)\d{2}|\d{2})$"
)
_WEEK = re.compile(r"^(?P<y>(?:19|20)\d{2})[- ]?W(?P<w>[0-5]\d)(?:-?(?P<d>[1-7]))?$")
_EPOCH = re.compile(r"^(\d{9,10})(?:\.\d+)?$|^(\d{12,13})$|^(\d{15,16})$")
_SERIAL = re.compile(r"^[2-7]\d{4}(?:\.\d+)?$")
_UNIX = re.compile(r"^\w{3} (\w{3}) +(\d{1,2}) ([\d:]+) (?:([A-Z]{3,4}) )?(\d{4})$")
_EAST = re.compile(r"^(\d{4})[年년] ?(\d{1,2})[月월] ?(\d{1,2})[日일]? ?(午前|午後|上午|下午|오전|오후)? ?(.*)$")
_EAST_HALF = re.compile(r"^(\S+) (午前|午後|上午|下午|오전|오후) ?(.+)$")
_DIGIT = re.compile(r"\d")
_ORDERS: tuple[Order, ...] = ("dmy", "mdy", "ymd")
_SIGNS = str.maketrans(
    dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212\ufe63\uff0d", "-")
    | dict.fromkeys("\u00a0\u2000\u2002\u2003\u2007\u2009\u202f\u3000", " ")
    | {"\u200e": None, "\u200f": None}
)


@dataclass(frozen=True, slots=True)
class Moment:
    """A wall-clock moment; `offset` in minutes east of UTC where the text says it; dates have no time.

    `zone` is the zone as the text names it. `spelling`: which family of spellings the text is of.
    """

    wall: dt.datetime
    has_time: bool
    offset: int | None = None
    zone: str | None = None
    spelling: Spelling = "year first"

    @property
    def shows_times(self) -> bool:
        """Whether it proves that its column is one of times: by an hour other than midnight, or a zone.

        Programs write dates as midnights without a zone, too, and as seconds since 1970.
        """
        return self.has_time and (self.wall.time() != dt.time() or self.zone is not None)


def parse_moment(text: str, order: Order) -> Moment | None:
    """The moment that the text says, None where it says none or an impossible one (31 June, hour 25).

    Years before 1900 and after 2200 are none: what they stand for, see `placeholders`.
    """
    moment = any_moment(text, order)
    return moment if moment is not None and _FIRST_YEAR <= moment.wall.year <= _LAST_YEAR else None


def is_moment(text: str) -> bool:
    """Whether the text says a moment, whatever the order of its parts."""
    if _DIGIT.search(text) is None:
        return False
    # The order matters to one spelling alone.
    orders = _ORDERS if len(text) <= LONGEST and YEAR_LAST.match(tidied(text)) else _ORDERS[:1]
    return any(parse_moment(text, order) is not None for order in orders)


def any_moment(text: str, order: Order) -> Moment | None:
    """The same in any year from 1 to 9999."""
    if len(text) > LONGEST:
        return None
    try:
        return _calendar(tidied(text), order) or _part_of_year(text) or _count(text)
    except (ValueError, OverflowError):
        return None


def tidied(text: str) -> str:
    """The text with plain hyphens and spaces, and the parts of a date in the order that we know."""
    if not text.isascii():
        text = text.translate(_SIGNS)
        if match := _EAST.match(text):
            text = f"{match[1]}-{match[2]}-{match[3]} {_hour(match[5], match[4])}".strip()
        elif match := _EAST_HALF.match(text):
            text = f"{match[1]} {_hour(match[3], match[2])}"
    if text[:1].isalpha() and (match := _UNIX.match(text)):
        text = f"{match[2]} {match[1]} {match[5]} {match[3]} {match[4] or ''}".strip()
    return text


def _hour(time: str, half: str | None) -> str:
    time = re.sub(r"[時时点시] ?", ":", time)
    time = re.sub(r"[分분] ?(?=\d)", ":", time).rstrip("秒초分분 ")
    return f"{time} {'am' if half in ('午前', '上午', '오전') else 'pm'}" if half else time


def _wall(
    year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0, micro: int = 0
) -> dt.datetime:
    return dt.datetime(year, month, day, hour, minute, second, micro)  # noqa: DTZ001 - wall-clock time; its zone is known apart from it


def _calendar(text: str, order: Order) -> Moment | None:
    if match := _YEAR_FIRST.match(text):
        return _moment(match, int(match["y"]), int(match["a"]), int(match["b"]), "year first")
    if match := YEAR_LAST.match(text):
        a, b = int(match["a"]), int(match["b"])
        if order == "ymd" and len(match["y"]) == 2:
            return _moment(match, full_year(match["a"]), b, int(match["y"]), "year first")
        month, day = (a, b) if order == "mdy" else (b, a)
        return _moment(match, full_year(match["y"]), month, day, "year last")
    for pattern in (_NAMED, _NAMED_FIRST):
        if (match := pattern.match(text)) and (number := month_number(match["name"])):
            return _moment(match, full_year(match["y"]), number, int(match["d"]), "month in words")
    if match := _COMPACT.match(text):
        return Moment(_wall(int(match["y"]), int(match["a"]), int(match["b"])), False, spelling="compact")
    return None


def _part_of_year(text: str) -> Moment | None:
    """The first day of a month, a quarter or an ISO week."""
    if match := _MONTH.match(text) or _MONTH_LAST.match(text):
        return Moment(_wall(int(match["y"]), int(match["a"]), 1), False, spelling="month")
    if (match := _MONTH_NAMED.match(text)) and (number := month_number(match["name"])):
        return Moment(_wall(full_year(match["y"]), number, 1), False, spelling="month")
    if match := _QUARTER.match(text) or _QUARTER_FIRST.match(text):
        quarter = match["q"] or match["p"]
        return Moment(_wall(full_year(match["y"]), 3 * int(quarter) - 2, 1), False, spelling="quarter")
    if match := _WEEK.match(text):
        first = dt.date.fromisocalendar(int(match["y"]), int(match["w"]), int(match["d"] or "1"))
        return Moment(_wall(first.year, first.month, first.day), False, spelling="week")
    return None


def _moment(match: re.Match[str], year: int, month: int, day: int, spelling: Spelling) -> Moment | None:
    if match["h"] is None:
        return Moment(_wall(year, month, day), False, spelling=spelling)
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
        return Moment(wall, True, spelling=spelling)
    offset = zone_offset(zone, wall)
    return None if offset is None else Moment(wall, True, offset, zone, spelling)


def _count(text: str) -> Moment | None:
    """Seconds, milliseconds or microseconds since 1970 in UTC, or Excel's days since 1900."""
    if match := _EPOCH.match(text):
        digits = match[1] or match[2] or match[3]
        scale = 1 if match[1] else 1_000 if match[2] else 1_000_000
        wall = _wall(1970, 1, 1) + dt.timedelta(microseconds=int(digits) * (1_000_000 // scale))
        return Moment(wall, True, 0, spelling="since 1970")
    if _SERIAL.match(text):
        wall = _wall(1899, 12, 30) + dt.timedelta(seconds=round(float(text) * 86_400))
        return Moment(wall, "." in text, spelling="serial")
    return None


def full_year(text: str) -> int:
    """Two digits are 1969 to 2068, as POSIX has it."""
    year = int(text)
    return year if len(text) == 4 else year + (2000 if year < 69 else 1900)
