"""Whose data this visitor sees: a file of this app, one of her own workspaces, or a private one in memory."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

import streamlit as st

from csm_core import Workspace
from csm_core.store.audit_log import Act
from csm_core.store.tenancy import Role, Tenancy
from csm_ui.visitor import caretaker
from csm_ui.visitor.audit import note_act
from csm_ui.visitor.hosting import Hosting, hosting
from csm_ui.visitor.identity import person
from csm_ui.visitor.keys import Key
from csm_ui.visitor.opened import tenancies
from csm_ui.visitor.seats import keep_seat

T = TypeVar("T")
_FIRST = "My workspace"


def workspace_of_visitor() -> Workspace:
    """The workspace that this run works with, as `Hosting` says.

    Where people sign in, their right is asked for on every run: a role that was taken away holds at once.

    Raises
    ------
    WorkspaceUnusable
        When a file can't be opened.
    NotAllowed
        When the address names a workspace that is not the visitor's.
    BadValue
        When a setting of the host can't be used.
    """
    settings = hosting()
    caretaker.start(settings)
    keep_seat()
    if settings.is_private:
        return _private(settings)
    who = person(settings) if settings.workspaces else ""
    permit: Callable[[], object] | None = None
    if settings.workspaces:
        register, key = tenancies(settings), tenancy_of_visitor(settings, who).key
        workspace = register.open(key, who, time_now())
        # Asked at each change: what was drawn for an editor outlives her being one.
        permit = partial(register.raise_if_no_editor, key, who)
    else:
        workspace = Workspace.open(settings.workspace or Path(), settings.limits)

    def journal(rows: bool) -> None:
        # Maybe in a thread of its own, which knows of no visitor.
        note_act(settings, workspace, who, Act.LOADED if rows else Act.SAVED, time_now())

    before, view = st.session_state.get(Key.WORKSPACE), workspace.telling(journal, permit)
    # Held until the next run, so that the file isn't closed and opened in between.
    st.session_state[Key.WORKSPACE] = view
    if not isinstance(before, Workspace) or before.path != workspace.path:
        note_as_visitor(workspace, Act.OPENED)
    return view


def note_as_visitor(workspace: Workspace, act: Act) -> None:
    """Note in the log of the visitor's workspace what she did."""
    settings = hosting()
    note_act(settings, workspace, person(settings) if settings.workspaces else "", act, time_now())


def is_owner(workspace: Workspace) -> bool:
    """Whether the visitor owns this workspace, whichever the address names; where nobody signs in, whoever may change
    it does."""
    settings = hosting()
    if settings.workspaces is None or workspace.path is None:
        return not workspace.is_read_only
    who = person(settings)
    return tenancies(settings).of_member(workspace.path.stem, who).members[who] is Role.OWNER


def while_permitted(workspace: Workspace, make: Callable[[], T]) -> Callable[[], T]:
    """`make`, which first asks whether whoever it is drawn for still belongs to the workspace: a file to take away is
    made without a run of the page.

    The result raises NotAllowed where she does not.
    """
    settings = hosting()
    if settings.workspaces is None or workspace.path is None:
        return make
    register, key, who = tenancies(settings), workspace.path.stem, person(settings)

    def made() -> T:
        register.of_member(key, who)
        return make()

    return made


def tenancy_of_visitor(settings: Hosting, who: str) -> Tenancy:
    """The one that the address names, else the latest used; a first visitor gets an empty one of her own."""
    register = tenancies(settings)
    asked = st.query_params.get(Key.TENANCY)
    tenancy = register.of(who)
    if asked is not None:
        return next((one for one in tenancy if one.key == asked), None) or register.of_member(asked, who)
    if not tenancy:
        return register.create(who, _FIRST, new_key(), time_now(), settings.most_workspaces)
    return max(tenancy, key=lambda one: one.used_at)


def tenancy_in_address() -> list[tuple[str, str]]:
    """What a link says of the workspace, where there are several: which one, to those who belong to it."""
    settings = hosting()
    if settings.workspaces is None:
        return []
    return [(Key.TENANCY.value, tenancy_of_visitor(settings, person(settings)).key)]


def is_kept() -> bool:
    """Whether what is loaded outlives the session."""
    return not hosting().is_private


def _private(settings: Hosting) -> Workspace:
    workspace = st.session_state.get(Key.WORKSPACE)
    if not isinstance(workspace, Workspace) or workspace.is_closed:
        if isinstance(workspace, Workspace):
            st.session_state[Key.NEWS] = (
                f"Your private data was cleared after {settings.idle_minutes} minutes without activity."
            )
        workspace = Workspace.in_memory(settings.limits)
        st.session_state[Key.WORKSPACE] = workspace
    caretaker.in_use(workspace)
    return workspace


def new_key() -> str:
    """A key for a new workspace of this host."""
    return secrets.token_hex(8)


def nonce() -> str:
    """Random letters of this session, for the names of downloads: equal names of two visitors may be mixed up."""
    token = st.session_state.get(Key.NONCE)
    if not isinstance(token, str):
        token = secrets.token_hex(4)
        st.session_state[Key.NONCE] = token
    return token


def time_now() -> datetime:
    """The time of a load, in UTC without a zone, as the store keeps it."""
    return datetime.now(UTC).replace(tzinfo=None)
