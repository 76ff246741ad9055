"""The steps of a load, and which of them is at hand."""

from __future__ import annotations

import streamlit as st

from csm_ui.visitor.keys import Key

_STEPS = ("Drop files", "Check", "Load", "Result")


def steps() -> None:
    """All steps in a line, the present one in bold."""
    present = 1 if st.session_state.get(Key.UPLOADS) else 3 if st.session_state.get(Key.LOAD_RESULT) else 0
    words = [f"**{step}**" if index == present else step for index, step in enumerate(_STEPS)]
    st.caption(" → ".join(f"{index}\N{NO-BREAK SPACE}{word}" for index, word in enumerate(words, start=1)))
