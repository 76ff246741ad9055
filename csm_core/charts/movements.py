"""Movements over time: what came stands above the zero line, what went hangs below it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache

import altair as alt
import pyarrow as pa

from csm_core.charts.axes import time_axis, value_axis
from csm_core.charts.bridge import WORDS, Step, bridge_words, headline_period, steps_of, word_colours
from csm_core.charts.look import Look, Theme
from csm_core.charts.marks import mark_layers, marked_days, marks_words
from csm_core.charts.palette import palette_of
from csm_core.charts.picture import MOST_MARKS, Picture, drawn_table, moment
from csm_core.charts.render import render
from csm_core.charts.words import INCOMPLETE, period_words
from csm_core.periods import Calendar, add_periods
from csm_core.result import Result
from csm_core.units import Unit, write_value

_SCHEMA = pa.schema(
    [
        ("part", pa.string()),  # movement, net (their sum), or note (a marked day)
        ("x", pa.float64()),
        ("x2", pa.float64()),
        ("bottom", pa.float64()),
        ("top", pa.float64()),
        ("word", pa.string()),
        ("complete", pa.bool_()),
        ("when", pa.string()),
        ("value_text", pa.string()),
        ("n_text", pa.string()),
        ("state", pa.string()),
        ("name", pa.string()),  # of a marked day: its text
        ("tier", pa.float64()),
        ("side", pa.string()),
    ]
)
_FEW = 14
_MANY = 24
_HALF = 0.38
_NET = "net change"


def movements(
    result: Result, look: Look, *, name: str, measure: str | None = None, annotations: pa.Table | None = None
) -> Picture | None:
    """Stacked bars a period, gains blue and losses orange, with the net change as a dot; an incomplete period is
    pale with an outline. Levels (start and end) are not drawn. `annotations` (`date`, `text`) are marked with
    numbers. Returns None where nothing moved."""
    unit, calendar = look.unit or result.unit, result.scope.calendar
    steps, notes = steps_of(result, measure)
    moved = [step for step in steps if not step.stands and step.value]
    latest = headline_period(steps)
    if not moved or latest is None:
        return None
    periods = sorted({step.period for step in moved})
    words = tuple(word for word in WORDS if any(step.word == word for step in moved))
    most = MOST_MARKS // (len(words) + 1)
    if len(periods) > most:
        notes = (*notes, f"The last {most} periods are drawn.")
    kept = periods[-most:]
    rows = [row for period in kept for row in _rows(period, moved, unit, look.currency, calendar)]
    title, alt_text = bridge_words(steps, latest, name, unit, look.currency, calendar)
    marks = marked_days(annotations, [moment(period.toordinal()) for period in kept], result)
    spec = _spec(look.theme, unit, calendar, len(kept) <= _FEW, len(kept) > _MANY, words, bool(marks))
    return Picture(spec, drawn_table([*rows, *marks], _SCHEMA), title, alt_text, (*notes, *marks_words(marks)))


def _rows(
    period: date, moved: Sequence[Step], unit: Unit, currency: str | None, calendar: Calendar
) -> list[dict[str, object]]:
    period_steps = [step for step in moved if step.period == period]
    starts = moment(period.toordinal())
    width = moment(add_periods(period, 1, calendar.grain).toordinal()) - starts
    complete = all(step.complete for step in period_steps)
    shared: dict[str, object] = {
        "complete": complete,
        "when": period_words(period, calendar),
        "state": "complete" if complete else INCOMPLETE,
    }
    rows: list[dict[str, object]] = []
    reached = {True: 0.0, False: 0.0}
    for step in period_steps:
        value = step.value if step.value is not None else 0.0
        bottom = reached[value > 0]
        reached[value > 0] = top = bottom + value
        rows.append(
            {
                **shared,
                "part": "movement",
                # Around the period's first moment, so that the axis' label stands under the middle of the bar.
                "x": starts - _HALF * width,
                "x2": starts + _HALF * width,
                "bottom": bottom,
                "top": top,
                "word": step.word,
                "value_text": write_value(value, unit, currency, signed=True),
                "n_text": "—" if step.n is None else f"{step.n:,}",
            }
        )
    net = reached[True] + reached[False]
    text = write_value(net, unit, currency, signed=True)
    dot = {"part": "net", "x": starts, "top": net, "word": _NET, "value_text": text, "n_text": "—"}
    return [*rows, shared | dot]


@cache
def _spec(
    theme: Theme, unit: Unit, calendar: Calendar, few: bool, many: bool, words: tuple[str, ...], marked: bool
) -> dict[str, object]:
    colours = palette_of(theme)
    x = alt.X("x:T", scale=alt.Scale(type="utc"), axis=time_axis(calendar, few))
    base = alt.Chart().encode(x=x, y=alt.Y("top:Q", axis=value_axis(unit)), tooltip=_tooltip())
    tones = dict(zip(WORDS, word_colours(theme), strict=True))
    scale = alt.Scale(domain=[*words, _NET], range=[*(tones[word] for word in words), colours.text])
    zero = alt.Chart().mark_rule(aria=False, color=colours.muted, strokeWidth=1).encode(y=alt.datum(0))
    dot, rim = (16, 0.75) if many else (52, 1.5)
    net = base.transform_filter(alt.FieldEqualPredicate(field="part", equal="net")).mark_point(
        size=dot, filled=False, fill=colours.text, stroke=colours.surface, strokeWidth=rim, opacity=1
    )
    days = mark_layers(colours, x) if marked else []
    return render(alt.LayerChart(layer=[*days[:1], _bars(base, scale), zero, net, *days[1:]]), theme)


def _bars(base: alt.Chart, scale: alt.Scale) -> alt.Chart:
    """Full bars for periods that are over, pale ones with a dashed outline for the one that is not."""
    whole = alt.FieldEqualPredicate(field="complete", equal=True)
    # Never as many columns as there are words: Vega then draws all of them in one place.
    legend = alt.Legend(symbolSize=110, columns=alt.expr("clamp(floor(width / 105), 3, 5)"))
    moved = base.transform_filter(alt.FieldEqualPredicate(field="part", equal="movement"))
    drawn: alt.Chart = moved.mark_bar(strokeWidth=1.5).encode(
        x2="x2",
        y2="bottom",
        fill=alt.Fill("word:N", scale=scale, legend=legend),
        stroke=alt.Stroke("word:N", scale=scale, legend=None),
        fillOpacity=alt.when(whole).then(alt.value(1)).otherwise(alt.value(0.2)),
        strokeOpacity=alt.when(whole).then(alt.value(0)).otherwise(alt.value(1)),
        strokeDash=alt.when(whole).then(alt.value([1, 0])).otherwise(alt.value([4, 3])),
    )
    return drawn


def _tooltip() -> list[alt.Tooltip]:
    return [
        alt.Tooltip("when:N", title="When"),
        alt.Tooltip("word:N", title="Movement"),
        alt.Tooltip("value_text:N", title="Value"),
        alt.Tooltip("n_text:N", title="n"),
        alt.Tooltip("state:N", title="Period"),
    ]
