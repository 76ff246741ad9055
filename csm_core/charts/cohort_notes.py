"""Dated notes on cohorts: which cohort each belongs to, and how it is said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import pyarrow as pa

from csm_core.charts.words import list_words, period_words
from csm_core.periods import Calendar, period_start

MARK = "\N{BULLET}"


def cohort_notes(annotations: pa.Table | None, cohorts: Sequence[date], calendar: Calendar) -> Mapping[date, str]:
    """A sentence for each of `cohorts` (their first days) that a note belongs to, in the order of the cohorts.

    `annotations` has date, text and perhaps cohort. A note for one cohort names it as the picture does, or by a day
    of it; any other belongs to the cohort that began in the period of its day.
    """
    if annotations is None:
        return {}
    named = {period_words(start, calendar).lower(): start for start in cohorts}
    notes: dict[date, list[str]] = {}
    for row in annotations.to_pylist():
        start = _cohort(row.get("cohort"), row["date"], named, calendar)
        if start is not None:
            notes.setdefault(start, []).append(str(row["text"]))
    return {
        start: f"{MARK} {period_words(start, calendar)}: {list_words(notes[start])}."
        for start in cohorts
        if start in notes
    }


def _cohort(cohort: str | None, day: date | None, named: Mapping[str, date], calendar: Calendar) -> date | None:
    if cohort is None:
        return None if day is None else period_start(day, calendar)
    if cohort.lower() in named:
        return named[cohort.lower()]
    try:
        return period_start(date.fromisoformat(cohort), calendar)
    except ValueError:
        return None
