"""In which order a column writes day, month and year, as far as its own dates prove it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Literal

from csm_core.intake.cells.moments import LONGEST, YEAR_LAST, full_year, tidied

_SEPARATORS = frozenset("-/.")
_FEW = 3  # dates that go up or down one after the other by chance
_WIDER, _YEARS = 3, 3
Parts = tuple[int, int, int]


def possible_orders(texts: Sequence[str]) -> frozenset[str]:
    """'dmy' and 'mdy' as far as every text of the column that has day and month in figures allows them.

    Dots are never month-first. The empty set: the column mixes both. Without such texts: both.
    """
    possible = {"dmy", "mdy"}
    for text in map(tidied, texts):
        match = YEAR_LAST.match(text) if _may_end_in_year(text) else None
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
    matches = (YEAR_LAST.match(text) for text in map(tidied, texts) if _may_end_in_year(text))
    return any(m is not None and m["a"].lstrip("0") != m["b"].lstrip("0") for m in matches)


def short_year(text: str) -> Parts | None:
    """The three parts of a date whose year, first or last, has two figures."""
    text = tidied(text)
    match = YEAR_LAST.match(text) if _may_end_in_year(text) else None
    if match is None or len(match["y"]) == 4:
        return None
    return int(match["a"]), int(match["b"]), int(match["y"])


def year_place(texts: Sequence[str]) -> Literal["first", "last", "open"] | None:
    """Whether dates with a year of two figures begin or end with it; None where the column has no such dates.

    `texts`: in the order of the file. Impossible days rule a place out; then dates that go on one after the other
    speak for it; then years that lie close together, where those of the other place are scattered as days are.
    """
    parts = list(dict.fromkeys(one for text in texts if (one := short_year(text))))
    if not parts:
        return None
    first = [_day(a, b, c) for a, b, c in parts]
    day_first, month_first = [_day(c, b, a) for a, b, c in parts], [_day(c, a, b) for a, b, c in parts]
    # A date that is impossible everywhere tells nothing.
    is_possible = [bool(one or day or month) for one, day, month in zip(first, day_first, month_first, strict=True)]
    years_first = _possible(first, is_possible)
    years_last = [days for dates in (day_first, month_first) if (days := _possible(dates, is_possible))]
    if not years_first or not years_last:
        return "first" if years_first else "last"
    if years_first in years_last:
        return "last"
    in_order = any(map(_in_order, years_last))
    if _in_order(years_first) != in_order:
        return "last" if in_order else "first"
    wide_first, wide_last = _years(years_first), min(map(_years, years_last))
    if abs(wide_first - wide_last) >= _YEARS:
        if wide_last >= _WIDER * wide_first:
            return "first"
        if wide_first >= _WIDER * wide_last:
            return "last"
    # With dots the year comes last, but for a few countries.
    return "last" if any("." in text[:3] for text in texts) else "open"


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(full_year(f"{year:02}"), month, day)
    except ValueError:
        return None


def _possible(dates: Sequence[dt.date | None], is_possible: Sequence[bool]) -> list[dt.date]:
    """The dates, none where one of those that tell something is impossible."""
    kept = [one for one, tells in zip(dates, is_possible, strict=True) if tells]
    return [] if None in kept else [one for one in kept if one is not None]


def _in_order(dates: Sequence[dt.date]) -> bool:
    return len(dates) >= _FEW and (list(dates) == sorted(dates) or list(dates) == sorted(dates, reverse=True))


def _years(dates: Sequence[dt.date]) -> float:
    return (max(dates) - min(dates)).days / 365.25


def _may_end_in_year(text: str) -> bool:
    """A cheap look before the expression is tried: a separator after one or two figures."""
    return len(text) <= LONGEST and (text[1:2] in _SEPARATORS or text[2:3] in _SEPARATORS)
