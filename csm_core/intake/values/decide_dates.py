"""Decisions over whole columns of dates: which part comes first, and what is to be said of how they are written."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import time

from csm_core.intake.batch import Issue
from csm_core.intake.cells.date_order import is_order_open, possible_orders, short_year, year_place
from csm_core.intake.cells.iso_moments import ISO_TEXT
from csm_core.intake.cells.moments import Moment, Order, parse_moment
from csm_core.intake.cells.zones import SHARED
from csm_core.intake.mapping import FileMapping
from csm_core.intake.values.parse_column import Reading

ORDER_WORDS: Mapping[str, str] = {"dmy": "day first", "mdy": "month first", "ymd": "year first"}
_COUNTS = {
    "since 1970": "as seconds (or thousandths) since 1970",
    "serial": "as a spreadsheet's days since 1900",
}
_TELLING = re.compile(
    r"(?:^|[^a-z])(?:date|time|day|month|week|when|at|on|since|until|from|to|start|end|begin|ts|unix|epoch|utc|seconds|ms"
    r"|millis|serial|datum|tag|zeit|monat|beginn|ende|seit|bis|am|fecha|inicio|fin|mes|data|mês|início|fim|dato|datetime"
    r"|timestamp|jour|mois|début|debut|le|du|au|maand|einde|[a-z]+(?:ed|date|time|datum))(?:$|[^a-z])"
)


def date_orders(mapping: FileMapping, moments: Mapping[str, list[str]], issues: list[Issue]) -> dict[str, Order]:
    """The order of each column that needs one: as the mapping says, as its dates prove, or as the file's others do.

    `moments`: canonical column → its different texts, in the file's order. What was assumed goes to `issues`.
    """
    stated = mapping.options.date_order
    if stated is not None:
        return dict.fromkeys(moments, stated)
    places = {name: position for name, texts in moments.items() if (position := year_place(texts)) is not None}
    orders: dict[str, Order] = dict.fromkeys(
        (name for name, position in places.items() if position == "first"), "ymd"
    )
    open_ = {name for name, texts in moments.items() if name not in orders and is_order_open(texts)}
    possible = {name: possible_orders(moments[name]) for name in open_}
    proved = {order for candidates in possible.values() if len(candidates) == 1 for order in candidates}
    for name, candidates in possible.items():
        header = mapping.columns.get(name, name)
        if places.get(name) == "open":
            orders[name] = _year_anywhere(name, header, moments[name], bool(orders), candidates, issues)
            continue
        example = next((text for text in moments[name] if is_order_open([text])), None)
        clock = any(text.casefold().endswith(("am", "pm")) for text in moments[name])
        orders[name] = "mdy" if candidates == {"mdy"} or (len(candidates) != 1 and proved == {"mdy"}) else "dmy"
        if len(candidates) == 1:
            continue
        if candidates and len(proved) == 1:
            order = ORDER_WORDS[orders[name]]
            message = f"'{header}' may be day first or month first; it was read {order}, like the file's other dates."
            issues.append(Issue("date_order_inferred", "info", message, column=header, value=example))
            continue
        orders[name] = "mdy" if clock and not proved else orders[name]
        reason = (
            "may be day first or month first"
            if candidates
            else "has the day first in some rows and the month in others"
        )
        message = f"'{header}' {reason}; it was read {ORDER_WORDS[orders[name]]}. Please say which it is."
        issues.append(_asked("date_order_assumed", message, name, header, example))
    return orders


def _year_anywhere(
    name: str, header: str, texts: Sequence[str], year_first: bool, candidates: frozenset[str], issues: list[Issue]
) -> Order:
    """The order of dates such as 25-01-24, which may begin or end with the year."""
    example = next(text for text in texts if short_year(text))
    if year_first:
        message = (
            f"'{header}' does not tell the year from the day; it was read year first, like the file's other dates."
        )
        issues.append(Issue("date_order_inferred", "info", message, column=header, value=example))
        return "ymd"
    order: Order = "mdy" if candidates == {"mdy"} else "dmy"
    message = (
        f"Dates in '{header}' such as '{example}' may begin or end with the year; they were read "
        f"{ORDER_WORDS[order]}. Please say which it is."
    )
    issues.append(_asked("date_order_assumed", message, name, header, example))
    return order


def date_notes(name: str, header: str | None, texts: Sequence[str], reading: Reading) -> list[Issue]:
    """What is to be said of a column of dates that are not all written plainly.

    Years of two figures, several spellings, months or quarters for days, counts of seconds or days, and zones whose
    abbreviation several have.
    """
    if header is None:
        return []
    read: dict[str, Moment] = {}
    for text in texts:
        if not ISO_TEXT.match(text) and (moment := parse_moment(text, reading.order)) is not None:
            read[text] = moment
    if not read:
        return []
    notes = _short_years(header, read)
    examples: dict[str, str] = {}
    for text, moment in read.items():
        examples.setdefault(moment.spelling, text)
    if len(read) < len(texts) and (plain := next(filter(ISO_TEXT.match, texts), None)) is not None:
        examples.setdefault("year first", plain)
    if len(examples) > 1:
        shown = ", ".join(f"'{text}'" for text in examples.values())
        message = f"Dates in '{header}' are written in {len(examples)} ways, all of which were read: {shown}."
        notes.append(Issue("date_spellings", "info", message, column=header))
    notes += _parts_of_years(name, header, read, examples)
    for spelling, words in _COUNTS.items():
        if spelling in examples:
            notes.append(_counted(name, header, examples[spelling], read[examples[spelling]], words, len(examples)))
    if name != "month" and reading.midnights is None and len(read) > 1 and not any(map(ISO_TEXT.match, texts)):
        notes += _midnights(header, read)
    return notes + _zones(name, header, read, reading)


def _midnights(header: str, read: Mapping[str, Moment]) -> list[Issue]:
    """What a column of nothing but midnights with a zone may hold is dates, which its zone makes moments."""
    if any(moment.zone is None or moment.wall.time() != time() for moment in read.values()):
        return []
    text = next(iter(read))
    message = (
        f"Every value in '{header}' is midnight in a time zone, such as '{text}': they were read as exact times, "
        "which may fall on the day before in another zone. If they are dates without a time, please say so (option "
        "midnights: dates)."
    )
    return [Issue("midnights_with_zone", "info", message, column=header, value=text)]


def _short_years(header: str, read: Mapping[str, Moment]) -> list[Issue]:
    short = next((text for text in read if short_year(text)), None)
    if short is None:
        return []
    wall = read[short].wall
    message = f"Years in '{header}' have two digits: '{short}' was read as {wall.day} {wall:%B %Y}."
    return [Issue("two_digit_years", "info", message, column=header, value=short)]


def _parts_of_years(name: str, header: str, read: Mapping[str, Moment], examples: Mapping[str, str]) -> list[Issue]:
    parts = [one for one in ("month", "quarter", "week") if one in examples and not (one == name == "month")]
    if not parts:
        return []
    text = examples[parts[0]]
    wall = read[text].wall
    message = (
        f"'{header}' names {' and '.join(f'{part}s' for part in parts)} where a day is wanted; each was read as its "
        f"first day: '{text}' as {wall.day} {wall:%B %Y}."
    )
    return [Issue("part_of_year", "info", message, column=header, value=text)]


def _counted(name: str, header: str, text: str, moment: Moment, words: str, spellings: int) -> Issue:
    """Whole numbers are dates where the header says so, or other dates stand among them; else it is a question."""
    wall = moment.wall
    message = f"Numbers in '{header}' were read {words}: '{text}' is {wall.day} {wall:%B %Y}."
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", header).casefold()
    if spellings > 1 or _TELLING.search(spaced):
        return Issue("counted_dates", "info", message, column=header, value=text)
    return _asked("counted_dates_assumed", f"{message} Please say whether these are dates.", name, header, text)


def _zones(name: str, header: str, read: Mapping[str, Moment], reading: Reading) -> list[Issue]:
    there = {moment.zone: text for text, moment in reversed(tuple(read.items())) if moment.zone}
    notes = []
    for zone, (ours, others, beside) in SHARED.items():
        if zone not in there or beside in there or reading.zone is not None:
            continue
        message = f"'{zone}' in '{header}' was read as the time of {ours}; it may be that of {others}."
        notes.append(_asked("zone_assumed", f"{message} Please say the time zone.", name, header, there[zone]))
    return notes


def _asked(code: str, message: str, name: str, header: str, value: str | None) -> Issue:
    return Issue(code, "warning", message, None, header, value, name, (header,))
