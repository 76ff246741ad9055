"""Remarks: what figures leave out and rest on, said once for all that say it."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from csm_core import Result
from csm_ui.visitor.view import View
from csm_ui.widgets.plain import plain


def remark(view: View, result: Result) -> None:
    """Keep what an answer leaves out, and what else is to be known of it, for the end of the page or the fold."""
    view.remarks.update(dict.fromkeys((*result.left_out, *result.notes)))


def written_remarks(view: View) -> None:
    """Everything that was kept and does not stand on the page yet; nothing where there is nothing."""
    written(view, view.remarks)
    view.remarks.clear()


def written(view: View, notes: Iterable[str]) -> None:
    """Notes below what they belong to, those that the page has already left out."""
    fresh = view.unwritten(notes)
    if fresh:
        st.caption(plain(" ".join(fresh)))
