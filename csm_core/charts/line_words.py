"""What lines say, in words: the finding for a title, the takeaway for who can't see them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from csm_core.charts.cells import Cell
from csm_core.charts.lines import Line, Point
from csm_core.charts.segment_words import segments_title
from csm_core.charts.words import IS_SUM, change_words, trust_words
from csm_core.metrics.compare.headline import Headline, change
from csm_core.metrics.compare.segment_comparison import ENOUGH
from csm_core.periods import Grain, add_months, add_periods
from csm_core.result import Result
from csm_core.scope import Compare
from csm_core.units import Unit, write_value

_MOST_LISTED = 4
_SURVEYS = ("nps", "csat", "ces")
# The age at which curves are read, where enough are left at it: a year.
_YEAR: Final = {Grain.DAY: 365, Grain.WEEK: 52, Grain.MONTH: 12, Grain.QUARTER: 4, Grain.YEAR: 1}


def trend_words(
    lines: Sequence[Line], result: Result, measure: str | None, name: str, unit: Unit, currency: str | None
) -> tuple[str, str]:
    """Title and alt of lines over time."""
    if len(lines) > 1:
        return _many_over_time(lines, result, measure, name, unit, currency), _alt(lines, name, unit, currency, "in")
    (line,) = lines
    last, stop = line.last
    title = f"{name}: {write_value(stop, unit, currency)} in {last.when}"
    before = _reference(line, result, unit)
    if before is not None:
        title = _way(before, line.last, name, unit, currency)
    return title, _sentence(line, title, unit, currency)


def curve_words(lines: Sequence[Line], ages: Grain, name: str, unit: Unit, currency: str | None) -> tuple[str, str]:
    """Title and alt of lines by age: read at a year, or the last age before it at which enough are left."""
    whole = [[point for point in line.points if _counts(point, unit)] for line in lines]
    enough = [[point for point in points if point.cell.n is None or point.cell.n >= ENOUGH] for points in whole]
    reached = min((max((point.x for point in points), default=-1.0) for points in enough), default=-1.0)
    read = [_at(points, min(reached, _YEAR[ages])) for points in enough]
    if len(lines) == 1:
        last = read[0] or lines[0].last[0]
        title = f"{name}: {write_value(last.cell.value, unit, currency)} after {last.when}"
        return title, f"{title}{trust_words(last.cell, unit, currency)}."
    alt = _alt(lines, name, unit, currency, "after")
    pairs = [(line.name, point) for line, point in zip(lines, read, strict=True) if point is not None]
    if len(pairs) < len(lines):
        return f"{name}: too few in some lines to compare", alt
    when = max((point for _, point in pairs), key=lambda point: point.x).when
    if len(pairs) > _MOST_LISTED:
        values = sorted(point.cell.value for _, point in pairs if point.cell.value is not None)
        span = " to ".join(write_value(value, unit, currency) for value in (values[0], values[-1]))
        return f"{name} after {when}: {span}", alt
    return f"{name} after {when}: {_listed(pairs, unit, currency)}", alt


def _at(points: Sequence[Point], age: float) -> Point | None:
    """The value holds until the next age, so the one that holds at `age`."""
    return max((point for point in points if point.x <= age), key=lambda point: point.x, default=None)


def _reference(line: Line, result: Result, unit: Unit) -> tuple[Point, float] | None:
    """What the last value is compared with: the same period a year ago, or the one before; never just the first."""
    last, _ = line.last
    compare, calendar = result.scope.compare, result.scope.calendar
    if compare is Compare.NONE or last.cell.period is None:
        return None
    earlier = [
        (point, point.cell.value)
        for point in line.points
        if point.x < last.x and point.cell.complete and point.cell.value is not None
        and not point.cell.is_thin(unit)
    ]  # fmt: skip
    by_day = {point.cell.period: (point, value) for point, value in earlier}
    week = calendar.grain is Grain.WEEK
    ago = last.cell.period - timedelta(weeks=52) if week else add_months(last.cell.period, -12)
    # Windows of several months that overlap hold the same cases.
    previous = by_day.get(add_periods(last.cell.period, -result.window, calendar.grain))
    if compare is Compare.YEAR:
        return by_day.get(ago) or previous
    return previous or (earlier[-1] if earlier and result.window == 1 else None)


def _way(before: tuple[Point, float], now: tuple[Point, float], name: str, unit: Unit, currency: str | None) -> str:
    """'rose from … to …' only where the intervals of the two say that it did; a sum has no noise."""
    (first, start), (last, stop) = before, now
    since, until = write_value(start, unit, currency), write_value(stop, unit, currency)
    verb = change_words(start, stop, unit, currency)
    if verb == "stayed":
        return f"{name}: {until} in {last.when}, as in {first.when}"
    moved = change(_headline(first.cell), _headline(last.cell))
    if moved is None or (moved.low is None and unit not in IS_SUM):
        return f"{name}: {until} in {last.when} ({since} in {first.when})"
    if moved.is_certain:
        return f"{name} {verb} from {since} in {first.when} to {until} in {last.when}"
    return f"{name}: {until} in {last.when}, no clear change from {since} in {first.when}"


def _headline(cell: Cell) -> Headline:
    return Headline(cell.period, cell.value, cell.low, cell.high, cell.n, cell.complete, cell.note)


def _sentence(line: Line, title: str, unit: Unit, currency: str | None) -> str:
    sentence = f"{title}{trust_words(line.last[0].cell, unit, currency)}."
    end, so_far = line.end
    if end is line.last[0] or end.cell.complete:
        return sentence
    return f"{sentence} {end.when} is not complete: {write_value(so_far, unit, currency)} so far."


def _alt(lines: Sequence[Line], name: str, unit: Unit, currency: str | None, joined: str) -> str:
    sentences = [
        f"{line.name} {write_value(line.last[1], unit, currency)} {joined} {line.last[0].when}"
        f"{trust_words(line.last[0].cell, unit, currency)}"
        for line in sorted(lines, key=lambda line: -line.last[1])
    ]
    return f"{name}, {len(lines)} lines. {'; '.join(sentences)}."


def _many_over_time(
    lines: Sequence[Line], result: Result, measure: str | None, name: str, unit: Unit, currency: str | None
) -> str:
    cells = [line.last[0].cell for line in lines]
    if all(cell.series is None for cell in cells):
        return segments_title(result, measure, name, unit, currency)
    shared = [{point.x: point for point in line.points if _counts(point, unit)} for line in lines]
    common = max(set.intersection(*(set(places) for places in shared)), default=None)
    if common is None or len(lines) > _MOST_LISTED or any(cell.segment is not None for cell in cells):
        return f"{name} by {(result.scope.split or 'kind').lower()}"
    pairs = [(line.name, places[common]) for line, places in zip(lines, shared, strict=True)]
    return f"{name} in {pairs[0][1].when}: {_listed(pairs, unit, currency)}"


def _listed(pairs: Sequence[tuple[str, Point]], unit: Unit, currency: str | None) -> str:
    return ", ".join(f"{_called(name)} {write_value(point.cell.value, unit, currency)}" for name, point in pairs)


def _called(name: str) -> str:
    return name.upper() if name in _SURVEYS else name


def _counts(point: Point, unit: Unit) -> bool:
    return point.cell.complete and point.cell.value is not None and not point.cell.is_thin(unit)
