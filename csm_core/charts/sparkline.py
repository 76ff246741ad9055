"""A line without axes, for a card: where the value has been, not how much it was."""

from __future__ import annotations

from functools import cache

import altair as alt

from csm_core.charts.cells import cells_of
from csm_core.charts.line_spec import GAP
from csm_core.charts.line_words import IN, lines_words
from csm_core.charts.lines import LINE_SCHEMA, Point, line_rows, lines_of
from csm_core.charts.look import Look, Theme
from csm_core.charts.palette import palette_of
from csm_core.charts.picture import Picture, drawn_table, moment
from csm_core.charts.render import render
from csm_core.charts.words import period_words
from csm_core.result import Result

HEIGHT = 44


def sparkline(result: Result, look: Look, *, name: str, measure: str | None = None) -> Picture | None:
    """The line of the whole, or of the segment that rests on most where the Result is split.

    Returns None where fewer than two periods have a value.
    """
    unit, calendar = look.unit or result.unit, result.scope.calendar
    points = [
        Point(moment(cell.period.toordinal()), period_words(cell.period, calendar), cell)
        for cell in cells_of(result, measure)
        if cell.period is not None
    ]
    lines = lines_of(points, unit)[0][:1]
    if not lines or sum(point.cell.value is not None for point in lines[0].points) < 2:
        return None
    title, alt_text = lines_words(lines, name, unit, look.currency, IN)
    data = drawn_table(line_rows(lines, unit, look.currency), LINE_SCHEMA)
    return Picture(_spec(look.theme), data, title, alt_text)


@cache
def _spec(theme: Theme) -> dict[str, object]:
    colours = palette_of(theme)
    base = alt.Chart().encode(
        x=alt.X("x:T", scale=alt.Scale(type="utc"), axis=None),
        y=alt.Y("value:Q", scale=alt.Scale(zero=False), axis=None),
    )
    tip = [alt.Tooltip("when:N", title="When"), alt.Tooltip("value_text:N", title="Value")]
    solid = alt.FieldEqualPredicate(field="part", equal="solid")
    ahead = alt.FieldOneOfPredicate(field="part", oneOf=["open", "join"])
    points = alt.FieldOneOfPredicate(field="part", oneOf=["open", "solid"])
    layers = [
        base.transform_filter(solid).mark_line(strokeWidth=1.75, color=colours.value, invalid=GAP),
        base.transform_filter(ahead).mark_line(strokeWidth=1.75, strokeDash=[3, 3], color=colours.value, invalid=GAP),
        base.transform_filter(alt.FieldEqualPredicate(field="part", equal="end")).mark_point(
            size=30, filled=True, opacity=1, color=colours.value
        ),
        base.transform_filter(points)
        .transform_filter(alt.FieldValidPredicate(field="value", valid=True))
        .mark_point(size=120, filled=True, opacity=0)
        .encode(tooltip=tip),
    ]
    return render(alt.LayerChart(layer=layers, height=HEIGHT), theme)
