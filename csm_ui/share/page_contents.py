"""What a page shows, as a notebook: to be sent as a file or shared as a copy."""

from __future__ import annotations

import streamlit as st

from csm_core import CsmError
from csm_core.notebook.notebook import Notebook
from csm_core.notebook.shelf import Shelf
from csm_ui.visitor.keys import Key
from csm_ui.visitor.view import View


def page_notebook(view: View) -> Notebook:
    """The notebook that the page shows, or the page's own cells as they were drawn last; empty where none are."""
    if view.notebook is not None:
        try:
            return Shelf(view.workspace).open(view.notebook)
        except CsmError:
            return Notebook(view.title)
    title, cells = st.session_state.get(Key.SHOWN) or ("", ())
    return Notebook.of(view.title, cells if title == view.title else view.shown)
