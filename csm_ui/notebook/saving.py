"""How a change to a notebook is saved: at once, or the reader is told why not."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from csm_core import CsmError
from csm_core.notebook.notebook import Entry, Notebook
from csm_core.notebook.shelf import Shelf
from csm_ui.visitor.keys import Key
from csm_ui.visitor.session import time_now
from csm_ui.visitor.view import View


def change(view: View, name: str, made: Callable[[Notebook], Notebook], message: str | None = None) -> None:
    """Save a change of the notebook, in a callback. `message` is shown once it is on the disk."""

    def save() -> None:
        Shelf(view.workspace).change(name, made, time_now())

    attempt(save, message)


def attempt(save: Callable[[], object], message: str | None = None) -> None:
    """Do what saves. What went wrong and can be mended is said in words on the next run; else `message` is."""
    try:
        save()
    except CsmError as error:
        st.session_state[Key.NEWS] = str(error)
        return
    if message:
        st.session_state[Key.NEWS] = message


def take_away(view: View, notebook: Notebook, entry: Entry) -> None:
    """Delete an entry, so that it can be brought back."""
    index = [one.id for one in notebook.entries].index(entry.id)
    change(view, notebook.name, lambda now: now.without(entry.id))
    st.session_state[Key.TAKEN_AWAY] = (notebook.name, entry, index)


def take_away_all(view: View, notebook: Notebook) -> None:
    """Delete a notebook, so that it can be brought back."""

    def remove() -> None:
        Shelf(view.workspace).remove(notebook.name)
        st.session_state[Key.TAKEN_AWAY] = (notebook.name, notebook, 0)

    attempt(remove)


def undo_offer(view: View) -> None:
    """What was deleted last, with a button that brings it back; nothing where nothing was."""
    kept = st.session_state.get(Key.TAKEN_AWAY)
    if kept is None:
        return
    name, gone, index = kept

    def restore_all() -> None:
        Shelf(view.workspace).create(gone, time_now())
        st.session_state[Key.NOTEBOOK] = name

    def restore() -> None:
        del st.session_state[Key.TAKEN_AWAY]
        if isinstance(gone, Notebook):
            attempt(restore_all, f"'{name}' is restored.")
        else:
            change(view, name, lambda now: now.restored(gone, index), "Cell restored.")

    def forget() -> None:
        del st.session_state[Key.TAKEN_AWAY]

    with st.container(horizontal=True, vertical_alignment="center", border=True):
        what = f"Notebook '{name}' was deleted." if isinstance(gone, Notebook) else "A cell was deleted."
        st.text(what, width="stretch")
        st.button("Undo", key="undo", icon=":material/undo:", on_click=restore)
        st.button("Dismiss", key="undo.dismiss", type="tertiary", on_click=forget)
