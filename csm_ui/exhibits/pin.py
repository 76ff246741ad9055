"""Pin: keep a cell of a page in a notebook, with what the reader concludes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import streamlit as st

from csm_core import CsmError
from csm_core.notebook.freeze import freeze
from csm_core.notebook.moved import seen_of
from csm_core.notebook.notebook import Notebook
from csm_core.notebook.shelf import Shelf
from csm_ui.exhibits.ask import answered
from csm_ui.visitor.cell import Cell, Text
from csm_ui.visitor.keys import Key
from csm_ui.visitor.session import is_kept, time_now
from csm_ui.visitor.view import USUAL_PERIODS, View
from csm_ui.widgets.plain import plain

_FIRST = "My notebook"


def shown_here(view: View, cell: Cell) -> None:
    """Remember that the page shows the cell, for a notebook or a copy of the whole page."""
    pinned = _with_scope(view, cell)
    if pinned not in view.shown:
        view.shown.append(pinned)
        st.session_state[Key.SHOWN] = (view.title, tuple(view.shown))


def text_here(view: View, note: str, key: str) -> None:
    """Remember that the page says this, as `shown_here`, and offer it to the notebook that was used last. `note` is
    Markdown."""
    text = Text(note)
    if text not in view.shown:
        view.shown.append(text)
        st.session_state[Key.SHOWN] = (view.title, tuple(view.shown))
    shelf = Shelf(view.workspace)
    name = st.session_state.get(Key.PIN_TO) or shelf.latest() or _FIRST

    def take() -> None:
        try:
            if name not in shelf.names():
                shelf.create(Notebook(name), time_now())
            shelf.change(name, lambda notebook: notebook.added(text), time_now())
        except CsmError as error:
            st.session_state[Key.NEWS] = str(error)
            return
        st.session_state[Key.NEWS] = f"Pinned to '{name}'."

    st.button("Pin this list", icon=":material/push_pin:", key=key, on_click=take, help=f"Goes to '{plain(name)}'")


def _with_scope(view: View, cell: Cell) -> Cell:
    """The cell with the Scope that it has on this page, so that it says the same anywhere; where nobody chose the
    period, it moves on with the data as the page does."""
    scope = cell.scope or view.scope
    last = USUAL_PERIODS.get(scope.grain) if view.is_usual_period and scope.start == view.scope.start else None
    if last is None or scope.start is None:
        return replace(cell, scope=scope)
    return replace(cell, scope=replace(scope, start=None), last=last)


def pin_form(view: View, cell: Cell, key: str, beside: Sequence[Cell] = ()) -> None:
    """Put the cell, as it stands here, into a notebook of choice, and those `beside` it that its picture shows too;
    `key` is that of the menu, which is closed then."""
    names = Shelf(view.workspace).names()
    latest = st.session_state.get(Key.PIN_TO)
    if latest not in names:
        latest = Shelf(view.workspace).latest()
    first = names.index(latest) if latest in names else 0
    to, note, frozen = (f"{key}.pin.{name}" for name in ("to", "note", "frozen"))
    st.selectbox(
        "Notebook",
        names or [_FIRST],
        first,
        key=to,
        accept_new_options=True,
        help="Pick one, or type the name of a new one",
    )
    st.text_area("Note", key=note, placeholder="What do we conclude? Markdown: **bold**, lists, links")
    st.toggle("Freeze the numbers as they are now", key=frozen, help="Otherwise the cell is computed on current data")
    if not is_kept():
        st.caption("This session is private: its notebooks are deleted when it ends.")

    def take() -> None:
        text = str(st.session_state.get(note) or "")
        pinned = [replace(_with_scope(view, cell), note=text), *(_with_scope(view, one) for one in beside)]
        _put(view, pinned, str(st.session_state.get(to) or ""), bool(st.session_state.get(frozen)))
        st.session_state[key] = False

    st.button("Pin to the notebook", type="primary", key=f"{key}.pin.put", on_click=take)


def _put(view: View, cells: Sequence[Cell], name: str, frozen: bool) -> None:
    shelf, at = Shelf(view.workspace), time_now()
    try:
        answers = [(cell, answered(view, cell)) for cell in cells]
        if name not in shelf.names():
            name = shelf.create(Notebook(name), at).name
        for cell, answer in answers:
            added = partial(Notebook.added, content=cell, seen=seen_of(answer, at),
                            frozen=freeze(answer, at) if frozen else None)  # fmt: skip
            shelf.change(name, added, at)
    except CsmError as error:
        st.session_state[Key.NEWS] = str(error)
        return
    st.session_state[Key.PIN_TO] = name
    st.session_state[Key.NEWS] = f"Pinned to '{name}'."
