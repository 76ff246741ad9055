"""Snapshots: share a read-only copy under a link that nobody can guess, and take it back."""

from __future__ import annotations

import secrets
from datetime import timedelta
from functools import partial
from pathlib import Path

import streamlit as st

from csm_core.codec import Unreadable
from csm_core.facts.build import definitions
from csm_core.facts.queries.attributes import attribute_values
from csm_core.facts.scoped.health_bands import HEALTH_BAND
from csm_core.notebook.cell import Cell, Content
from csm_core.notebook.notebook import Notebook
from csm_core.snapshot.disclosure import Disclosure
from csm_core.snapshot.shares import Share, share_documents
from csm_core.snapshot.take import take_snapshot
from csm_core.snapshot.terms import Terms
from csm_core.store.audit_log import Act
from csm_ui.exhibits.ask import remembered
from csm_ui.share.copying import Tell, copying_progress, is_copying, start_copying
from csm_ui.share.links import is_of_this_computer, link_to
from csm_ui.share.page_contents import page_notebook
from csm_ui.visitor.hosting import hosting
from csm_ui.visitor.keys import Key
from csm_ui.visitor.menu import SNAPSHOT
from csm_ui.visitor.opened import vault
from csm_ui.visitor.session import note_as_visitor, time_now
from csm_ui.visitor.view import View
from csm_ui.widgets.plain import plain

_DAYS = {7: "a week", 30: "a month", 90: "three months", 365: "a year"}


def snapshot_form(view: View) -> None:
    """Choose what leaves with the copy, make it, and see what was shared before."""
    notebook = page_notebook(view)
    # What a page says in words names accounts; in a notebook, words are its writer's.
    contents = (entry.content for entry in notebook.entries)
    cells = tuple(one for one in contents if view.notebook is not None or isinstance(one, Cell))
    title = notebook.name
    st.markdown("**A read-only copy for people without this workspace**")
    if view.workspace.is_read_only:
        st.caption("Only an editor of this workspace can share copies of it.")
        return
    if not cells:
        st.caption("Nothing on this page to share yet.")
        return
    attributes = [
        # A band is computed from more than what leaves with a copy.
        name
        for name in remembered(view.workspace, "attributes", lambda: attribute_values(view.workspace))
        if name != HEALTH_BAND
    ]
    with st.form("snapshot.form", border=False):
        name = st.text_input("Title", title, max_chars=80)
        days = st.selectbox("Link expires after", list(_DAYS), index=1, format_func=_DAYS.__getitem__)
        names = st.toggle("With the names of accounts", False)
        comments = st.toggle("With comments", False)
        usual = [view.scope.split] if view.scope.split in attributes else []
        splits = st.multiselect("Readers may split by", attributes, usual, help="No other account data is shared")
        sent = st.form_submit_button("Create link", icon=":material/link:", type="primary")
    if sent and not is_copying():
        _make(view, name.strip() or title, cells, days, (names, comments), tuple(splits))
    _made()
    st.caption(
        f"The copy holds the {len(cells)} cells as they are today and what they are counted from, "
        "never the files. Figures of fewer than five accounts are hidden. Your notes on cells and "
        "dates are included word for word."
    )
    shared_before(view)


def _made() -> None:
    """How far the copy is, or its link."""
    if is_copying():
        copying_progress()
    made = st.session_state.get(Key.SNAPSHOT_LINK)
    if made:
        st.code(made, language=None, wrap_lines=True)
        if is_of_this_computer():
            st.warning("Opens on this computer only. Send a file instead.", icon=":material/computer:")
        st.caption("Copy it now: it can't be shown again. Anyone who has it can open the copy.")


def shared_before(view: View) -> None:
    """What was shared from this workspace and can still be opened, each to be taken back."""
    alive = [
        document
        for document in share_documents(view.workspace).all()
        if isinstance(document.value, Unreadable) or document.value.expires_at > time_now()
    ]
    if not alive:
        return
    st.markdown("**Shared so far**")
    for document in alive:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(plain(_share_words(view, document.value)))
            st.button("Revoke", key=f"snapshot.{document.name}", on_click=partial(_take_back, view, document.name))


def _share_words(view: View, share: Share | Unreadable) -> str:
    if isinstance(share, Unreadable):
        return f"A copy whose title and end can't be read: {share.reason}"
    changed = "" if share.fingerprint == view.workspace.fingerprint else "; the data has changed since"
    return f"{share.title}: until {share.expires_at:%d %b %Y}{changed}"


def _make(
    view: View,
    title: str,
    contents: tuple[Content, ...],
    days: int,
    included: tuple[bool, bool],
    splits: tuple[str, ...],
) -> None:
    cells = [one.asked(view.resolved, view.span) if isinstance(one, Cell) else one for one in contents]
    filtered = [name for cell in cells if isinstance(cell, Cell) and cell.scope for name, _ in cell.scope.filters]
    split = [cell.scope.split for cell in cells if isinstance(cell, Cell) and cell.scope and cell.scope.split]
    names, comments = included
    now, token = time_now(), secrets.token_urlsafe(32)
    until, data = now + timedelta(days=days), view.workspace.fingerprint
    terms = Terms(title, now, until, data, definitions(), view.resolved, view.span, splits, names, comments)
    disclosure = Disclosure(names, comments, tuple({*splits, *filtered, *split}), secrets.token_bytes(32))
    notebook = Notebook.of(title, cells)

    def make(tell: Tell) -> None:
        view.workspace.raise_if_not_permitted()

        def write(path: Path) -> None:
            take_snapshot(view.workspace, notebook, terms, disclosure, path, tell)

        mark = vault(hosting()).put(token, write)
        share_documents(view.workspace).put(mark, Share(title, terms.expires_at, terms.fingerprint), now)

    st.session_state.pop(Key.SNAPSHOT_LINK, None)
    view.workspace.raise_if_not_permitted()
    note_as_visitor(view.workspace, Act.SHARED)
    start_copying(title, link_to([(Key.SHARED.value, token)], SNAPSHOT), make)


def _take_back(view: View, mark: str) -> None:
    view.workspace.raise_if_not_permitted()
    vault(hosting()).revoke(mark)
    share_documents(view.workspace).remove(mark)
    st.session_state.pop(Key.SNAPSHOT_LINK, None)
    note_as_visitor(view.workspace, Act.REVOKED)
    st.session_state[Key.NEWS] = "Revoked. The link no longer works."
