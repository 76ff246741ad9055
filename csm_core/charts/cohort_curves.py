"""Cohorts as curves: every cohort faint, their average strong."""

from __future__ import annotations

from functools import cache
from typing import Final

import altair as alt
import pyarrow as pa

from csm_core.charts.axes import value_axis
from csm_core.charts.cells import FEWEST, Cell
from csm_core.charts.cohort_grid import AVERAGE
from csm_core.charts.cohorts import Cohorts, cohort_notes, cohorts_of, cohorts_words
from csm_core.charts.look import Look, Theme
from csm_core.charts.palette import palette_of
from csm_core.charts.picture import MOST_MARKS, Picture, drawn_table
from csm_core.charts.references import References, reference_layers
from csm_core.charts.render import render
from csm_core.charts.words import age_words, band_words, period_words
from csm_core.periods import Calendar, Grain
from csm_core.result import Result
from csm_core.units import Unit, write_value

_SCHEMA = pa.schema(
    [
        ("kind", pa.string()),  # cohort or average
        ("part", pa.string()),  # solid, open (incomplete) or join (repeats the point before it)
        ("cohort", pa.string()),
        ("age", pa.float64()),
        ("value", pa.float64()),
        ("age_text", pa.string()),
        ("value_text", pa.string()),
        ("band_text", pa.string()),
        ("n_text", pa.string()),
    ]
)


def cohort_curves(
    result: Result,
    look: Look,
    *,
    name: str,
    measure: str | None = None,
    segment: str | None = None,
    annotations: pa.Table | None = None,
    references: References = (),
) -> Picture | None:
    """A line a cohort by age, dashed where it is not observed in full, and the average over cohorts where the Result
    has it (rows without a period). Cohorts with n below 5 at their start are left out, with a note.

    `annotations` are said below, each with the cohort that it belongs to: an axis of ages has no days.
    `references` are lines across.
    Returns None where no cell has a value.
    """
    unit, calendar = look.unit or result.unit, result.scope.calendar
    ages = result.age_grain
    whole = cohorts = cohorts_of(result, measure, segment, MOST_MARKS // 2)
    if not cohorts.by_cohort:
        return None
    thin = [start for start, cells in cohorts.by_cohort if cells[0].is_thin(unit)]
    notes = cohorts.notes
    if thin and (len(thin) < len(cohorts.by_cohort) or cohorts.average):
        cohorts = Cohorts(
            tuple((start, cells) for start, cells in cohorts.by_cohort if start not in thin),
            cohorts.average,
            cohorts.segment,
            notes,
        )
        notes = (*notes, f"Cohorts with n below {FEWEST} are not drawn: {len(thin)}.")
    rows = _rows(cohorts, unit, look.currency, calendar, ages)
    # The words tell of all cohorts, also of those that are too thin to be drawn.
    title, alt_text = cohorts_words(whole, name, unit, look.currency, calendar, ages)
    sentences = cohort_notes(annotations, [start for start, _ in whole.by_cohort], calendar).values()
    notes = (*notes, " ".join(sentences)) if sentences else notes
    return Picture(_spec(look.theme, unit, ages, references), drawn_table(rows, _SCHEMA), title, alt_text, notes)


def _rows(
    cohorts: Cohorts, unit: Unit, currency: str | None, calendar: Calendar, ages: Grain
) -> list[dict[str, object]]:
    named: list[tuple[str, str, tuple[Cell, ...]]] = [
        ("cohort", period_words(start, calendar), cohort_cells) for start, cohort_cells in cohorts.by_cohort
    ]
    named += [("average", AVERAGE, cohorts.average)] if cohorts.average else []
    rows: list[dict[str, object]] = []
    for kind, word, cells in named:
        before: Cell | None = None
        for cell in cells:
            row: dict[str, object] = {
                "kind": kind,
                "part": "solid" if cell.complete else "open",
                "cohort": word,
                "age": cell.age,
                "value": cell.value,
                "age_text": None if cell.age is None else age_words(cell.age, ages),
                "value_text": write_value(cell.value, unit, currency),
                "band_text": band_words(cell.low, cell.high, unit, currency) or "—",
                "n_text": "—" if cell.n is None else f"{cell.n:,}",
            }
            if before is not None and before.complete and not cell.complete:
                rows.append(row | {"part": "join", "age": before.age, "value": before.value})
            rows.append(row)
            before = cell
    return rows


_GAP: Final = "break-paths-filter-domains"


@cache
def _spec(theme: Theme, unit: Unit, grain: Grain, references: References) -> dict[str, object]:
    colours = palette_of(theme)
    tip = [
        alt.Tooltip("cohort:N", title="Cohort"),
        alt.Tooltip("age_text:N", title="After"),
        alt.Tooltip("value_text:N", title="Value"),
        alt.Tooltip("band_text:N", title="95 % band"),
        alt.Tooltip("n_text:N", title="n"),
    ]
    ages = alt.Axis(title=f"{grain.value}s since the start", grid=False, format=",~f", tickMinStep=1)
    y = alt.Y("value:Q", scale=alt.Scale(zero=True), axis=value_axis(unit))
    base = alt.Chart().encode(x=alt.X("age:Q", scale=alt.Scale(nice=False), axis=ages), y=y)

    def of(kind: str, *parts: str) -> alt.Chart:
        layer = base.transform_filter(alt.FieldEqualPredicate(field="kind", equal=kind))
        return layer.transform_filter(alt.FieldOneOfPredicate(field="part", oneOf=list(parts)))

    whole = of("cohort", "solid").mark_line(strokeWidth=1.25, color=colours.context, invalid=_GAP)
    ahead = of("cohort", "open", "join").mark_line(
        aria=False, strokeWidth=1.25, strokeDash=[3, 3], color=colours.context
    )
    layers = [
        whole.encode(detail="cohort:N"),
        ahead.encode(detail="cohort:N"),
        of("average", "solid").mark_line(strokeWidth=3, color=colours.value, invalid=_GAP),
        of("average", "open", "join").mark_line(aria=False, strokeWidth=3, strokeDash=[5, 4], color=colours.value),
        base.transform_filter(alt.FieldOneOfPredicate(field="part", oneOf=["solid", "open"]))
        .transform_filter(alt.FieldValidPredicate(field="value", valid=True))
        .mark_point(size=140, filled=True, opacity=0)
        .encode(tooltip=tip),
    ]
    layers += reference_layers(colours, references, "y")
    return render(alt.LayerChart(layer=layers), theme)
