"""Cohorts as grid and curves read them: which segment, which cohorts, and what they say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pyarrow as pa

from csm_core.charts.cells import Cell, cells_of
from csm_core.charts.words import age_words, list_words, period_words, trust_words
from csm_core.periods import Calendar, Grain, period_start
from csm_core.result import Result
from csm_core.units import Unit, write_value

MARK = "\N{BULLET}"


@dataclass(frozen=True, slots=True)
class Cohorts:
    """The cells of one segment by cohort (oldest first) and, where the Result has them, of the average over
    cohorts: its rows without a period. Cells are ordered by age."""

    by_cohort: tuple[tuple[date, tuple[Cell, ...]], ...]
    average: tuple[Cell, ...]
    segment: str | None
    notes: tuple[str, ...]


def cohorts_of(result: Result, measure: str | None, segment: str | None, most_cells: int) -> Cohorts:
    """The cohorts of `segment`; without one, of the segment with the largest n. The newest cohorts are kept until
    `most_cells` are reached, and a note says so."""
    cells = [cell for cell in cells_of(result, measure) if cell.age is not None]
    chosen, notes = _segment(cells, segment)
    segment_cells = sorted((cell for cell in cells if cell.segment == chosen), key=_age)
    groups: dict[date, list[Cell]] = {}
    for cell in segment_cells:
        if cell.period is not None:
            groups.setdefault(cell.period, []).append(cell)
    valued = {start: tuple(group) for start, group in groups.items() if any(c.value is not None for c in group)}
    kept: list[date] = []
    room = most_cells
    for start in sorted(valued, reverse=True):
        room -= len(valued[start])
        if room < 0:
            notes = (*notes, f"The newest {len(kept)} of {len(valued)} cohorts are drawn.")
            break
        kept.append(start)
    average = tuple(cell for cell in segment_cells if cell.period is None and cell.value is not None)
    return Cohorts(tuple((start, valued[start]) for start in reversed(kept)), average, chosen, notes)


def _segment(cells: Sequence[Cell], asked: str | None) -> tuple[str | None, tuple[str, ...]]:
    weights: dict[str | None, int] = {}
    for cell in cells:
        weights[cell.segment] = weights.get(cell.segment, 0) + (cell.n if cell.n is not None else 0)
    if asked is not None or not weights:
        return asked, ()
    chosen = max(weights, key=lambda name: (weights[name], str(name)))
    others = sorted(str(name) for name in weights if name != chosen)
    if not others:
        return chosen, ()
    return chosen, (f"Drawn: {chosen}, the segment with the largest n. Others: {list_words(others)}.",)


def _age(cell: Cell) -> int:
    return cell.age if cell.age is not None else -1


def cohorts_words(
    cohorts: Cohorts, name: str, unit: Unit, currency: str | None, calendar: Calendar, ages: Grain
) -> tuple[str, str]:
    """Title and alt: the average where there is one, else the oldest cohort, at the last age that at least half of
    those who began have reached: later ages rest on the few oldest."""
    starts = [start for start, _ in cohorts.by_cohort]
    of = f"{len(starts)} cohorts from {period_words(starts[0], calendar)} to {period_words(starts[-1], calendar)}"
    if len(starts) == 1:
        of = f"the cohort of {period_words(starts[0], calendar)}"
    whole = [cell for cell in cohorts.average if cell.complete]
    who = "on average"
    if not whole:
        whole = [cell for cell in cohorts.by_cohort[0][1] if cell.complete and cell.value is not None]
        who = f"in the cohort of {period_words(starts[0], calendar)}"
    if not whole:
        return f"{name}: {of}", f"{name} of {of}. No cell is complete yet."
    began = whole[0].n
    reached = [cell for cell in whole if cell.n is None or began is None or 2 * cell.n >= began]
    last = reached[-1]
    after = age_words(_age(last), ages)
    segment = f" in {cohorts.segment}" if cohorts.segment is not None else ""
    title = f"{name}{segment}: {write_value(last.value, unit, currency)} after {after} {who}"
    return title, f"{title}{trust_words(last, unit, currency)}; {of}."


def average_notes(cohorts: Cohorts, ages: Grain) -> tuple[str, ...]:
    """Said of an average that is of the same customers at every age, and ends before the oldest cohort does."""
    sizes = {cell.n for cell in cohorts.average}
    oldest = max((_age(cells[-1]) for _, cells in cohorts.by_cohort), default=-1)
    if len(sizes) != 1 or len(cohorts.average) < 2 or _age(cohorts.average[-1]) >= oldest:
        return ()
    (size,) = sizes
    until = age_words(_age(cohorts.average[-1]), ages)
    return (f"The average is of the {size:,} customers whose cohorts have come to {until}, at every age.",)


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
