"""Cohorts as a grid: one row a cohort, one column an age, dark where the value is high."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from functools import cache

import altair as alt
import pyarrow as pa

from csm_core.charts.cells import Cell
from csm_core.charts.cohorts import MARK, Cohorts, average_notes, cohort_notes, cohorts_of, cohorts_words
from csm_core.charts.look import Look, Theme
from csm_core.charts.palette import Palette, contrast, luminance, palette_of
from csm_core.charts.picture import MOST_MARKS, Picture, drawn_table
from csm_core.charts.render import render
from csm_core.charts.words import age_words, band_words, period_words
from csm_core.periods import Calendar, Grain
from csm_core.result import Result
from csm_core.units import Unit, write_value

_SCHEMA = pa.schema(
    [
        ("place", pa.float64()),
        ("cohort", pa.string()),
        ("age", pa.float64()),
        ("value", pa.float64()),
        ("shade", pa.float64()),  # the value; the lowest one for thin cells, which must not stretch the colours
        ("ink", pa.string()),  # what reads on the cell: the text for low values, high ones, thin cells, or the page
        ("complete", pa.bool_()),
        ("cell_text", pa.string()),
        ("age_text", pa.string()),
        ("value_text", pa.string()),
        ("band_text", pa.string()),
        ("n_text", pa.string()),
        ("state", pa.string()),
    ]
)
AVERAGE = "Average"
SIZE_AGE = -1.0  # the column before the ages: how many began
_READS = 4.0  # contrast
_PALE = 0.35  # opacity, on which the text of the page reads, whatever the colour
# A cell is a rectangle and a text; beside them stands a text for the size of each cohort.
_MOST_CELLS = MOST_MARKS // 2 - 150
_INCOMPLETE = "Pale, with a dashed outline: not observed in full yet."


def cohort_grid(
    result: Result,
    look: Look,
    *,
    name: str,
    measure: str | None = None,
    segment: str | None = None,
    annotations: pa.Table | None = None,
) -> Picture | None:
    """A heatmap of cohort by age, with the value in each cell where it has room, the size of each cohort before
    them, and the rows without a period (the average over cohorts) on top.

    Cells that are not observed in full are pale, with a dashed outline, and a note says so; those with n below 5
    are grey. Of several segments one is drawn: `segment`, or the one with the largest n. A cohort in whose period
    something happened (`annotations`: date, text, and cohort where a note is for one alone) has a mark at its name,
    and the notes say what. Returns None where no cell has a value.
    """
    unit, calendar = look.unit or result.unit, result.scope.calendar
    ages = result.age_grain
    cohorts = cohorts_of(result, measure, segment, _MOST_CELLS)
    if not cohorts.by_cohort:
        return None
    marked = cohort_notes(annotations, [start for start, _ in cohorts.by_cohort], calendar)
    rows = _rows(cohorts, unit, look, calendar, ages, marked.keys())
    title, alt_text = cohorts_words(cohorts, name, unit, look.currency, calendar, ages)
    spec = _spec(look.theme, unit, ages)
    notes = (" ".join(marked.values()),) if marked else ()
    notes = (*notes, _INCOMPLETE) if any(row["complete"] is False for row in rows) else notes
    notes = (*average_notes(cohorts, ages), *notes)
    return Picture(spec, drawn_table(rows, _SCHEMA), title, alt_text, (*cohorts.notes, *notes))


def _rows(
    cohorts: Cohorts, unit: Unit, look: Look, calendar: Calendar, ages: Grain, marked: Collection[date]
) -> list[dict[str, object]]:
    colours, currency = palette_of(look.theme), look.currency
    oldest = max(cell.age for _, cohort_cells in cohorts.by_cohort for cell in cohort_cells if cell.age is not None)
    average = [cell for cell in cohorts.average if cell.age is not None and cell.age <= oldest]
    named: list[tuple[str, Sequence[Cell]]] = [(AVERAGE, average)] if average else []
    named += [
        (period_words(start, calendar) + (f" {MARK}" if start in marked else ""), cohort_cells)
        for start, cohort_cells in cohorts.by_cohort
    ]
    cells = [(index, word, cell) for index, (word, cohort_cells) in enumerate(named) for cell in cohort_cells]
    coloured = [c.value for _, _, c in cells if c.value is not None and not c.is_thin(unit)]
    low, high = min(coloured, default=0.0), max(coloured, default=1.0)
    return _sizes(named) + [
        {
            "place": float(index),
            "cohort": word,
            "age": None if cell.age is None else float(cell.age),
            "value": cell.value,
            "shade": low if cell.is_thin(unit) else cell.value,
            "ink": _ink(cell, unit, low, high, colours),
            "complete": cell.complete,
            "cell_text": _short(cell.value, unit),
            "age_text": None if cell.age is None else age_words(cell.age, ages),
            "value_text": write_value(cell.value, unit, currency),
            "band_text": band_words(cell.low, cell.high, unit, currency) or "—",
            "n_text": "—" if cell.n is None else f"{cell.n:,}",
            "state": _state(cell, unit),
        }
        for index, word, cell in cells
        if cell.value is not None
    ]


def _sizes(named: Sequence[tuple[str, Sequence[Cell]]]) -> list[dict[str, object]]:
    """How many began, in a column of its own."""
    return [
        {
            "place": float(index),
            "cohort": word,
            "age": SIZE_AGE,
            "ink": "page",
            "complete": True,
            "cell_text": f"{cells[0].n:,}",
            "age_text": "customers that began",
            "value_text": f"{cells[0].n:,}",
            "n_text": f"{cells[0].n:,}",
        }
        for index, (word, cells) in enumerate(named)
        if cells and cells[0].n is not None
    ]


def _ink(cell: Cell, unit: Unit, low: float, high: float, colours: Palette) -> str:
    """The text colour for high values where it reads on the cell's colour, else the one that reads better."""
    if cell.is_thin(unit) or not cell.complete or cell.value is None:
        return "thin" if cell.is_thin(unit) else "page"
    position = (cell.value - low) / (high - low) if high > low else 0.0
    back = luminance(colours.sequential[round(position * (len(colours.sequential) - 1))])
    on_high = contrast(back, luminance(colours.text_on_high))
    return "high" if on_high >= _READS or on_high > contrast(back, luminance(colours.text_on_low)) else "low"


