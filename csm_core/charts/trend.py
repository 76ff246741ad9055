"""A value a period: one line, or up to five."""

from __future__ import annotations

import pyarrow as pa

from csm_core.charts.cells import cells_of
from csm_core.charts.line_spec import LineForm, line_spec
from csm_core.charts.line_words import IN, lines_words
from csm_core.charts.lines import LINE_SCHEMA, Point, line_rows, lines_of
from csm_core.charts.look import Look
from csm_core.charts.picture import Picture, drawn_table, moment
from csm_core.charts.words import period_words
from csm_core.periods import Grain
from csm_core.result import Result

_TIERS = 3


def trend(
    result: Result, look: Look, *, name: str, measure: str | None = None, annotations: pa.Table | None = None
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

    Returns
    -------
    Picture | None
        None where no row has a value.
    """
    unit, grain = look.unit or result.unit, result.scope.grain
    points = [
        Point(moment(cell.period.toordinal()), period_words(cell.period, grain), cell)
        for cell in cells_of(result, measure)
        if cell.period is not None
    ]
    lines, notes = lines_of(points, unit)
    if not lines:
        return None
    marks = _marks(annotations, [point.x for line in lines for point in line.points], result)
    spec = line_spec(LineForm.of(lines, look.theme, unit, grain, by_age=False, marked=bool(marks)))
    data = drawn_table([*line_rows(lines, unit, look.currency), *marks], LINE_SCHEMA)
    title, alt = lines_words(lines, name, unit, look.currency, IN)
    # Several texts find no room side by side in a small picture: numbers stand in it, the texts below.
    said = " ".join(f"{mark['value_text']}: {mark['name']} ({mark['when']})." for mark in marks)
    return Picture(spec, data, title, alt, (*notes, said) if said else notes)


def _marks(annotations: pa.Table | None, moments: list[float], result: Result) -> list[dict[str, object]]:
    if annotations is None:
        return []
    found = [row for row in annotations.to_pylist() if row["date"] and row.get("cohort") is None]
    first, last = min(moments), max(moments)
    # The last period stands at its first day, and what happened in it belongs to it.
    ends = [moment(period.end.toordinal()) for period in result.scope.periods()]
    until = min((end for end in ends if end > last), default=last)
    turn = first + 0.66 * (last - first)
    inside = [
        (moment(row["date"].toordinal()), row)
        for row in sorted(found, key=lambda row: row["date"])
        if first <= moment(row["date"].toordinal()) < until or moment(row["date"].toordinal()) == last
    ]
    return [
        {
            "part": "note",
            "x": min(at, last),
            "name": row["text"],
            "value_text": str(place + 1),
            "when": period_words(row["date"], Grain.DAY),
            "tier": float(place % _TIERS),
            "side": "left" if at < turn else "right",
        }
        for place, (at, row) in enumerate(inside)
    ]
