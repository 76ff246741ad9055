"""The day that a list is of, as its file's name says it."""

from __future__ import annotations

import re
from datetime import date, timedelta

from csm_core.intake.vocabulary.month_names import month_number

_YEAR = r"(?P<year>(?:19|20)\d\d)"
_GAP = r"[-_. ]?"
# Numbers side by side are one number: 20250131 is a day, and the 2025 in 120255 is no year.
_DAY_FORMS = (
    rf"(?<!\d){_YEAR}{_GAP}(?P<month>0[1-9]|1[0-2]){_GAP}(?P<day>0[1-9]|[12]\d|3[01])(?!\d)",
    rf"(?<!\d)(?P<day>0?[1-9]|[12]\d|3[01])[-_. ](?P<name>[^\W\d_]{{3,10}})\.?[-_. ,]*{_YEAR}(?!\d)",
    rf"(?P<name>[^\W\d_]{{3,10}})\.?[-_ ](?P<day>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?[-_. ,]+{_YEAR}(?!\d)",
)
# 31-01-2025 has one reading, 03-04-2025 has two.
_TURNED = rf"(?<!\d)(?P<one>\d\d)[-_. ](?P<two>\d\d)[-_. ]{_YEAR}(?!\d)"
_MONTH_FORMS = (
    rf"(?<!\d){_YEAR}{_GAP}m?(?P<month>0[1-9]|1[0-2])(?!\d)",
    rf"(?<!\d)(?P<month>0[1-9]|1[0-2])[-_.]{_YEAR}(?!\d)",
    rf"(?P<name>[^\W\d_]{{3,10}})\.?[-_. ,]*{_YEAR}(?!\d)",
    rf"(?<!\d){_YEAR}[-_. ]*(?P<name>[^\W\d_]{{3,10}})",
)


def date_in_name(name: str, loaded_on: date | None = None) -> date | None:
    """The day in a file's (or sheet's) name: 'subs_2025-01.csv', 'customers March 2025.xlsx', '20250131'.

    A month alone means its last day, or the day of the load where that is known and lies in the month: a list can't
    be of a day to come. None where the name says no day, or may say two.
    """
    day = _day(name) or _month_end(name, loaded_on)
    return day if day is not None and date(1990, 1, 1) <= day else None


def stem(name: str) -> str:
    """What stays of a file's name without folder, ending, dates and numbers: next month's list has the same."""
    base = re.sub(r"\.[^./]{1,8}(\.gz|\.zip)?$", "", name.rsplit("/", 1)[-1].casefold())
    words = re.split(r"[\W\d_]+", base)
    return " ".join(word for word in words if word and month_number(word) is None and word not in _COPIES)


_COPIES = frozenset({"copy", "kopie", "final", "new", "neu", "export", "latest", "v", "q", "m"})


def _day(name: str) -> date | None:
    for form in _DAY_FORMS:
        for match in re.finditer(form, name, re.IGNORECASE):
            month = _month(match)
            day = _valid(int(match["year"]), month, int(match["day"])) if month else None
            if day is not None:
                return day
    turned = re.search(_TURNED, name)
    if turned is None:
        return None
    one, two, year = int(turned["one"]), int(turned["two"]), int(turned["year"])
    readings = {_valid(year, two, one), _valid(year, one, two)} - {None}
    return readings.pop() if len(readings) == 1 else None


def _month_end(name: str, loaded_on: date | None) -> date | None:
    if re.search(_TURNED, name):
        return None
    for form in _MONTH_FORMS:
        for match in re.finditer(form, name, re.IGNORECASE):
            month = _month(match)
            if month is None:
                continue
            year = int(match["year"])
            last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
            is_running = loaded_on is not None and (loaded_on.year, loaded_on.month) == (year, month)
            return loaded_on if is_running else last
    return None


def _month(match: re.Match[str]) -> int | None:
    named = match.groupdict()
    if "month" in named:
        return int(named["month"])
    return month_number(named["name"])


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
