"""The day that a list is of: from a column that has one day for all rows, else from the file's name."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from csm_core.intake.fits import fits
from csm_core.intake.headers import spoken
from csm_core.tables import TABLES

_WORDS = (
    r"^(as ?of|as of date|snapshot|snapshot ?date|report(ing)? ?date|export(ed)? ?(date|at|on)|list ?date|stand"
    r"|stichtag|auswertungsdatum|date d export|date de l export|fecha de corte|data base|peildatum|month|monat"
    r"|reporting ?month|period)$"
)
_DAY = re.compile(r"(?<!\d)(20\d\d)[-_.]?(0[1-9]|1[0-2])[-_.]?(0[1-9]|[12]\d|3[01])(?!\d)")
_DAY_FIRST = re.compile(r"(?<!\d)(0[1-9]|[12]\d|3[01])[-_.](0[1-9]|1[0-2])[-_.](20\d\d)(?!\d)")
_MONTH = re.compile(r"(?<!\d)(20\d\d)[-_.]?(0[1-9]|1[0-2])(?![-_.]?\d)")


def date_column(headers: Sequence[str], samples: Mapping[str, Sequence[str]]) -> str | None:
    """The header of the one column that names the day of the list; None where there is none, or two."""
    month = TABLES["mrr_snapshots"].column("month")
    named = [one for one in headers if re.match(_WORDS, spoken(one)) and len(samples.get(one, ())) == 1]
    dates = [one for one in named if month is not None and fits(month, samples[one]) == 1]
    return dates[0] if len(dates) == 1 else None


def date_in_name(file: str) -> date | None:
    """The day in the file's name, the last one of a month; None where it names none or an impossible one."""
    name = file.rsplit("/", 1)[-1]
    try:
        if day := _DAY.search(name):
            return date(int(day[1]), int(day[2]), int(day[3]))
        if day := _DAY_FIRST.search(name):
            return date(int(day[3]), int(day[2]), int(day[1]))
        if month := _MONTH.search(name):
            first = date(int(month[1]), int(month[2]), 28) + timedelta(days=4)
            return first - timedelta(days=first.day)
    except ValueError:
        return None
    return None
