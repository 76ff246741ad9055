"""Lists of accounts beside each other, as tabs; each is worked out when it is opened, without a run of the page."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from csm_ui.exhibits.remarks import written_remarks
from csm_ui.visitor.part import part
from csm_ui.visitor.view import View
from csm_ui.widgets.trouble import guarded


def lists(view: View, name: str, draw: Mapping[str, Callable[[View], None]]) -> None:
    """A tab for each list, by the word on it. `name` is the widget's."""

    def inside(inner: View) -> None:
        with st.container(border=True):
            tabs = st.tabs(list(draw), key=inner.key(f"{name}.tab"), on_change="rerun")
            for tab, (word, one) in zip(tabs, draw.items(), strict=True):
                if tab.open:
                    with tab, guarded(word):
                        one(inner)
                        written_remarks(inner)

    part(view, inside)
