"""Mappings that a button put right, by the form that they belong to: the form is drawn anew under them."""

from __future__ import annotations

import streamlit as st

from csm_core.intake.mapping import FileMapping
from csm_ui.visitor.keys import Key


def mend(key: str, mapping: FileMapping) -> None:
    """Show the form anew, under a mapping that a fix made."""
    mended = st.session_state.setdefault(Key.REMEDIED, {})
    mended[key] = (mended.get(key, (0, None))[0] + 1, mapping)


def mended_mapping(key: str) -> tuple[int, FileMapping | None]:
    """How often the form was put right, and its mapping since; (0, None) where it never was."""
    kept: tuple[int, FileMapping | None] = st.session_state.setdefault(Key.REMEDIED, {}).get(key, (0, None))
    return kept
