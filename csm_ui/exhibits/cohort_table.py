"""The cohort table, of customers or of their MRR, and survival with the number of customers that it rests on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from csm_core.facts.queries.attributes import attribute_values
from csm_core.periods import Grain
from csm_core.scope import Scope
from csm_ui.exhibits.ask import answer, picture, remembered
from csm_ui.exhibits.choices import with_choices
from csm_ui.exhibits.menu import menu
from csm_ui.exhibits.show import exhibit, shown
from csm_ui.visitor.cell import Cell
from csm_ui.visitor.view import View
from csm_ui.widgets.plain import plain
from csm_ui.widgets.trouble import guarded

_GRAINS = ("month", "quarter", "year")
_OF = {"Customers": "logo", "MRR": "revenue_net"}
_SEGMENT = "Segment"
_YEAR = {Grain.DAY: 365, Grain.WEEK: 52, Grain.MONTH: 12, Grain.QUARTER: 4, Grain.YEAR: 1}
_MOST_AGES = 6


def _cohort_scope(view: View, grain: str) -> Scope:
    """Cohorts are of every year where nobody chose a period: those of one year have hardly begun."""
    return replace(view.scope, grain=Grain(grain), start=None if view.is_usual_period else view.scope.start)


def cohort_table(view: View) -> Scope:
    """The grid, below what is counted and how long a cohort is; the scope that was chosen for it."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="large"):
        # A month's newcomers are often too few to tell anything; whoever chose a longer grain keeps it.
        usual = view.scope.grain.value if view.scope.grain.value in _GRAINS[1:] else "quarter"
        index = _GRAINS.index(usual)
        grain = st.selectbox("Cohorts by", _GRAINS, index, key="cohorts_by", bind="query-params", width=160)
        counted = st.radio("Share kept of", list(_OF), horizontal=True, key="cohorts_of", bind="query-params")
    by = _cohort_scope(view, grain)
    exhibit(view, Cell("cohort_retention", scope=by, settings=(("measure", _OF[counted]),)))
    return by


def survival(view: View) -> None:
    """Survival by segment, where there are segments, and below it how many customers each age rests on."""
    with st.container(border=True), guarded("survival"):
        offered = remembered(view.workspace, "attributes", lambda: attribute_values(view.workspace))
        split = view.scope.split or (_SEGMENT if _SEGMENT in offered else None)
        cell = with_choices(Cell("survival", scope=replace(view.scope, split=split)))
        result = answer(view, cell)
        behind: Callable[[], None] | None = None if result.missing else lambda: menu(view, cell, result, "behind")
        shown(view, cell, result, picture(view, cell), behind)
        if not result.missing and result.has_value:
            _at_risk(view, cell)


def _at_risk(view: View, cell: Cell) -> None:
    year = _YEAR[view.resolved.calendar.grain]
    counts: dict[str, dict[int, int]] = {}
    for row in answer(view, cell).rows():
        age, n = row["age"], row["n"]
        if row["measure"] == "survival" and isinstance(age, int) and age % year == 0 and isinstance(n, int):
            counts.setdefault(row["segment"] or "All", {})[age] = n
    ages = sorted({age for by_age in counts.values() for age in by_age})[:_MOST_AGES]
    years = " / ".join(f"{age // year}" for age in ages)
    lines = [f"{name} {' / '.join(f'{by_age.get(age, 0):,}' for age in ages)}" for name, by_age in counts.items()]
    st.caption(plain(f"Customers observed at {years} years: {'; '.join(lines)}."))
