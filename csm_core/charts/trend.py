"""A value a period: one line, or up to five."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from csm_core.charts.cells import cells_of
from csm_core.charts.line_spec import LineForm, line_spec
from csm_core.charts.line_words import trend_words
from csm_core.charts.lines import LINE_SCHEMA, Point, cut_bands, line_rows, lines_of
from csm_core.charts.look import Look
from csm_core.charts.marks import marked_days, marks_words
from csm_core.charts.picture import Picture, drawn_table, moment
from csm_core.charts.references import References
from csm_core.charts.words import period_words
from csm_core.result import Result


def trend(
    result: Result,
    look: Look,
    *,
    name: str,
    measure: str | None = None,
    annotations: pa.Table | None = None,
    references: References = (),
) -> Picture | None:
    """Lines over time, with the 95 % band, a dashed way to an incomplete period, and gaps where there is no value.

    Parameters
    ----------
    name
        What the value is called, as in the metric's declaration.
    measure
        Which measure is drawn; the first of the Result without it.
    annotations
        Columns `date` (date32) and `text`: days to be marked with a number, such as a launch; the notes say the
        rest. Those outside the drawn time and those for one cohort (a `cohort`, where there is that column) are left
        out.
    references
        Lines across, at values of the measure.

    Returns
    -------
    Picture | None
        None where no row has a value.
    """
    unit, calendar = look.unit or result.unit, result.scope.calendar
    points = [
        Point(moment(cell.period.toordinal()), period_words(cell.period, calendar), cell)
        for cell in cells_of(result, measure)
        if cell.period is not None
    ]
    lines, notes = lines_of(points, unit)
    if not lines:
        return None
    marks = marked_days(annotations, [point.x for line in lines for point in line.points], result)
    form = LineForm.of(lines, look.theme, unit, calendar, by_age=False, marked=bool(marks), references=references)
    spec = line_spec(form)
    data = drawn_table([*line_rows(lines, unit, look.currency), *marks], LINE_SCHEMA)
    title, alt = trend_words(lines, result, measure, name, unit, look.currency)
    cut = cut_bands(lines) if form.banded else ()
    return Picture(spec, data, title, alt, (*notes, *marks_words(marks), *cut))


def together(
    results: Sequence[tuple[str, Result]],
    look: Look,
    *,
    name: str,
    annotations: pa.Table | None = None,
    references: References = (),
) -> Picture | None:
    """Lines over time of results that share unit and Scope, each called by the word before it. Segments are left
    out: a picture of several metrics is the whole's. None where none has a value."""
    tables = []
    for word, result in results:
        table = result.table.filter(pc.is_null(result.table.column("segment")))
        index = table.schema.get_field_index("series")
        tables.append(table.set_column(index, "series", pa.repeat(pa.scalar(word), table.num_rows)))
    first = results[0][1]
    drawn = replace(first, table=pa.concat_tables(tables))
    return trend(drawn, look, name=name, annotations=annotations, references=references)
