"""The picture of a cell, and the sentence that it says."""

from __future__ import annotations

from csm_core.charts.chart import chart
from csm_core.charts.cohort_curves import cohort_curves
from csm_core.charts.look import Look, Theme
from csm_core.charts.picture import Picture
from csm_core.charts.references import references_of, with_benchmarks
from csm_core.metrics.framework.registry import metric_named
from csm_core.metrics.framework.shown_unit import shown_unit
from csm_core.notebook.answered import Answered
from csm_core.notebook.cell import Form
from csm_core.notebook.figure import Figure


def picture_of(answer: Answered, theme: Theme) -> Picture | None:
    """The picture of an answer; None where there is nothing to draw, and for the forms that are none."""
    cell, result = answer.cell, answer.result
    if cell.form in (Form.FIGURE, Form.TABLE, Form.SEGMENTS) or not result.has_value:
        return None
    metric = metric_named(cell.metric)
    look = Look(theme, result.scope.currency, shown_unit(metric, result, cell.measure))
    lines = references_of(answer.benchmarks)
    if cell.form is Form.CURVES:
        drawn = cohort_curves(
            result, look, name=metric.name, measure=cell.measure, annotations=answer.annotations, references=lines
        )
        return with_benchmarks(drawn, answer.benchmarks)
    drawn = chart(
        result,
        metric.shape,
        look,
        name=metric.name,
        measure=cell.measure,
        annotations=answer.annotations,
        account_names=dict(answer.names),
        references=lines,
    )
    return with_benchmarks(drawn, answer.benchmarks)


def finding_of(answer: Answered) -> str:
    """The one sentence that the cell says: the picture's where there is one, else its figure's."""
    drawn = picture_of(answer, "light")
    return drawn.alt if drawn else Figure.of(answer).sentence
