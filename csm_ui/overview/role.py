"""Who looks: what the overview shows to a leader, to a customer success manager, and to an executive."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import StrEnum

import streamlit as st

from csm_core import metric_named
from csm_core.facts.queries.attributes import attribute_values
from csm_ui.exhibits.ask import remembered
from csm_ui.exhibits.goals import Goal, company_goals
from csm_ui.visitor.cell import Cell
from csm_ui.visitor.keys import Key
from csm_ui.visitor.view import View
from csm_ui.widgets.plain import plain
from csm_ui.widgets.trouble import guarded

_OWNER = "Owner"


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


def against_goals(view: View, cells: Sequence[Cell], is_sparse: bool = False) -> list[Cell]:
    """The cells, each with what its metric's goal for the whole company says below it; `is_sparse`: nothing where it
    has none."""
    goals: Mapping[str, Goal] = {}
    with guarded("the goals"):
        goals = company_goals(view, [cell.metric for cell in cells])
    none = "" if is_sparse else "No goal loaded."
    currency = view.resolved.currency
    notes = {name: plain(goal.sentence(metric_named(name).unit, currency)) for name, goal in goals.items()}
    return [replace(cell, note=none if cell.measure else notes.get(cell.metric, none)) for cell in cells]
