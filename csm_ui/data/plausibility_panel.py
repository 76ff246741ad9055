"""What looks wrong in all that is loaded: each doubt with its rows and likely cause, to be marked as known."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
import streamlit as st

from csm_core.plausibility.doubt import Doubt
from csm_core.plausibility.examine import examine
from csm_core.plausibility.known import known_doubts, mark_known, unmark_known
from csm_core.text.plural import plural
from csm_ui.exhibits.ask import remembered
from csm_ui.visitor.keys import Key
from csm_ui.visitor.session import time_now
from csm_ui.visitor.view import View
from csm_ui.widgets.plain import plain
from csm_ui.widgets.trouble import guarded


def plausibility_panel(view: View) -> None:
    """Open doubts first; below them those that somebody marked as known. Nothing where there is no doubt."""
    workspace = view.workspace
    doubts = remembered(workspace, "plausibility", lambda: examine(workspace))
    if not doubts:
        return
    confirmed = known_doubts(workspace)
    unmarked = [doubt for doubt in doubts if doubt.key not in confirmed]
    marked = [doubt for doubt in doubts if doubt.key in confirmed]
    st.header("Possible problems", anchor=False)
    if unmarked:
        st.caption("Parts of the data look implausible. Fix them, or confirm that they are right.")
    for number, doubt in enumerate(unmarked):
        with st.container(border=True):
            (st.warning if doubt.level == "warning" else st.info)(plain(doubt.message))
            st.caption(plain(doubt.cause))
            with st.container(horizontal=True, vertical_alignment="center"):
                _rows(view, doubt, number)
                if not workspace.is_read_only:
                    st.button(
                        "Confirm as right",
                        key=f"doubt.known.{doubt.key}",
                        on_click=_mark,
                        args=(view, doubt),
                        help="Hides this warning here and beside figures.",
                    )
    if marked:
        _marked(view, marked)


def _rows(view: View, doubt: Doubt, number: int) -> None:
    if doubt.rows:
        with st.expander(f"See {plural(len(doubt.rows), 'row')}"):
            names = {name: name.replace("_", " ") for name in doubt.rows[0]}
            table = pa.Table.from_pylist([{names[name]: str(row[name]) for name in names} for row in doubt.rows])
            st.dataframe(table, hide_index=True, width="stretch", key=view.key(f"doubt.rows.{number}"))


def _marked(view: View, doubts: Sequence[Doubt]) -> None:
    with st.expander(f"{plural(len(doubts), 'doubt')} marked as right"):
        for doubt in doubts:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(plain(doubt.message))
                if not view.workspace.is_read_only:
                    st.button("Show again", key=f"doubt.unknown.{doubt.key}", on_click=_unmark, args=(view, doubt))


def _mark(view: View, doubt: Doubt) -> None:
    with guarded("a doubt"):
        mark_known(view.workspace, doubt, time_now())
        st.session_state[Key.NEWS] = "Confirmed. The warning is hidden."


def _unmark(view: View, doubt: Doubt) -> None:
    with guarded("a doubt"):
        unmark_known(view.workspace, doubt)
        st.session_state[Key.NEWS] = "The warning is shown again."
