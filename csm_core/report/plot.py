"""Plot: a Result as plain categories and series, for programs that draw charts of their own, such as PowerPoint."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from csm_core.charts.bars import BAR_SCHEMA
from csm_core.charts.bridge import WORDS, Step, steps_of, word_colours
from csm_core.charts.cells import Cell, cells_of
from csm_core.charts.cohorts import cohorts_of
from csm_core.charts.lines import Line, Point, lines_of
from csm_core.charts.palette import palette_of
from csm_core.charts.picture import MOST_MARKS, Picture
from csm_core.charts.tones import TONES, band_word, tone_colours, tone_of
from csm_core.charts.words import period_words
from csm_core.metrics.framework.declare import Shape
from csm_core.periods import Calendar, Grain
from csm_core.result import Result
from csm_core.units import Unit

Kind = Literal["line", "stacked", "columns", "bars"]
_LIGHT = palette_of("light")
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_MOST_BARS, _MOST_PERIODS = 10, 26
LOWER, UPPER = "95 % interval: low", "high"


@dataclass(frozen=True, slots=True)
class Series:
    """Values in the order of the categories, None where there is none; `colour` '#RRGGBB'. `is_bound`: the lower or
    upper end of the interval of the series before it. `latest` is the place of the value that words tell of."""

    name: str
    values: tuple[float | None, ...]
    colour: str
    is_bound: bool = False
    latest: int | None = None


@dataclass(frozen=True, slots=True)
class Plot:
    """What is drawn: lines over time or age, columns that are stacked or single, or bars with a name each.

    Of `bars` and `columns`, `colours` has the colour of each category; `axis` says what the categories are, where
    that must be said."""

    kind: Kind
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    colours: tuple[str, ...] = ()
    axis: str = ""


def plot(result: Result, shape: Shape, unit: Unit, picture: Picture, measure: str | None, name: str) -> Plot | None:
    """The plot of what `picture` shows; None for a shape without one, and where nothing is left to draw. `name`
    is that of a line or bar which stands alone.

    Differs where a page of paper reads better: cohorts are their average, bands over several periods are stacked, and
    a period that is not over is left out.
    """
    calendar = result.scope.calendar
    cells = cells_of(result, measure)
    match shape:
        case Shape.TREND:
            whole = [cell for cell in cells if cell.complete] or cells
            dated = [Point(cell.period.toordinal(), _short(cell.period, calendar), cell)
                     for cell in whole if cell.period is not None]  # fmt: skip
            return _lines(lines_of(dated, unit)[0], "", name)
        case Shape.CURVE:
            aged = [Point(cell.age, str(cell.age), cell) for cell in cells if cell.age is not None]
            drawn = _lines(lines_of(aged, unit)[0], f"{result.age_grain.value}s since the start", name)
            # What its words tell of is a year, not the end, which rests on few.
            return drawn and replace(drawn, series=tuple(replace(one, latest=None) for one in drawn.series))
        case Shape.COHORTS:
            return _average(result, measure, unit)
        case Shape.BRIDGE:
            return _movements(steps_of(result, measure)[0], calendar)
        case Shape.DISTRIBUTION:
            return _bands(cells, calendar) or _bars(picture, name)
        case Shape.ACCOUNTS:
            return _bars(picture, name)
        case Shape.TABLE:
            return None


def _short(day: date, calendar: Calendar) -> str:
    """A period under an axis: of weeks and days without the year, which stands above the chart."""
    return f"{day.day} {day:%b}" if calendar.grain in (Grain.WEEK, Grain.DAY) else period_words(day, calendar)


def _lines(lines: Sequence[Line], axis: str, name: str) -> Plot | None:
    """One line with the ends of its interval, or several without."""
    if not lines:
        return None
    spots = {point.x: point.when for line in lines for point in line.points}
    order = sorted(spots)[-MOST_MARKS:]
    series: list[Series] = []
    for rank, line in enumerate(lines):
        cells = {point.x: point.cell for point in line.points}
        at = [cells.get(x) for x in order]
        colour = _LIGHT.value if len(lines) == 1 else _LIGHT.categories[rank % len(_LIGHT.categories)]
        latest = order.index(line.last[0].x) if line.last[0].x in order else None
        series.append(
            Series(
                name if len(lines) == 1 else line.name,
                tuple(cell.value if cell else None for cell in at),
                colour,
                latest=latest,
            )
        )
        if len(lines) == 1 and any(cell is not None and cell.low is not None for cell in at):
            floor, ceiling = _room([cell.value for cell in at if cell and cell.value is not None])
            for end, bounds in (
                (LOWER, [cell.low if cell else None for cell in at]),
                (UPPER, [cell.high if cell else None for cell in at]),
            ):
                cut = tuple(None if one is None else min(max(one, floor), ceiling) for one in bounds)
                series.append(Series(end, cut, _LIGHT.context, is_bound=True))
    return Plot("line", tuple(spots[x] for x in order), tuple(series), axis=axis)


def _room(values: Sequence[float]) -> tuple[float, float]:
    """Bounds are drawn up to twice the range of the values on either side: a wide one may not press the line flat."""
    low, high = min(values), max(values)
    room = 2 * (high - low) or abs(high)
    return low - room, high + room


def _average(result: Result, measure: str | None, unit: Unit) -> Plot | None:
    """The average over cohorts, up to the age that at least half of those who began have reached."""
    cells = [cell for cell in cohorts_of(result, measure, None, MOST_MARKS).average if cell.complete]
    began = cells[0].n if cells else None
    cells = [cell for cell in cells if cell.n is None or began is None or 2 * cell.n >= began]
    points = [Point(cell.age, str(cell.age), cell) for cell in cells if cell.age is not None]
    return _lines(lines_of(points, unit)[0], f"{result.age_grain.value}s since the start", "Average of all cohorts")


def _movements(steps: Sequence[Step], calendar: Calendar) -> Plot | None:
    """Periods as stacks of what moved, the levels left out."""
    moved = [step for step in steps if not step.stands and step.value]
    moved = [step for step in moved if step.complete] or moved
    periods = sorted({step.period for step in moved})[-_MOST_PERIODS:]
    if not periods:
        return None
    colours = dict(zip(WORDS, word_colours("light"), strict=True))
    values: dict[str, dict[date, float | None]] = {}
    for step in sorted(moved, key=lambda step: step.rank):
        values.setdefault(step.word, {})[step.period] = step.value
    series = tuple(
        Series(word, tuple(by_period.get(one) for one in periods), colours[word])
        for word, by_period in values.items()
    )
    return Plot("stacked", tuple(_short(one, calendar) for one in periods), series)


def _bands(cells: Sequence[Cell], calendar: Calendar) -> Plot | None:
    """Bands by period, stacked; None for anything else than bands over several whole periods."""
    whole = [cell for cell in cells if cell.complete and cell.period is not None and cell.series is not None]
    names = dict.fromkeys(str(cell.series) for cell in whole)
    periods = sorted({cell.period for cell in whole if cell.period is not None})[-_MOST_PERIODS:]
    if len(periods) < 2 or any(tone_of(name) == "value" for name in names) or any(cell.segment for cell in whole):
        return None
    colours = dict(zip(TONES, tone_colours(_LIGHT), strict=True))
    values = {(cell.series, cell.period): cell.value for cell in whole}
    series = [
        Series(band_word(name), tuple(values.get((name, one)) for one in periods), colours[tone_of(name)])
        for name in names
    ]
    # What leaves is worse than what is at risk: the darkest red, so that two of one tone can be told apart.
    toned = [one if one.name != "leaving" else Series(one.name, one.values, "#5E1A05") for one in series]
    shown = tuple(one for one in toned if any(one.values))
    return Plot("stacked", tuple(_short(one, calendar) for one in periods), shown) if shown else None


def _bars(picture: Picture, name: str) -> Plot | None:
    """The bars of the picture, the first of them; names that are months stand as columns. None for a picture of
    another kind."""
    if not picture.data.schema.equals(BAR_SCHEMA):
        return None
    rows = [row for row in picture.data.to_pylist() if row["value"] is not None]
    months = [_MONTH.fullmatch(row["name"]) for row in rows]
    if not rows:
        return None
    colours = dict(zip(TONES, tone_colours(_LIGHT), strict=True))
    if all(months):
        names = [f"{date(int(one[1]), int(one[2]), 1):%b %Y}" for one in months if one is not None]
        drawn, kind = rows[:_MOST_PERIODS], "columns"
        names = names[: len(drawn)]
    else:
        drawn, kind = rows[:_MOST_BARS], "bars"
        names = [row["name"] for row in drawn]
    return Plot(
        "columns" if kind == "columns" else "bars",
        tuple(names),
        (Series(name, tuple(row["value"] for row in drawn), _LIGHT.value),),
        tuple(colours[row["tone"]] for row in drawn),
    )
