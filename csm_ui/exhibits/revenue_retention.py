"""Net and gross revenue retention on one picture, with the goals that are set for them."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from csm_core.charts.look import Look
from csm_core.charts.picture import Picture
from csm_core.charts.trend import together
from csm_core.units import Unit, write_value
from csm_ui.exhibits.ask import answered, remembered
from csm_ui.exhibits.choices import with_choices
from csm_ui.exhibits.goals import company_goals
from csm_ui.exhibits.menu import menu
from csm_ui.exhibits.show import shown
from csm_ui.visitor.cell import Cell
from csm_ui.visitor.view import View
from csm_ui.widgets.trouble import guarded

_LINES = {"NRR": "net_revenue_retention", "GRR": "gross_revenue_retention"}


def revenue_retention(view: View) -> None:
    """Two lines with their intervals, of everybody in the filters; a dotted line is a goal."""
    with st.container(border=True), guarded("net and gross revenue retention"):
        whole = replace(view.scope, split=None)
        cells = {word: with_choices(Cell(metric, scope=whole)) for word, metric in _LINES.items()}
        net = cells["NRR"]
        result = answered(view, net).result
        question = ("revenue retention", view.theme, view.annotated, tuple(cells.values()), view.span)
        drawn = None if result.missing else remembered(view.workspace, question, lambda: _drawn(view, cells))
        behind = None if result.missing else lambda: menu(view, net, result, "behind", (cells["GRR"],))
        shown(view, net, result, drawn, behind)


def _drawn(view: View, cells: dict[str, Cell]) -> Picture | None:
    answers = {word: answered(view, cell) for word, cell in cells.items()}
    by_metric = company_goals(view, list(_LINES.values()))
    goals = {word: by_metric[metric] for word, metric in _LINES.items() if metric in by_metric}
    lines = {(goal.target, f"{word} goal {write_value(goal.target, Unit.RATE)}") for word, goal in goals.items()}
    picture = together(
        [(word, answer.result) for word, answer in answers.items() if not answer.result.missing],
        Look(view.theme),
        name="Revenue retention",
        annotations=answers["NRR"].annotations,
        references=tuple(sorted(lines)),
    )
    if picture is None or not goals:
        return picture
    sentences = [f"{word}: {goal.sentence(Unit.RATE, None)}" for word, goal in goals.items()]
    return replace(picture, notes=(*picture.notes, " ".join(sentences)))
