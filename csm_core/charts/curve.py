"""A value by age: steps, because the value holds until the next age."""

from __future__ import annotations

from dataclasses import replace

from csm_core.charts.cells import cells_of
from csm_core.charts.line_spec import LineForm, line_spec
from csm_core.charts.line_words import curve_words
from csm_core.charts.lines import LINE_SCHEMA, Point, line_rows, lines_of
from csm_core.charts.look import Look
from csm_core.charts.picture import Picture, drawn_table
from csm_core.charts.references import References
from csm_core.charts.words import age_words
from csm_core.result import Result


def curve(
    result: Result, look: Look, *, name: str, measure: str | None = None, references: References = ()
) -> Picture | None:
    """A step line by age with its band, one a segment; each ends where its data ends.

    `references` are lines across. Returns None where no row has an age and a value.
    """
    unit, grain = look.unit or result.unit, result.age_grain
    points = [
        Point(float(cell.age), age_words(cell.age, grain), cell)
        for cell in cells_of(result, measure)
        if cell.age is not None
    ]
    lines, notes = lines_of(points, unit)
    if not lines:
        return None
    calendar = replace(result.scope.calendar, grain=grain)
    spec = line_spec(LineForm.of(lines, look.theme, unit, calendar, by_age=True, marked=False, references=references))
    title, alt = curve_words(lines, grain, name, unit, look.currency)
    return Picture(spec, drawn_table(line_rows(lines, unit, look.currency), LINE_SCHEMA), title, alt, notes)
