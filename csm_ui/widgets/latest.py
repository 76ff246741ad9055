"""The latest answer of a kind: one a session, for what is too large to be kept for every question."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar, cast

import streamlit as st

T = TypeVar("T")


def latest(kind: str, question: Hashable, make: Callable[[], T]) -> T:
    """`make()`, or what it gave when the same was asked of this kind just before in this session."""
    key = f"latest.{kind}"
    kept = st.session_state.get(key)
    if kept is None or kept[0] != question:
        kept = (question, make())
        st.session_state[key] = kept
    return cast(T, kept[1])