def _state(cell: Cell, unit: Unit) -> str:
    parts = [] if cell.complete else ["incomplete: not observed in full"]
    parts += ["few: n below 5"] if cell.is_thin(unit) else []
    return ", ".join(parts) or "complete"


def _short(value: float | None, unit: Unit) -> str:
    if value is None:
        return ""
    if unit is Unit.RATE:
        return f"{value * 100:.0f}"
    if unit in (Unit.MONEY, Unit.MONEY_PER_ACCOUNT) and abs(value) >= 10_000:
        return f"{value / 1000:,.0f}k"
    return write_value(value, unit).split("\N{NO-BREAK SPACE}")[0]


@cache
def _spec(theme: Theme, unit: Unit, grain: Grain) -> dict[str, object]:
    colours = palette_of(theme)
    share = "in per cent, by " if unit is Unit.RATE else ""
    ages = alt.Axis(
        title=f"Customers (n), then {share}{grain.value}s since the start",
        titleAnchor="start",
        orient="top",
        grid=False,
        labelAngle=0,
        labelExpr="datum.value < 0 ? 'n' : datum.label",
    )
    names = alt.Axis(title=None, grid=False, labelOverlap=False, labelColor=colours.text)
    rows = alt.EncodingSortField(field="place", op="min", order="ascending")
    x = alt.X("age:O", axis=ages, scale=alt.Scale(paddingInner=0.04, paddingOuter=0))
    y = alt.Y("cohort:N", sort=rows, axis=names, scale=alt.Scale(paddingInner=0.07, paddingOuter=0))
    base = alt.Chart().encode(x=x, y=y, tooltip=_tooltip())
    thin = alt.FieldEqualPredicate(field="ink", equal="thin")
    shade = alt.Color("shade:Q", scale=alt.Scale(range=list(colours.sequential), zero=False, nice=False), legend=None)
    pale = alt.FieldEqualPredicate(field="complete", equal=False)
    is_cell = alt.FieldGTEPredicate(field="age", gte=0)
    cells = (
        base.transform_filter(is_cell)
        .mark_rect(cornerRadius=2, stroke=colours.muted, strokeDash=[3, 2])
        .encode(
            color=alt.when(thin).then(alt.value(colours.grid)).otherwise(shade),
            fillOpacity=alt.when(pale).then(alt.value(_PALE)).otherwise(alt.value(1)),
            strokeWidth=alt.when(pale).then(alt.value(1)).otherwise(alt.value(0)),
        )
    )
    ink = alt.Color("ink:N", scale=_inks(colours), legend=None)
    texts = base.mark_text(fontSize=11.5).encode(
        text="cell_text:N",
        color=ink,
        # The values are left out where a column is too narrow for them, as on a phone.
        opacity=alt.when("bandwidth('x') >= 24").then(alt.value(1)).otherwise(alt.value(0)),
    )
    layers = [cells, texts]
    return render(alt.LayerChart(layer=layers, height=alt.Step(19)).resolve_scale(color="independent"), theme)


def _inks(colours: Palette) -> alt.Scale:
    return alt.Scale(
        domain=["low", "high", "thin", "page"],
        range=[colours.text_on_low, colours.text_on_high, colours.muted, colours.text],
    )


def _tooltip() -> list[alt.Tooltip]:
    return [
        alt.Tooltip("cohort:N", title="Cohort"),
        alt.Tooltip("age_text:N", title="After"),
        alt.Tooltip("value_text:N", title="Value"),
        alt.Tooltip("band_text:N", title="95 % band"),
        alt.Tooltip("n_text:N", title="n"),
        alt.Tooltip("state:N", title="Observed"),
    ]
