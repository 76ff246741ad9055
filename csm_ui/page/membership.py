"""Membership: which workspace is open, who else belongs to it, and what an owner may change about that."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import streamlit as st

from csm_core import CsmError
from csm_core.store.audit_log import Act
from csm_core.store.tenancies import Tenancies
from csm_core.store.tenancy import Role, Tenancy
from csm_ui.visitor.audit import audit_log
from csm_ui.visitor.hosting import Hosting, hosting
from csm_ui.visitor.identity import person
from csm_ui.visitor.keys import Key
from csm_ui.visitor.opened import tenancies
from csm_ui.visitor.session import new_key, tenancy_of_visitor, time_now
from csm_ui.widgets.plain import plain

_ROLES = {
    Role.VIEWER: "viewer: can look",
    Role.EDITOR: "editor: can load and change",
    Role.OWNER: "owner: can also invite others",
}


def workspace_picker() -> None:
    """In the sidebar of a host with sign-in: who is signed in, and which of the workspaces is open."""
    settings = hosting()
    if settings.workspaces is None:
        return
    who = person(settings)
    present, memberships = tenancy_of_visitor(settings, who), tenancies(settings).of(who)
    names = _distinct_names(memberships)

    def take() -> None:
        _open(str(st.session_state[_PICKED]))

    st.session_state[_PICKED] = present.key
    st.selectbox("Workspace", list(names), format_func=lambda key: plain(names[key]), key=_PICKED, on_change=take)
    if tenancies(settings).unreadable():
        st.caption(
            "One workspace on this host can't be opened: the record of its members can't be read. If yours is "
            "missing, ask the administrator."
        )
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(plain(f"{who} ({present.members[who].value})"))
        st.button("Sign out", type="tertiary", on_click=st.logout)


def _distinct_names(memberships: Sequence[Tenancy]) -> dict[str, str]:
    """Key → name, with an owner's address where several go by that name: the browser answers with the name alone.

    Everybody's first workspace has the same name.
    """
    names: dict[str, str] = {}
    for one in memberships:
        name = one.name
        if sum(other.name == name for other in memberships) > 1:
            owner = min(address for address, role in one.members.items() if role is Role.OWNER)
            name = f"{name} · {owner}"
        names[one.key] = f"{name} · {one.key}" if name in names.values() else name
    return names


def membership_panel() -> None:
    """On the data page of such a host: the members, for an owner to change; and a way to further workspaces."""
    settings = hosting()
    if settings.workspaces is None:
        return
    who, register = person(settings), tenancies(settings)
    present = tenancy_of_visitor(settings, who)
    st.header("This workspace", anchor=False)
    st.caption(plain(_kept(settings, present, register, who)))
    for address, role in sorted(present.members.items()):
        _member(register, present, who, address, role)
    if present.members[who] is Role.OWNER:
        _owner(register, present, who)
    with st.expander("New workspace"), st.form("workspace.new", border=False):
        name = st.text_input("Its name", max_chars=60)
        if st.form_submit_button("Create"):
            _done(lambda: _open(register.create(who, name, new_key(), time_now(), settings.most_workspaces).key))


_PICKED = "workspace.picked"


def _kept(settings: Hosting, present: Tenancy, register: Tenancies, who: str) -> str:
    if settings.retention_days is None:
        return "Its data stays until an owner deletes it."
    until = register.kept_until(present.key, who, settings.retention_days)
    return (
        f"Its data is deleted when nobody opens it for {settings.retention_days} days: on {until:%d %B %Y}, if today "
        "was the last time."
    )


def _member(register: Tenancies, present: Tenancy, who: str, address: str, role: Role) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.text(address)
        owner = present.members[who] is Role.OWNER
        key = f"member.{present.key}.{address}"
        if not owner:
            st.caption(_ROLES[role])
        else:

            def change() -> None:
                _done(lambda: _let_in(register, present, who, address, Role(st.session_state[key])))

            st.session_state[key] = role.value
            st.selectbox(
                f"Role of {plain(address)}",
                [one.value for one in _ROLES],
                key=key,
                on_change=change,
                width=140,
                label_visibility="collapsed",
            )
        if owner or address == who:
            st.button(
                "Leave" if address == who else "Remove",
                key=f"{key}.out",
                type="tertiary",
                on_click=lambda: _done(lambda: _send_away(register, present, who, address)),
            )


def _owner(register: Tenancies, present: Tenancy, who: str) -> None:
    with st.form("member.new", border=False, clear_on_submit=True):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            address = st.text_input("Invite", placeholder="ann@example.com")
            role = st.selectbox("As", list(_ROLES), format_func=_ROLES.__getitem__)
            sent = st.form_submit_button("Invite")
        if sent:
            _done(lambda: _let_in(register, present, who, address, role), again=True)
    with st.expander("Rename or delete"):
        with st.form("workspace.rename", border=False):
            name = st.text_input("Name", present.name, max_chars=60)
            if st.form_submit_button("Rename"):
                _done(lambda: register.rename(present.key, who, name), again=True)
        st.caption("This deletes the data, notebooks and scenarios for good.")
        typed = st.text_input("Type the workspace's name to delete it")
        st.button(
            "Delete workspace",
            disabled=typed.strip() != present.name,
            on_click=lambda: _done(lambda: _delete(register, present, who)),
        )


def _let_in(register: Tenancies, present: Tenancy, who: str, address: str, role: Role) -> None:
    register.let_in(present.key, who, address, role)
    audit_log(hosting(), Path(f"{present.key}.duckdb")).note(time_now(), who, Act.LET_IN)


def _send_away(register: Tenancies, present: Tenancy, who: str, address: str) -> None:
    register.send_away(present.key, who, address)
    audit_log(hosting(), Path(f"{present.key}.duckdb")).note(time_now(), who, Act.SENT_AWAY)


def _delete(register: Tenancies, present: Tenancy, who: str) -> None:
    register.delete(present.key, who)
    audit_log(hosting(), Path(f"{present.key}.duckdb")).delete()
    st.query_params.pop(Key.TENANCY, None)
    st.session_state.pop(Key.WORKSPACE, None)


def _open(key: str) -> None:
    st.query_params[Key.TENANCY] = key
    st.session_state.pop(Key.WORKSPACE, None)


def _done(act: Callable[[], object], again: bool = False) -> None:
    """Do it, and say on the next run why it could not be done."""
    try:
        act()
    except CsmError as error:
        st.session_state[Key.NEWS] = str(error)
    if again:
        st.rerun()
