"""Bars of bands or classes, one on the other: how a whole is made up, period by period."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

import altair as alt
import pyarrow as pa

from csm_core.charts.axes import time_axis, value_axis
from csm_core.charts.cells import cells_of
from csm_core.charts.look import Look, Theme
from csm_core.charts.palette import palette_of
from csm_core.charts.picture import MOST_MARKS, Picture, drawn_table, moment
from csm_core.charts.render import render
from csm_core.charts.tones import TONES, tone_of
from csm_core.charts.words import INCOMPLETE, period_words
from csm_core.periods import Calendar, add_periods
from csm_core.result import Result
from csm_core.units import Unit, write_value

_SCHEMA = pa.schema(
    [
        ("x", pa.float64()),
        ("x2", pa.float64()),
        ("word", pa.string()),
        ("complete", pa.bool_()),
        ("bottom", pa.float64()),
        ("top", pa.float64()),
        ("when", pa.string()),
        ("value_text", pa.string()),
        ("whole_text", pa.string()),
        ("n_text", pa.string()),
        ("state", pa.string()),
    ]
)
_FEW = 13
_SUMS = (Unit.MONEY, Unit.COUNT)
_HALF = 0.38
_LEGEND_WIDTH = 90  # of a word, in pixels
# Who leaves is worse than at risk: the same hue, deeper.
_LEAVING = "leaving"
_LEAVING_COLOURS: Mapping[Theme, str] = {"light": "#5B1A05", "dark": "#FF9B78"}
# What calls for somebody stands at the bottom, where lengths are compared best.
_ORDER = ("bad", "middling", "good", "unknown", "value")


@dataclass(frozen=True, slots=True)
class Stack:
    """One bar: the first day of its `period`, and by word (a band, a class of answers) its value and cases."""

    period: date
    parts: Mapping[str, tuple[float, int | None]]
    complete: bool = True


def stacked(
    stacks: Sequence[Stack], look: Look, unit: Unit, calendar: Calendar
) -> tuple[dict[str, object], pa.Table]:
    """Spec and data of the bars. Words are of our own: bands of health and classes of answers."""
    words = tuple(sorted({word for stack in stacks for word in stack.parts}, key=_rank))
    rows: list[dict[str, object]] = []
    for stack in stacks:
        starts = moment(stack.period.toordinal())
        width = moment(add_periods(stack.period, 1, calendar.grain).toordinal()) - starts
        shared = {
            "x": starts - _HALF * width,
            "x2": starts + _HALF * width,
            "complete": stack.complete,
            "when": period_words(stack.period, calendar),
            "whole_text": write_value(sum(value for value, _ in stack.parts.values()), unit, look.currency),
            "state": "complete" if stack.complete else INCOMPLETE,
        }
        reached = 0.0
        for word in words:
            value, n = stack.parts.get(word, (0.0, None))
            if value:
                texts = {
                    "value_text": write_value(value, unit, look.currency),
                    "n_text": "—" if n is None else f"{n:,}",
                }
                rows.append({**shared, **texts, "word": word, "bottom": reached, "top": reached + value})
                reached += value
    return _spec(look.theme, unit, calendar, len(stacks) <= _FEW, words), drawn_table(rows, _SCHEMA)


def _rank(word: str) -> tuple[bool, int, str]:
    return word != _LEAVING, _ORDER.index(tone_of(word)), word


@cache
def _spec(theme: Theme, unit: Unit, calendar: Calendar, few: bool, words: tuple[str, ...]) -> dict[str, object]:
    colours = palette_of(theme)
    tones = dict(zip(TONES, (*colours.bands, colours.value), strict=True))
    shown = [_LEAVING_COLOURS[theme] if word == _LEAVING else tones[tone_of(word)] for word in words]
    whole = alt.FieldEqualPredicate(field="complete", equal=True)
    tip = [
        alt.Tooltip("when:N", title="When"),
        alt.Tooltip("word:N", title="Part"),
        alt.Tooltip("value_text:N", title="Value"),
        alt.Tooltip("whole_text:N", title="Of"),
        alt.Tooltip("n_text:N", title="n"),
        alt.Tooltip("state:N", title="Period"),
    ]
    # In one row where there is room; Vega draws as many columns as words in one place.
    columns = alt.expr(f"width < {_LEGEND_WIDTH * len(words)} ? {max(2, (len(words) + 1) // 2)} : 0")
    legend = alt.Legend(symbolSize=110, columns=columns)
    bars = (
        alt.Chart()
        .mark_bar(stroke=colours.surface, strokeWidth=1)
        .encode(
            x=alt.X("x:T", scale=alt.Scale(type="utc"), axis=time_axis(calendar, few)),
            x2="x2",
            y=alt.Y("top:Q", axis=value_axis(unit)),
            y2="bottom",
            fill=alt.Fill("word:N", scale=alt.Scale(domain=list(words), range=shown), legend=legend),
            fillOpacity=alt.when(whole).then(alt.value(1)).otherwise(alt.value(0.35)),
            tooltip=tip,
        )
    )
    return render(alt.LayerChart(layer=[bars]), theme)


def bands_over_time(result: Result, look: Look, *, name: str, measure: str | None = None) -> Picture | None:
    """A bar a period of what adds up, with the bands or classes of the Result's series on each other, segments added
    up. None where fewer than two periods have a value, or the series are no bands."""
    unit, calendar = look.unit or result.unit, result.scope.calendar
    cells = [
        cell
        for cell in cells_of(result, measure)
        if cell.period and cell.series is not None and cell.value is not None
    ]
    if unit not in _SUMS or not cells or any(tone_of(str(cell.series)) == "value" for cell in cells):
        return None
    parts: dict[date, dict[str, tuple[float, int | None]]] = {}
    complete: dict[date, bool] = {}
    for cell in cells:
        if cell.period is not None and cell.value is not None:
            of_period = parts.setdefault(cell.period, {})
            value, n = of_period.get(str(cell.series), (0.0, None))
            of_period[str(cell.series)] = value + cell.value, _sum(n, cell.n)
            complete[cell.period] = complete.get(cell.period, True) and cell.complete
    most = MOST_MARKS // (1 + max(len(of_period) for of_period in parts.values()))
    stacks = [Stack(period, parts[period], complete[period]) for period in sorted(parts)][-most:]
    over = [stack for stack in stacks if stack.complete]
    if len(over) < 2:
        return None
    spec, data = stacked(stacks, look, unit, calendar)
    before, now = over[-2], over[-1]
    title = f"{name}: {_bad(now, unit, look.currency)} in {period_words(now.period, calendar)}, "
    title += f"{_bad(before, unit, look.currency)} in {period_words(before.period, calendar)}"
    words = ", ".join(
        f"{word} {write_value(value, unit, look.currency)}" for word, (value, _) in now.parts.items() if value
    )
    notes = (f"The last {most} periods are drawn.",) if len(parts) > most else ()
    return Picture(spec, data, title, f"{title}. All of {period_words(now.period, calendar)}: {words}.", notes)


def _bad(stack: Stack, unit: Unit, currency: str | None) -> str:
    """'16 at risk': of what calls for somebody, the largest."""
    bad = {word: value for word, (value, _) in stack.parts.items() if tone_of(word) == "bad"}
    word = max(sorted(bad), key=lambda one: bad[one], default="")
    return f"{write_value(bad.get(word, 0.0), unit, currency)} {word}".strip()


def _sum(one: int | None, other: int | None) -> int | None:
    return one if other is None else other if one is None else one + other
