"""The demo company, in one click or by the address."""

from __future__ import annotations

import streamlit as st

from csm_core import Workspace
from csm_core.loading.demo import is_demo, load_demo
from csm_ui.visitor.keys import Key
from csm_ui.visitor.session import is_kept
from csm_ui.widgets.progress import progress_into
from csm_ui.widgets.trouble import guarded


def wants_demo(workspace: Workspace) -> bool:
    """Whether the address asks for the demo and there is nothing that it could be mixed with."""
    return st.query_params.get(Key.DEMO) == "1" and not workspace.row_counts()


def start_demo(workspace: Workspace) -> None:
    """Load the demo company into this visitor's workspace, and say how far it is."""
    bar = st.progress(0.0, "Opening the demo company …")
    with guarded("the demo company"):
        load_demo(workspace, progress_into(bar))
        st.session_state[Key.DEMO] = workspace.fingerprint
    bar.empty()


def demo_label(workspace: Workspace) -> None:
    """Say on every page that what is shown is the demo's; nothing where it is anything else."""
    if workspace.row_counts() and is_demo(workspace):
        st.badge("Demo data", icon=":material/science:", color="blue")


def demo_button(label: str = "Try the demo company", key: str = "try_demo", is_main: bool = True) -> None:
    """One click to a company with three years of data."""

    def take() -> None:
        st.query_params[Key.DEMO] = "1"

    st.button(label, type="primary" if is_main else "secondary", icon=":material/play_arrow:", key=key, on_click=take)
    if is_kept():
        st.caption("It is loaded into this workspace; you can undo it on the Data page.")
