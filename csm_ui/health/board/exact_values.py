"""The same weights as plain number fields, for exact values and for those who can't use the board."""

from __future__ import annotations

import re
from collections.abc import Callable

import streamlit as st

from csm_core.errors import BadValue
from csm_core.scoring.components import Component
from csm_core.scoring.weights import check_weights, shares


def field_key(key: str, component: str) -> str:
    """The session key of one component's number field."""
    return f"{key}.exact.{component}"


def exact_values(
    components: tuple[Component, ...],
    *,
    key: str,
    weights_key: str,
    on_commit: Callable[[], None] | None = None,
) -> None:
    """Number fields under "Exact values", one a component, on the weights in `weights_key`.

    Call it after `weights_board`, which makes sure that `weights_key` holds usable weights. A change that
    would leave no weight above zero is refused in words, and the field goes back.
    """
    weights: tuple[int, ...] = st.session_state[weights_key]

    def take() -> None:
        given = [st.session_state[field_key(key, component.id)] for component in components]
        try:
            st.session_state[weights_key] = check_weights(given, [c.name for c in components])
        except BadValue as refusal:
            st.session_state[f"{key}.exact"] = str(refusal)
            return
        if on_commit is not None:
            on_commit()

    with st.expander("Exact values"):
        refused = st.session_state.pop(f"{key}.exact", None)
        if refused is not None:
            st.warning(str(refused))
        with st.container(horizontal=True):
            for component, weight, share in zip(components, weights, shares(weights), strict=True):
                name = field_key(key, component.id)
                if st.session_state.get(name) != weight:
                    st.session_state[name] = weight
                st.number_input(
                    f"{_as_text(component.name)} · {share} %",
                    min_value=0,
                    max_value=100,
                    step=1,
                    key=name,
                    on_change=take,
                    help=_as_text(component.meaning),
                    width=220,
                )


def _as_text(words: str) -> str:
    """Streamlit reads labels as Markdown, and a component may be named by a file: every sign stands for itself."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", words)
