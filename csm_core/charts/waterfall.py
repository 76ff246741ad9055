"""Waterfall: one period's way from where it started to where it ended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache

import altair as alt
import pyarrow as pa

from csm_core.charts.axes import value_axis
from csm_core.charts.bridge import WORDS, Step, bridge_words, headline_period, over_all, steps_of, word_colours
from csm_core.charts.look import Look, Theme
from csm_core.charts.palette import palette_of
from csm_core.charts.picture import Picture, drawn_table
from csm_core.charts.render import render
from csm_core.result import Result
from csm_core.units import Unit, write_value

_SCHEMA = pa.schema(
    [
        ("place", pa.float64()),
        ("word", pa.string()),
        ("kind", pa.string()),  # level, gain, loss
        ("from", pa.float64()),
        ("to", pa.float64()),
        ("right", pa.float64()),
        ("value_text", pa.string()),
        ("n_text", pa.string()),
    ]
)
# Movements that are a smaller part of the level than this would not be seen on an axis from zero.
_VISIBLE = 0.25
_WHOLE_SCORE = 100


def waterfall(
    result: Result,
    look: Look,
    *,
    name: str,
    measure: str | None = None,
    period: date | None = None,
    is_over_all: bool = False,
) -> Picture | None:
    """A bar a step, from the start's level to the end's. Without `period`, the last complete one, or with
    `is_over_all` all of them as one.

    Where the movements are small beside the level, the axis does not begin at zero, and the levels are drawn as
    marks, not as bars, so that no length misleads; a score has a whole of its own, 100. Returns None where the period
    has no step with a value.
    """
    unit, calendar = look.unit or result.unit, result.scope.calendar
    steps, notes = steps_of(result, measure)
    until = headline_period(steps) if is_over_all else None
    steps = over_all(steps) if is_over_all else steps
    chosen = period or headline_period(steps)
    period_steps = sorted(
        (step for step in steps if step.period == chosen and step.value is not None), key=lambda s: s.rank
    )
    shown = [step for step in period_steps if step.stands or step.value]
    if chosen is None or not shown:
        return None
    rows = _rows(shown, unit, look.currency)
    ends = [float(str(row[side])) for row in rows for side in ("from", "to") if row["kind"] != "level"]
    levels = [abs(step.value) for step in shown if step.stands and step.value is not None]
    whole = unit is Unit.SCORE or not levels or not ends or (max(ends) - min(ends)) >= _VISIBLE * max(levels)
    if not whole:
        notes = (*notes, "The axis does not begin at zero.")
    title, alt_text = bridge_words(steps, chosen, name, unit, look.currency, calendar, until)
    return Picture(_spec(look.theme, unit, whole), drawn_table(rows, _SCHEMA), title, alt_text, notes)


def _rows(steps: Sequence[Step], unit: Unit, currency: str | None) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    reached = 0.0
    for step in steps:
        value = step.value if step.value is not None else 0.0
        before, reached = (0.0, value) if step.stands else (reached, reached + value)
        rows.append(
            {
                "place": float(step.rank),
                "word": step.word,
                "kind": "level" if step.stands else "gain" if value > 0 else "loss",
                "from": before,
                "to": reached,
                "right": reached if step.stands else max(before, reached),
                "value_text": write_value(value, unit, currency, signed=not step.stands),
                "n_text": "—" if step.n is None else f"{step.n:,}",
            }
        )
    return rows


@cache
def _spec(theme: Theme, unit: Unit, whole: bool) -> dict[str, object]:
    colours = palette_of(theme)
    colour = alt.Color("word:N", scale=alt.Scale(domain=list(WORDS), range=word_colours(theme)), legend=None)
    tip = [
        alt.Tooltip("word:N", title="Step"),
        alt.Tooltip("value_text:N", title="Value"),
        alt.Tooltip("n_text:N", title="n"),
    ]
    words = alt.Axis(title=None, labelColor=colours.text, labelLimit=140, labelOverlap=False, grid=False)
    y = alt.Y("word:N", sort=alt.EncodingSortField(field="place", op="min", order="ascending"), axis=words)
    scale = alt.Scale(zero=True, nice=True) if whole else alt.Scale(zero=False, padding=24)
    if unit is Unit.SCORE:
        scale = alt.Scale(domain=[0, _WHOLE_SCORE])
    base = alt.Chart().encode(y=y, tooltip=tip)
    level = alt.FieldEqualPredicate(field="kind", equal="level")
    bars = base if whole else base.transform_filter(alt.FieldOneOfPredicate(field="kind", oneOf=["gain", "loss"]))
    x = alt.X("to:Q", scale=scale, axis=value_axis(unit))
    layers = [bars.mark_bar(height={"band": 0.68}, cornerRadius=1).encode(x=x, x2="from", color=colour)]
    if not whole:
        layers.append(base.transform_filter(level).mark_tick(thickness=5, size=20).encode(x=x, color=colour))
    layers.append(
        base.mark_text(align="left", dx=8, color=colours.text, fontWeight=600).encode(
            x=alt.X("right:Q", scale=scale), text="value_text:N"
        )
    )
    return render(alt.LayerChart(layer=layers, height=alt.Step(30)), theme)
