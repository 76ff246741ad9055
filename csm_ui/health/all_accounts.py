"""All accounts with what each component gives to their score, behind a disclosure: it is much to read and to draw."""

from __future__ import annotations

import streamlit as st

from csm_ui.exhibits.ask import answer
from csm_ui.exhibits.choices import with_choices
from csm_ui.exhibits.details import details
from csm_ui.health.health_table import health_table
from csm_ui.visitor.cell import Cell
from csm_ui.visitor.view import View

_SCORE = "health_score"
_MOST = 200


def all_accounts(view: View) -> None:
    """The list, worked out when it is asked for."""
    key = view.key(f"{_SCORE}.behind")
    more = st.expander("All accounts, with the contribution of each component", key=key, on_change="rerun")
    if more.open:
        with more:
            health_table(view, _MOST, "Accounts with the contribution of each component", contributions=True)
            cell = with_choices(Cell(_SCORE))
            details(view, cell, answer(view, cell))
