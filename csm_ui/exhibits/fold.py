"""Fold: what only some readers look for, worked out when it is opened, without a run of the page."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from csm_ui.exhibits.remarks import written_remarks
from csm_ui.visitor.part import part
from csm_ui.visitor.view import View


def fold(view: View, name: str, label: str, draw: Callable[[View], None]) -> None:
    """A disclosure with a heading of ours. `name` is its widget's; `draw` draws what is inside once it is open."""

    def inside(inner: View) -> None:
        box = st.expander(label, key=inner.key(f"{name}.open"), on_change="rerun")
        if box.open:
            with box:
                draw(inner)
                written_remarks(inner)

    part(view, inside)
