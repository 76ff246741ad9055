"""The picture of a cell, and the sentence that it says."""

from __future__ import annotations

from dataclasses import replace

from csm_core.charts.chart import chart
from csm_core.charts.cohort_curves import cohort_curves
from csm_core.charts.goal_bullets import goal_bullets
from csm_core.charts.look import Look, Theme
from csm_core.charts.picture import Picture
from csm_core.charts.references import references_of, with_benchmarks
from csm_core.charts.tone_stack import bands_over_time
from csm_core.charts.waterfall import waterfall
from csm_core.metrics.framework.declare import Shape
from csm_core.metrics.framework.metric import Metric
from csm_core.metrics.framework.registry import metric_named
from csm_core.metrics.framework.shown_unit import shown_unit
from csm_core.notebook.answered import Answered
from csm_core.notebook.cell import Form
from csm_core.notebook.figure import Figure
from csm_core.result import Result
from csm_core.units import Unit


def picture_of(answer: Answered, theme: Theme) -> Picture | None:
    """The picture of an answer; None where there is nothing to draw, and for the forms that are none."""
    cell, result = answer.cell, answer.result
    if cell.form in (Form.FIGURE, Form.TABLE, Form.SEGMENTS) or not result.has_value:
        return None
    metric = metric_named(cell.metric)
    look = Look(theme, result.scope.currency, shown_unit(metric, result, cell.measure))
    lines = references_of(answer.benchmarks)
    name = result.over_window(result.named(_name(metric, result, cell.measure)))
    if cell.form is Form.CURVES:
        drawn = cohort_curves(
            result, look, name=name, measure=cell.measure, annotations=answer.annotations, references=lines
        )
        return with_benchmarks(_of_all(drawn, answer), answer.benchmarks)
    drawn = _own_form(cell.form, result, look, name, cell.measure) or chart(
        result,
        metric.shape,
        look,
        name=name,
        measure=cell.measure,
        annotations=answer.annotations,
        account_names=dict(answer.names),
        # Of a score those who need somebody come first.
        lowest_first=metric.unit is Unit.SCORE,
        references=lines,
        adds_up=metric.adds_up_over_time,
    )
    return with_benchmarks(_of_all(drawn, answer), answer.benchmarks)


def _own_form(form: Form, result: Result, look: Look, name: str, measure: str | None) -> Picture | None:
    """The picture that a form asks for, where the answer is of its kind; else the usual one is drawn."""
    shape = metric_named(result.metric).shape
    if form is Form.BRIDGE and shape is Shape.BRIDGE:
        return waterfall(result, look, name=name, measure=measure, is_over_all=True)
    if form is Form.STACK and shape is Shape.DISTRIBUTION:
        return bands_over_time(result, look, name=name, measure=measure)
    if form is Form.BULLETS and shape is Shape.DISTRIBUTION:
        return goal_bullets(result, look)
    return None


def _of_all(drawn: Picture | None, answer: Answered) -> Picture | None:
    """Said where the page is broken down, and this picture is not."""
    split = answer.cell.scope.split if answer.cell.scope else None
    if drawn is None or split is None or answer.result.scope.split is not None:
        return drawn
    note = f"The whole company, not by {split.lower()}: most cohorts of one {split.lower()} are too small to read."
    return replace(drawn, notes=(note, *drawn.notes))


_MEASURES = {
    ("goal_progress", "chance"): "Chance of reaching each goal",
    ("seasonality", "observed"): "Observed values",
}


def _name(metric: Metric, result: Result, measure: str | None) -> str:
    """What the drawn values are called: the metric's name, unless the measure is something else than that says."""
    first = result.table.column("measure")[0].as_py() if result.table.num_rows else None
    return _MEASURES.get((metric.id, measure or str(first)), metric.name)


def finding_of(answer: Answered) -> str:
    """The one sentence that the cell says: the picture's where there is one, else its figure's."""
    drawn = picture_of(answer, "light")
    return drawn.alt if drawn else Figure.of(answer).sentence
