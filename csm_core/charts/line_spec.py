"""The line chart that trends and curves share: band, line, dashed end, points, labels, marked days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

import altair as alt

from csm_core.charts.axes import time_axis, value_axis
from csm_core.charts.lines import MOST_BANDS, Line
from csm_core.charts.look import Theme
from csm_core.charts.marks import mark_layers
from csm_core.charts.palette import Palette, palette_of
from csm_core.charts.references import References, reference_layers
from csm_core.charts.render import render
from csm_core.periods import Calendar
from csm_core.units import Unit

PLACES = ("1", "2", "3", "4", "5")
_FEW = 14
_DENSE = 60
GAP: Final = "break-paths-filter-domains"
_FROM_ZERO = (Unit.MONEY, Unit.COUNT)


@dataclass(frozen=True, slots=True)
class LineForm:
    """What decides how lines are drawn. `many`: told apart by colour and a label at their end. `by_age`: steps over
    ages, not moments. `few`: every period has its label. `dense`: points show only where they are incomplete or
    thin. `banded`: with intervals. `marked`: some rows are notes. `references`: lines across, by their values."""

    theme: Theme
    unit: Unit
    calendar: Calendar
    many: bool
    by_age: bool = False
    few: bool = False
    dense: bool = False
    banded: bool = False
    marked: bool = False
    references: References = ()

    @classmethod
    def of(
        cls,
        lines: Sequence[Line],
        theme: Theme,
        unit: Unit,
        calendar: Calendar,
        by_age: bool,
        marked: bool,
        references: References = (),
    ) -> LineForm:
        """The form that suits these lines."""
        longest = max(len(line.points) for line in lines)
        many = len(lines) > 1
        bands = any(point.cell.low is not None for line in lines for point in line.points)
        return cls(
            theme,
            unit,
            calendar,
            many,
            by_age,
            longest <= _FEW,
            by_age or longest > _DENSE,
            bands and len(lines) <= MOST_BANDS,
            marked,
            references,
        )


@cache
def line_spec(form: LineForm) -> dict[str, object]:
    """The spec for rows of LINE_SCHEMA in that form."""
    colours = palette_of(form.theme)
    times = alt.X("x:T", scale=alt.Scale(type="utc"), axis=time_axis(form.calendar, form.few))
    x = _age_x(form.calendar) if form.by_age else times
    zero = form.unit in _FROM_ZERO or form.by_age
    y = alt.Y("value:Q", scale=alt.Scale(zero=zero, nice=True), axis=value_axis(form.unit))
    base = alt.Chart().encode(x=x, y=y)
    steps: Literal["step-after", "linear"] = "step-after" if form.by_age else "linear"
    # Nothing is open in most pictures, and an empty group would have no name for a screen reader.
    dashed = _part(base, "open", "join").mark_line(aria=False, strokeDash=[5, 4], interpolate=steps, invalid=GAP)
    colour = alt.Color("place:N", scale=_tones(colours), legend=None)
    layers: list[alt.Chart] = mark_layers(colours, x) if form.marked else []
    if form.banded:
        band = _part(base, "solid").mark_area(opacity=0.13, interpolate=steps, invalid=GAP)
        fill = alt.Fill("place:N", scale=_tones(colours), legend=None)
        layers.append(band.encode(y=alt.Y("low:Q"), y2=alt.Y2("high"), fill=fill, detail="place:N"))
    layers += [
        _part(base, "solid").mark_line(aria=False, interpolate=steps, invalid=GAP).encode(color=colour),
        dashed.encode(color=colour),
        *_points(base, colours, form),
        *_labels(base, colours, form),
        *reference_layers(colours, form.references, "y"),
    ]
    return render(alt.LayerChart(layer=layers), form.theme)


def _age_x(calendar: Calendar) -> alt.X:
    axis = alt.Axis(title=f"{calendar.grain.value}s since the start", grid=False, format=",~f", tickMinStep=1)
    return alt.X("x:Q", scale=alt.Scale(nice=False), axis=axis)


def _part(base: alt.Chart, *parts: str) -> alt.Chart:
    return base.transform_filter(alt.FieldOneOfPredicate(field="part", oneOf=list(parts)))


def _tones(colours: Palette) -> alt.Scale:
    """The colours by what the rows call them: a line's place, '0' where there is only one, too few, incomplete."""
    return alt.Scale(
        domain=["0", *PLACES, "thin", "open"],
        range=[colours.value, *colours.categories, colours.context, colours.surface],
    )


def _points(base: alt.Chart, colours: Palette, form: LineForm) -> list[alt.Chart]:
    shown = _part(base, "solid", "open").transform_filter(alt.FieldValidPredicate(field="value", valid=True))
    if form.dense:
        shown = shown.transform_filter(alt.FieldOneOfPredicate(field="fill", oneOf=["open", "thin"]))
    # The target below tells a screen reader the same; an empty group of points would have no name.
    point = shown.mark_point(aria=False, size=42, filled=False, strokeWidth=2, opacity=1).encode(
        stroke=alt.Stroke("stroke:N", scale=_tones(colours), legend=None),
        fill=alt.Fill("fill:N", scale=_tones(colours), legend=None),
    )
    tip = [
        *([alt.Tooltip("name:N", title="Line")] if form.many else []),
        alt.Tooltip("when:N", title="When"),
        alt.Tooltip("value_text:N", title="Value"),
        alt.Tooltip("band_text:N", title="95 % band"),
        alt.Tooltip("n_text:N", title="n"),
        alt.Tooltip("state:N", title="Period"),
    ]
    target = (
        _part(base, "solid", "open")
        .transform_filter(alt.FieldValidPredicate(field="value", valid=True))
        .mark_point(size=260, filled=True, opacity=0)
        .encode(tooltip=tip)
    )
    return [point, target]


def _labels(base: alt.Chart, colours: Palette, form: LineForm) -> list[alt.Chart]:
    end = _part(base, "end")
    if not form.many:
        text = end.mark_text(align="right", dx=2, dy=-15, fontWeight=600, color=colours.text)
        halo = end.mark_text(
            align="right", dx=2, dy=-15, fontWeight=600, stroke=colours.surface, strokeWidth=4, strokeJoin="round"
        )
        return [halo.encode(text="value_text:N"), text.encode(text="value_text:N")]
    at = alt.Y("label_at:Q")
    dot = end.mark_point(aria=False, shape="square", filled=True, size=60, xOffset=14, opacity=1).encode(
        y=at, color=alt.Color("place:N", scale=_tones(colours), legend=None)
    )
    name = end.mark_text(align="left", dx=23, limit=110, color=colours.text).encode(y=at, text="name:N")
    return [dot, name]
