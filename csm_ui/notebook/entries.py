"""The cells of a notebook, one below the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from itertools import groupby
from typing import Literal

import streamlit as st

from csm_core import CsmError
from csm_core.notebook.answered import Answered
from csm_core.notebook.cell import Cell, Form, Text
from csm_core.notebook.check import troubles_of
from csm_core.notebook.drawn import picture_of
from csm_core.notebook.figure import Figure
from csm_core.notebook.freeze import freeze
from csm_core.notebook.moved import frozen_under, moved_since, seen_of
from csm_core.notebook.notebook import Entry, Notebook
from csm_core.notebook.prompts import written
from csm_ui.exhibits.ask import answered, known_accounts, picture
from csm_ui.exhibits.card import shown_figure
from csm_ui.exhibits.show import shown
from csm_ui.notebook.edit import edit
from csm_ui.notebook.saving import change, take_away
from csm_ui.visitor.session import time_now
from csm_ui.visitor.view import View
from csm_ui.widgets.note import note
from csm_ui.widgets.plain import plain
from csm_ui.widgets.trouble import guarded


def entries(view: View, notebook: Notebook, is_edited: bool) -> None:
    """Every cell with its note, as it is read; `is_edited` adds what can be done with it."""
    if not notebook.entries:
        st.info("This notebook is empty. Pin a cell on any page, or add one below.")
    if not is_edited:
        _read(view, notebook)
        return
    last = len(notebook.entries) - 1
    for index, entry in enumerate(notebook.entries):
        with st.container(border=True, key=f"cell.{entry.id}"):
            with guarded(f"cell {entry.id} of a notebook"):
                _shown(view, entry)
                note(entry.content.note)
                if isinstance(entry.content, Text) and not entry.content.note.strip():
                    st.caption("An empty text. Open 'Edit' to write.")
            _actions(view, notebook, entry, index == 0, index == last)


def _read(view: View, notebook: Notebook) -> None:
    """Figures side by side, pictures and texts across. What most cells look at is said once, above them."""
    common = _common_scope(view, notebook)
    if common:
        st.caption(plain(common))
    for is_figure, together in groupby(notebook.entries, key=_is_figure):
        with st.grid(4, min_column_width=230) if is_figure else st.container():
            for entry in together:
                is_text = isinstance(entry.content, Text)
                height: Literal["stretch", "content"] = "stretch" if is_figure else "content"
                frame = st.container(border=not is_text, height=height, key=f"cell.{entry.id}")
                with frame, guarded(f"cell {entry.id} of a notebook"):
                    note(written(entry.content.note))
                    _shown(view, entry, common)


def _common_scope(view: View, notebook: Notebook) -> str:
    """What two or more cells look at, in words; empty where each looks at its own."""
    live = [entry.content for entry in notebook.entries if isinstance(entry.content, Cell) and entry.frozen is None]
    scopes = Counter(_scope_words(view, cell) for cell in live)
    most = scopes.most_common(1)
    return most[0][0] if most and most[0][1] > 1 else ""


def _scope_words(view: View, cell: Cell) -> str:
    scope = cell.asked(view.scope, view.span).scope
    return scope.resolved(view.span).describe() if scope else ""


def _is_figure(entry: Entry) -> bool:
    return isinstance(entry.content, Cell) and entry.content.form is Form.FIGURE


def _shown(view: View, entry: Entry, common: str = "") -> None:
    """The cell without its note; `common` is what it need not say of its scope."""
    content = entry.content
    troubles = troubles_of(content)
    for trouble in troubles:
        st.warning(plain(trouble))
    if isinstance(content, Cell) and not troubles:
        answer = entry.frozen.answer if entry.frozen else answered(view, content)
        _answer(view, entry, answer)
        _state(view, entry, answer, common)


def _answer(view: View, entry: Entry, answer: Answered) -> None:
    cell = answer.cell
    if cell.form is Form.FIGURE and not answer.result.missing:
        shown_figure(Figure.of(answer), cell)
        return
    drawn = picture_of(answer, view.theme) if entry.frozen else picture(view, cell)
    shown(view, cell, answer.result, drawn)


def _state(view: View, entry: Entry, answer: Answered, common: str) -> None:
    """What the cell looks at, whether it is live, and what moved since its note was written."""
    cell = answer.cell
    scope = answer.result.scope.describe()
    parts = [scope] if scope != common else []
    if cell.account is not None:
        parts.insert(0, known_accounts(view).get(cell.account, cell.account))
    parts += [f"{name.replace('_', ' ')}: {value}" for name, value in cell.settings]
    if entry.frozen is not None:
        same = entry.frozen.answer.result.fingerprint == view.workspace.fingerprint
        data = "the data is the same today" if same else "the data has changed since"
        parts.append(f"frozen on {entry.frozen.at:%d %b %Y}, {data} ({entry.frozen.answer.result.fingerprint})")
    if parts:
        st.caption(plain(" · ".join(parts)))
    moved = moved_since(entry.seen, answer)
    if moved is not None:
        st.info(plain(moved), icon=":material/compare_arrows:")
    for rule in frozen_under(entry.frozen) if entry.frozen else ():
        st.info(plain(rule), icon=":material/compare_arrows:")


def _actions(view: View, notebook: Notebook, entry: Entry, is_first: bool, is_last: bool) -> None:
    name, entry_id, key = notebook.name, entry.id, f"{notebook.name}.{entry.id}"

    def button(label: str, icon: str, tip: str, made: Callable[[], None], off: bool = False) -> None:
        st.button(
            label,
            key=f"{key}.{label}",
            icon=f":material/{icon}:",
            type="tertiary",
            help=tip,
            disabled=off,
            on_click=made,
        )

    def move(steps: int) -> None:
        change(view, name, lambda now: now.moved(entry_id, steps))

    def duplicate() -> None:
        change(view, name, lambda now: now.duplicated(entry_id))

    with st.container(horizontal=True):
        button("Up", "arrow_upward", "Move up", lambda: move(-1), is_first)
        button("Down", "arrow_downward", "Move down", lambda: move(1), is_last)
        if entry.frozen is not None:
            button("Make live", "play_arrow", "Compute it on current data", lambda: _thaw(view, name, entry))
        elif isinstance(entry.content, Cell):
            button("Freeze", "ac_unit", "Keep these numbers as they are", lambda: _freeze(view, name, entry))
        button("Duplicate", "content_copy", "Duplicate below", duplicate)
        button("Delete", "delete", "Delete; this can be undone", lambda: take_away(view, notebook, entry))
        edit(view, notebook, entry)


def _freeze(view: View, name: str, entry: Entry) -> None:
    if not isinstance(entry.content, Cell):
        return
    try:
        at = time_now()
        answer = answered(view, entry.content)
        frozen, seen = freeze(answer, at), entry.seen or seen_of(answer, at)
    except CsmError as error:
        st.toast(plain(str(error)))
        return
    change(
        view,
        name,
        lambda now: now.changed(replace(now.entry(entry.id), frozen=frozen, seen=seen)),
        "Frozen: these numbers stay as they are.",
    )


def _thaw(view: View, name: str, entry: Entry) -> None:
    change(
        view,
        name,
        lambda now: now.changed(replace(now.entry(entry.id), frozen=None)),
        "Live: computed on current data.",
    )
