"""Uncaught: what a visitor reads where a click failed outside of any part of a page."""

from __future__ import annotations

import streamlit as st

from csm_core import CsmError
from csm_ui.widgets.plain import plain
from csm_ui.widgets.trouble import bug_words


def say_what_failed(error: Exception) -> bool:
    """Write it on the page, as `guarded` does; True, as Streamlit then adds nothing. For `st.App`."""
    st.error(plain(str(error) if isinstance(error, CsmError) else bug_words("a click", error)))
    return True
