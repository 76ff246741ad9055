"""The choices that a page keeps in the address itself, beside the sidebar's: the address is their only memory."""

from __future__ import annotations

import streamlit as st


def chosen(name: str) -> str | None:
    """What the address says for `name`."""
    return st.query_params.get(name)


def choose(name: str, value: str | None) -> None:
    """Write a choice into the address; None takes it out."""
    if value is None:
        st.query_params.pop(name, None)
    else:
        st.query_params[name] = value


def pairs() -> tuple[tuple[str, str], ...]:
    """Every name and value in the address, repeated names as often as they are there."""
    return tuple((name, value) for name in st.query_params for value in st.query_params.get_all(name))
