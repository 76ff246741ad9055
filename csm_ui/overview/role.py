"""Who looks: what the overview shows to a leader, to a customer success manager, and to an executive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum

import streamlit as st

from csm_core import metric_named, registry
from csm_core.facts.queries.attributes import attribute_values
from csm_core.units import Unit, write_value
from csm_ui.exhibits.ask import answer, remembered
from csm_ui.visitor.cell import Cell
from csm_ui.visitor.keys import Key
from csm_ui.visitor.view import View
from csm_ui.widgets.plain import plain
from csm_ui.widgets.trouble import guarded

_OWNER = "Owner"
_GOALS = "goal_progress"


class Role(StrEnum):
    """For whom the overview is. The value stands in the address."""

    LEADER = "Leader"
    MANAGER = "CSM"
    EXECUTIVE = "Executive"


def role_picker() -> Role:
    """Pick for whom the overview is; the address remembers it."""
    # No segmented control: what is chosen in it is too pale in the dark theme.
    chosen = st.radio(
        "Overview for",
        [role.value for role in Role],
        horizontal=True,
        key=Key.ROLE,
        bind="query-params",
        label_visibility="collapsed",
    )
    return Role(chosen) if chosen in list(Role) else Role.LEADER


def my_accounts(view: View) -> bool:
    """Pick whose accounts are shown: it narrows the whole app to that owner. False where nobody is picked yet."""
    offered = remembered(view.workspace, "attributes", lambda: attribute_values(view.workspace))
    if _OWNER not in offered:
        st.caption("Showing all accounts. Load accounts with an owner to see those of one manager.")
        return True
    owners = dict(view.scope.filters).get(_OWNER, ())
    key = view.key("role.owner")
    st.session_state[key] = owners[0] if len(owners) == 1 else None

    def take() -> None:
        picked = st.session_state[key]
        st.session_state[Key.FILTER + _OWNER] = [] if picked is None else [picked]

    st.selectbox(
        "My portfolio", offered[_OWNER], index=None, key=key, on_change=take, width=320, placeholder="Pick a name"
    )
    if len(owners) != 1:
        st.info("Pick your name to see your accounts: whom to call, upcoming renewals, unhappy customers.")
    return len(owners) == 1


def against_goals(view: View, cells: Sequence[Cell]) -> list[Cell]:
    """The cells, each with what its metric's goal for the whole company says below it."""
    notes: dict[str, str] = {}
    if _GOALS in registry():
        with guarded("the goals"):
            notes = _goals(view, cells)
    none = "No goal loaded."
    return [replace(cell, note=notes.get(cell.metric, none)) for cell in cells]


def _goals(view: View, cells: Sequence[Cell]) -> dict[str, str]:
    result = answer(view, Cell(_GOALS))
    by_goal = {(row["measure"], row["series"]): row for row in result.rows() if row["series"] is not None}
    notes: dict[str, str] = {}
    for cell in cells:
        metric = metric_named(cell.metric)
        for (measure, series), row in by_goal.items():
            by = str(series).removeprefix(f"{metric.name} by ")
            # A goal of some segment names its filter after the date.
            if measure != "target" or by == series or "," in by or not isinstance(row["value"], float):
                continue
            goal = f"Goal: {write_value(row['value'], metric.unit, result.scope.currency)} by {by}"
            chance = by_goal.get(("chance", series))
            likely = ""
            if chance is not None and chance["value"] is not None:
                likely = f", {write_value(chance['value'], Unit.RATE)} likely"
            notes.setdefault(cell.metric, plain(f"{goal}{likely}."))
    return notes
