"""The board on a page: mounted once, told the weights, and listened to when a slider is released."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from pathlib import Path

import streamlit as st

from csm_core.errors import BadValue
from csm_core.scoring.weights import check_weights
from csm_ui.health.board.wire import LARGEST, Board, pack

HERE = Path(__file__).parent
REVISION = "revision"
SHOWN = "shown"
REFUSED = "refused"


def module_text() -> str:
    """The board's JavaScript as one module: the arithmetic, the picture, the wiring."""
    files = ("scores.js", "steer.js", "picture.js", "rows.js", "board.js")
    return "\n".join((HERE / file).read_text(encoding="utf-8") for file in files)


_mount = st.components.v2.component(
    "csm_weights_board",
    html=(HERE / "board.html").read_text(encoding="utf-8"),
    css=(HERE / "board.css").read_text(encoding="utf-8"),
    js=module_text(),
)


def weights_board(
    board: Board, *, key: str, weights_key: str, on_commit: Callable[[], None] | None = None
) -> tuple[int, ...]:
    """Draw the board and return the weights that hold now, in the order of the components.

    Parameters
    ----------
    board : the portfolio; not empty.
    key : the widget's own key, one a page.
    weights_key : the session key of the weights. It is no widget's, so it outlives a change of page. The
        board writes it on release, and takes over whatever the page (a link, undo, `exact_values`) puts
        there. What is not there or can't be used is replaced by the saved weights.
    on_commit : called after a release has written new weights, before the page runs again.
    """
    weights = _current(board, weights_key)
    if len(board.matrix) > LARGEST:
        st.caption(f"Too many accounts for the board (over {LARGEST:,}): set the weights under Exact values.")
        return weights
    refused = st.session_state.pop(f"{key}.{REFUSED}", None)
    if refused is not None:
        st.warning(str(refused))
    revision = _revision(weights, key)

    def take() -> None:
        _take(board, key, weights_key, on_commit)

    _mount(key=key, data=pack(board, key, _shown(key), revision), on_weights_change=take)
    return weights


def _current(board: Board, weights_key: str) -> tuple[int, ...]:
    given = st.session_state.get(weights_key)
    try:
        weights = check_weights(given if isinstance(given, list | tuple) else board.against.weights, board.names)
    except BadValue:
        weights = board.against.weights
    st.session_state[weights_key] = weights
    return weights


def _revision(weights: tuple[int, ...], key: str) -> str:
    """A new one when the board has to take weights over: it is mounted, or something else changed them.

    As long as only the board changes weights, its bytes stay the same, and the browser is not sent them
    again. A random name, because a browser may outlive the session that it remembers.
    """
    revision_key, shown_key = f"{key}.{REVISION}", f"{key}.{SHOWN}"
    mounted = key in st.session_state
    if not mounted or revision_key not in st.session_state or st.session_state[shown_key][-1] != weights:
        st.session_state[revision_key] = secrets.token_hex(4)
        st.session_state[shown_key] = (weights, weights)
    return str(st.session_state[revision_key])


def _shown(key: str) -> tuple[int, ...]:
    """The weights that the board's present revision began with."""
    first: tuple[int, ...] = st.session_state[f"{key}.{SHOWN}"][0]
    return first


def _take(board: Board, key: str, weights_key: str, on_commit: Callable[[], None] | None) -> None:
    """What came from the browser is checked like any input: a client can send anything."""
    state = st.session_state.get(key)
    given = state.get("weights") if isinstance(state, Mapping) else None
    try:
        weights = check_weights(given if isinstance(given, list) else (), board.names)
    except BadValue as refusal:
        st.session_state[f"{key}.{REFUSED}"] = str(refusal)
        st.session_state.pop(f"{key}.{REVISION}", None)
        return
    st.session_state[weights_key] = weights
    st.session_state[f"{key}.{SHOWN}"] = (_shown(key), weights)
    if on_commit is not None:
        on_commit()
