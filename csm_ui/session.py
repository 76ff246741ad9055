"""Whose data this visitor sees: a workspace file of this machine, or a private one in memory."""

from __future__ import annotations

import os
import secrets
from datetime import UTC, datetime
from pathlib import Path

import streamlit as st

from csm_core import Workspace
from csm_ui.keys import Key

_SETTING = "CSM_WORKSPACE"


def workspace_of_visitor() -> Workspace:
    """The file that CSM_WORKSPACE names, the same for everybody who opens this app; else one in memory that
    belongs to this session alone and ends with it.

    Raises
    ------
    WorkspaceUnusable
        When the file can't be opened.
    """
    known = st.session_state.get(Key.WORKSPACE)
    if isinstance(known, Workspace):
        return known
    path = os.environ.get(_SETTING)
    workspace = Workspace.open(Path(path)) if path else Workspace.in_memory()
    st.session_state[Key.WORKSPACE] = workspace
    return workspace


def is_kept() -> bool:
    """Whether what is loaded outlives the session."""
    return bool(os.environ.get(_SETTING))


def nonce() -> str:
    """Random letters of this session, for the names of downloads: equal names of two visitors may be mixed up."""
    known = st.session_state.get(Key.NONCE)
    if not isinstance(known, str):
        known = secrets.token_hex(4)
        st.session_state[Key.NONCE] = known
    return known


def time_now() -> datetime:
    """The time of a load, in UTC without a zone, as the store keeps it."""
    return datetime.now(UTC).replace(tzinfo=None)
