"""Promoters, passives and detractors on one another, month by month."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date

import streamlit as st

from csm_core import Result, registry
from csm_core.charts.look import Look
from csm_core.charts.picture import Picture
from csm_core.charts.tone_stack import Stack, stacked
from csm_core.charts.words import period_words
from csm_core.metrics.compare.rolling import question_behind
from csm_core.units import Unit, write_value
from csm_ui.exhibits.ask import answered, remembered, rows
from csm_ui.exhibits.choices import with_choices
from csm_ui.exhibits.show import draw, heading
from csm_ui.visitor.cell import Cell
from csm_ui.visitor.view import View
from csm_ui.widgets.trouble import guarded

_CLASSES: Mapping[float, str] = {1.0: "promoters", 0.0: "passives", -1.0: "detractors"}
_NPS = "nps"


def classes(view: View) -> None:
    """The shares that the score is made of, over the same months as the score itself."""
    if _NPS not in registry():
        return
    cell = with_choices(Cell(_NPS))
    result = answered(view, cell).result
    if result.missing or not result.has_value:
        return
    with st.container(border=True), guarded("promoters, passives and detractors"):
        question = ("classes of answers", view.theme, cell, view.scope, view.span)
        picture = remembered(view.workspace, question, lambda: _picture(view, cell, result))
        if picture is None:
            heading("Promoters, passives, detractors")
            st.caption("No answers in this scope.")
            return
        heading(picture.title)
        draw(view, picture, "nps.classes")


def _picture(view: View, cell: Cell, result: Result) -> Picture | None:
    scope, settings = question_behind(result, cell.scope or view.scope, dict(cell.settings))
    behind = rows(view, Cell(_NPS, cell.variant, tuple(sorted(settings.items())), scope)).to_pylist()
    counts: dict[date, Counter[str]] = {}
    for row in behind:
        counts.setdefault(row["period"], Counter())[_CLASSES[row["sign"]]] += 1
    complete = {period.start: period.complete for period in result.scope.periods()}
    stacks = [Stack(day, _shares(counts[day]), complete.get(day, True)) for day in sorted(counts) if day in complete]
    over = [stack for stack in stacks if stack.complete]
    if not over:
        return None
    calendar = result.scope.calendar
    spec, data = stacked(stacks, Look(view.theme, None), Unit.RATE, calendar)
    last = over[-1]
    parts = [
        f"{write_value(last.parts[word][0], Unit.RATE)} {word}" for word in _CLASSES.values() if word in last.parts
    ]
    title = f"{result.over_window('Answers')}: {', '.join(parts)} in {period_words(last.period, calendar)}"
    return Picture(spec, data, title, f"{title}.")


def _shares(counts: Counter[str]) -> dict[str, tuple[float, int | None]]:
    whole = counts.total()
    return {word: (count / whole, count) for word, count in counts.items()}
