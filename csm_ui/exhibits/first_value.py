"""The time to first value, once somebody has said which event that is."""

from __future__ import annotations

import streamlit as st

from csm_core import registry
from csm_ui.exhibits.ask import answered
from csm_ui.exhibits.choices import with_choices
from csm_ui.exhibits.menu import menu
from csm_ui.exhibits.show import exhibit, heading
from csm_ui.visitor.cell import Cell
from csm_ui.visitor.view import View
from csm_ui.widgets.trouble import guarded

_EVENT = "value_event"


def first_value(view: View, cell: Cell) -> None:
    """The picture of a cell of `time_to_value`; without a value event the first use of anything would count, which
    every customer reaches at once, so it is asked for."""
    if cell.metric not in registry():
        return
    chosen_cell = with_choices(cell)
    result = answered(view, chosen_cell).result
    if result.missing or str(dict(chosen_cell.settings).get(_EVENT, "")).strip():
        exhibit(view, cell)
        return
    with st.container(border=True), guarded("the time to value"):
        heading("Time to value", lambda: menu(view, chosen_cell, result, "behind"))
        st.caption("Say by which event a customer first gets value: … → Settings → Value event.")
