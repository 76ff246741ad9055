"""Horizontal bars with a name before and the value behind each: what distributions and accounts share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import altair as alt
import pyarrow as pa

from csm_core.charts.look import Theme
from csm_core.charts.palette import palette_of
from csm_core.charts.references import References, reference_layers
from csm_core.charts.render import render
from csm_core.charts.tones import TONES, tone_colours
from csm_core.charts.words import band_words
from csm_core.units import Unit, write_value

BAR_SCHEMA = pa.schema(
    [
        ("key", pa.string()),  # tells two bars of one name apart
        ("place", pa.float64()),
        ("name", pa.string()),
        ("tone", pa.string()),  # one of TONES
        ("pale", pa.bool_()),  # incomplete, or a rate on fewer than five
        ("value", pa.float64()),
        ("low", pa.float64()),
        ("high", pa.float64()),
        ("label_at", pa.float64()),
        ("value_text", pa.string()),
        ("band_text", pa.string()),
        ("n_text", pa.string()),
        ("state", pa.string()),
    ]
)


MOST_BARS = 30
# Pixels for the names: more where the page is wide. In a report, which has no page, the least.
_NAME_ROOM = "max(124, 0.27 * (containerSize()[0] || 0))"


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar. `name` may come from a file; `value` None is drawn as no bar, with its reason."""

    name: str
    tone: str
    value: float | None
    low: float | None
    high: float | None
    n: int | None
    pale: bool
    state: str


def bar_rows(bars: Sequence[Bar], unit: Unit, currency: str | None) -> list[dict[str, object]]:
    """The rows of BAR_SCHEMA, in the order given."""
    return [
        {
            "key": f"{index}",
            "place": float(index),
            "name": bar.name,
            "tone": bar.tone,
            "pale": bar.pale,
            "value": bar.value,
            "low": bar.low,
            "high": bar.high,
            "label_at": max(0.0, *(number for number in (bar.value, bar.high) if number is not None), 0.0),
            "value_text": write_value(bar.value, unit, currency),
            "band_text": band_words(bar.low, bar.high, unit, currency) or "—",
            "n_text": "—" if bar.n is None else f"{bar.n:,}",
            "state": bar.state,
        }
        for index, bar in enumerate(bars)
    ]


@cache
def bar_spec(theme: Theme, banded: bool, references: References = ()) -> dict[str, object]:
    """The spec for rows of BAR_SCHEMA; `banded` with a thin line from low to high over each bar;
    `references` are lines across the bars.

    The vertical axis is by key, so that two accounts of one name stay two bars; names and values are texts.
    """
    colours = palette_of(theme)
    tip = [
        alt.Tooltip("name:N", title="Name"),
        alt.Tooltip("value_text:N", title="Value"),
        *([alt.Tooltip("band_text:N", title="95 % band")] if banded else []),
        alt.Tooltip("n_text:N", title="n"),
        alt.Tooltip("state:N", title="Note"),
    ]
    rows = alt.EncodingSortField(field="place", op="min", order="ascending")
    y = alt.Y("key:N", sort=rows, axis=None, scale=alt.Scale(paddingInner=0.28, paddingOuter=0.1))
    base = alt.Chart().encode(y=y, tooltip=tip)
    pale = alt.FieldEqualPredicate(field="pale", equal=True)
    tones = alt.Scale(domain=list(TONES), range=tone_colours(colours))
    bars = base.mark_bar(cornerRadiusEnd=2).encode(
        x=alt.X("value:Q", axis=None),
        color=alt.Color("tone:N", scale=tones, legend=None),
        opacity=alt.when(pale).then(alt.value(0.4)).otherwise(alt.value(1)),
    )
    names = base.mark_text(align="right", limit=alt.ExprRef(_NAME_ROOM), color=colours.text).encode(
        x=alt.value(-8), text="name:N"
    )
    texts = base.mark_text(align="left", dx=8, color=colours.text, fontWeight=600).encode(
        x="label_at:Q", text="value_text:N"
    )
    zero = alt.Chart().mark_rule(aria=False, color=colours.muted, strokeWidth=1).encode(x=alt.datum(0))
    layers = [bars, zero, names, texts]
    if banded:
        layers.insert(
            1, base.mark_rule(aria=False, strokeWidth=1.25, color=colours.muted).encode(x="low:Q", x2="high")
        )
    layers += reference_layers(colours, references, "x")
    return render(alt.LayerChart(layer=layers, height=alt.Step(28)), theme)
