"""What changed: the few things of the last complete period that a leader would want named, the largest first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pyarrow as pa
import streamlit as st

from csm_core import Result
from csm_core.notebook.findings import CAME_TO_RISK, LEFT_RISK, NOTICE, Asker, Finding
from csm_core.notebook.findings import findings as ranked_findings
from csm_ui.exhibits.ask import answer, remembered, rows
from csm_ui.exhibits.choices import with_choices
from csm_ui.visitor.cell import Cell
from csm_ui.visitor.keys import Key
from csm_ui.visitor.menu import PAGES
from csm_ui.visitor.view import View
from csm_ui.widgets.plain import plain
from csm_ui.widgets.style import FINDINGS
from csm_ui.widgets.trouble import guarded

_MOST = 6
_ICONS: Mapping[str, str] = {
    "churn": "logout",
    "contraction": "trending_down",
    "paused": "pause",
    "new": "person_add",
    "expansion": "trending_up",
    "reactivation": "undo",
    CAME_TO_RISK: "warning",
    LEFT_RISK: "check_circle",
    NOTICE: "event_busy",
}


def findings(view: View) -> None:
    """Up to six sentences, each a link to what it is about; nothing notable is said to be so."""
    with st.container(border=True), guarded("what changed"):
        st.header("What changed", anchor=False)
        question = ("findings", view.scope, tuple(st.session_state.get(Key.SET) or ()))
        ranked = remembered(view.workspace, question, lambda: ranked_findings(_asker(view)))
        with st.container(gap=None, key=FINDINGS):
            for one in ranked[:_MOST]:
                key, icon = view.key("finding"), f":material/{_ICONS[one.kind]}:"
                st.button(
                    plain(one.text), type="tertiary", icon=icon, wrap=True, key=key, on_click=_open, args=(one,)
                )
        if not ranked:
            st.caption("Nobody left, joined, paid more or less, changed band or gave notice in the last full period.")


def _open(finding: Finding) -> None:
    link = {} if finding.account is None else {Key.ACCOUNT.value: finding.account}
    st.switch_page(PAGES / f"{finding.page}.py", query_params=link)


def _asker(view: View) -> Asker:
    """Everybody in the filters, by the settings of this page."""

    def everybody(cell: Cell) -> Cell:
        cell = with_choices(cell)
        settings = tuple((name, value) for name, value in cell.settings if name != "owner")
        return replace(cell, settings=settings, scope=replace(view.scope, split=None))

    def result(cell: Cell) -> Result:
        return answer(view, everybody(cell))

    def behind(cell: Cell) -> pa.Table:
        return rows(view, everybody(cell))

    return Asker(result, behind, view.resolved)
