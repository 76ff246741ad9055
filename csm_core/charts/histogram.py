"""Histogram: how often each value occurs, in the colours of the classes that the values fall into."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import altair as alt
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from csm_core.charts.axes import value_axis
from csm_core.charts.look import Look, Theme
from csm_core.charts.palette import palette_of
from csm_core.charts.picture import Picture, drawn_table
from csm_core.charts.render import render
from csm_core.charts.tones import TONES, tone_colours, tone_of
from csm_core.errors import BadValue
from csm_core.scoring.bands import Band, Cutoffs
from csm_core.text.plural import plural
from csm_core.units import Unit, write_value

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ScoreClass:
    """The values from `lowest` up to the next class: a word, which gives the colour."""

    word: str
    lowest: float


NPS_CLASSES: Final = (ScoreClass("detractors", 0), ScoreClass("passives", 7), ScoreClass("promoters", 9))
MOST_BARS = 400
_SCHEMA = pa.schema(
    [
        ("part", pa.string()),  # bar, or class: the stretch of values that has one name
        ("from", pa.float64()),
        ("to", pa.float64()),
        ("middle", pa.float64()),
        ("bottom", pa.float64()),
        ("top", pa.float64()),
        ("tone", pa.string()),
        ("word", pa.string()),
        ("values_text", pa.string()),
        ("count_text", pa.string()),
        ("share_text", pa.string()),
    ]
)


def band_classes(cutoffs: Cutoffs) -> tuple[ScoreClass, ...]:
    """The classes of a health score from 0 to 100; without those that the cuts leave empty."""
    classes = (
        ScoreClass(Band.RED.word, 0),
        ScoreClass(Band.AMBER.word, cutoffs.red_below),
        ScoreClass(Band.GREEN.word, cutoffs.green_from),
    )
    above = (float(cutoffs.red_below), float(cutoffs.green_from), 101.0)
    return tuple(one for one, end in zip(classes, above, strict=True) if one.lowest < end)


def histogram(
    table: pa.Table,
    column: str,
    classes: Sequence[ScoreClass],
    look: Look,
    *,
    name: str,
    highest: float,
    bin_width: float | None = None,
    count: str | None = None,
) -> Picture | None:
    """How often the values of `column` occur, from the first class' lowest value to `highest`, both included.

    Parameters
    ----------
    table
        One row a value; or one row a distinct value, with how often it occurs in the column `count`.
    bin_width
        How wide a bar is; a bar holds its lower bound, the last one `highest` too. None: the values are whole
        numbers and each has its bar. A bar over the border of two classes shows how many are in each.

    Returns
    -------
    Picture | None
        None where no row has a value in the range. Rows without one are left out with a note.
    """
    lowest = classes[0].lowest
    values = pc.cast(table.column(column), pa.float64()).to_numpy()
    weights = np.ones(len(values)) if count is None else pc.cast(table.column(count), pa.float64()).to_numpy()
    inside = np.isfinite(values) & (values >= lowest) & (values <= highest) & np.isfinite(weights)
    total = float(weights[inside].sum())
    if total == 0:
        return None
    edges = _edges(lowest, highest, bin_width)
    counts = _counts(values[inside], weights[inside], edges, classes)
    # Where each class begins on the axis: between two bars, where every whole number has its own.
    starts = [*(one.lowest - (0.5 if bin_width is None else 0.0) for one in classes), float(edges[-1])]
    words = [_class_row(one, counts[at], (starts[at], starts[at + 1]), total) for at, one in enumerate(classes)]
    rows = [*_bars(counts, edges, classes, total, bin_width is None), *words]
    left = len(values) - int(inside.sum())
    notes = (f"Left out: {plural(left, 'row')} without a value from {lowest:g} to {highest:g}.",) if left else ()
    sentence = ", ".join(f"{row['word']} {row['count_text']} ({row['share_text']})" for row in words)
    title = f"{name}: {words[0]['share_text']} {words[0]['word']}, {words[-1]['share_text']} {words[-1]['word']}"
    spec = _spec(look.theme, float(edges[0]), float(edges[-1]), bin_width is None)
    return Picture(spec, drawn_table(rows, _SCHEMA), title, f"{name}, n = {total:,.0f}: {sentence}.", notes)


def _edges(lowest: float, highest: float, width: float | None) -> Floats:
    if width is None:
        return np.arange(lowest - 0.5, highest + 1.0, dtype=np.float64)
    bars = int(np.ceil((highest - lowest) / width))
    if bars > MOST_BARS:
        raise BadValue.of("the width of a bar", width, f"at least {(highest - lowest) / MOST_BARS:g}")
    return np.asarray(lowest + width * np.arange(bars + 1), np.float64)


def _counts(values: Floats, weights: Floats, edges: Floats, classes: Sequence[ScoreClass]) -> Floats:
    """Counts by class (row) and bar (column)."""
    of_class = np.searchsorted([one.lowest for one in classes], values, side="right") - 1
    of_bar = np.clip(np.searchsorted(edges, values, side="right") - 1, 0, len(edges) - 2)
    flat = np.bincount(of_class * (len(edges) - 1) + of_bar, weights, len(classes) * (len(edges) - 1))
    return np.asarray(flat.reshape(len(classes), len(edges) - 1), np.float64)


def _bars(
    counts: Floats, edges: Floats, classes: Sequence[ScoreClass], total: float, whole: bool
) -> list[dict[str, object]]:
    tops = counts.cumsum(axis=0)
    return [
        {
            "part": "bar",
            "from": float(edges[bar]),
            "to": float(edges[bar + 1]),
            "bottom": float(tops[index, bar] - counts[index, bar]),
            "top": float(tops[index, bar]),
            "tone": tone_of(one.word),
            "word": one.word,
            "values_text": f"{edges[bar] + 0.5:g}" if whole else f"{edges[bar]:g} to {edges[bar + 1]:g}",
            "count_text": write_value(float(counts[index, bar]), Unit.COUNT),
            "share_text": write_value(float(counts[index, bar]) / total, Unit.RATE),
        }
        for index, one in enumerate(classes)
        for bar in range(len(edges) - 1)
        if counts[index, bar] > 0
    ]


def _class_row(one: ScoreClass, counts: Floats, stretch: tuple[float, float], total: float) -> dict[str, object]:
    return {
        "part": "class",
        "from": stretch[0],
        "to": stretch[1],
        "middle": sum(stretch) / 2,
        "tone": tone_of(one.word),
        "word": one.word,
        "values_text": f"from {one.lowest:g}",
        "count_text": write_value(float(counts.sum()), Unit.COUNT),
        "share_text": write_value(float(counts.sum()) / total, Unit.RATE),
    }


@cache
def _spec(theme: Theme, start: float, end: float, whole: bool) -> dict[str, object]:
    colours = palette_of(theme)
    tip = [
        alt.Tooltip("values_text:N", title="Values"),
        alt.Tooltip("word:N", title="Class"),
        alt.Tooltip("count_text:N", title="Count"),
        alt.Tooltip("share_text:N", title="Share"),
    ]
    axis = alt.Axis(title=None, grid=False, tickMinStep=1, tickCount=11)
    x = alt.X("from:Q", scale=alt.Scale(domain=[start, end], nice=False), axis=axis)
    tones = alt.Scale(domain=list(TONES), range=tone_colours(colours))
    base = alt.Chart().encode(color=alt.Color("tone:N", scale=tones, legend=None), tooltip=tip)
    gap = 3 if whole else 1
    bars = base.transform_filter(alt.FieldEqualPredicate(field="part", equal="bar")).mark_bar(
        xOffset=gap, x2Offset=-gap
    )
    named = base.transform_filter(alt.FieldEqualPredicate(field="part", equal="class"))
    stretch = named.mark_rule(aria=False, strokeWidth=3, xOffset=gap, x2Offset=-gap).encode(
        x=x, x2="to", y=alt.value(-8)
    )
    texts = named.encode(x="middle:Q", y=alt.value(0), color=alt.value(colours.text))
    word = texts.mark_text(dy=-34).encode(text="word:N")
    share = texts.mark_text(dy=-20, fontWeight=600).encode(text="share_text:N")
    y = alt.Y("top:Q", axis=value_axis(Unit.COUNT))
    layers = [bars.encode(x=x, x2="to", y=y, y2="bottom"), stretch, word, share]
    return render(alt.LayerChart(layer=layers, height=220), theme)
