"""Which notebook is open, and how one is begun, renamed, copied and deleted."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from csm_core import CsmError, registry
from csm_core.notebook.cell import Cell, Content, Text
from csm_core.notebook.notebook import Notebook
from csm_core.notebook.opening import opened
from csm_core.notebook.shelf import Shelf
from csm_core.notebook.templates import TEMPLATES, Template
from csm_ui.exhibits.ask import answered, known_accounts
from csm_ui.notebook.present import present_button
from csm_ui.notebook.report import report_menu
from csm_ui.notebook.saving import attempt, change, take_away_all, undo_offer
from csm_ui.visitor.keys import Key
from csm_ui.visitor.menu import PAGES
from csm_ui.visitor.session import time_now
from csm_ui.visitor.view import View
from csm_ui.widgets.plain import plain

_EMPTY, _PAGE = "empty", "page"
EDITING = "notebook.editing"


def open_name(view: View) -> str | None:
    """The name of the notebook that is open; None where there is none."""
    shelf = Shelf(view.workspace)
    wanted = st.session_state.get(Key.NOTEBOOK) or st.query_params.get(Key.NOTEBOOK)
    return str(wanted) if wanted in shelf.names() else shelf.latest()


def is_edited(notebook: Notebook) -> bool:
    """Whether the reader wants the buttons; an empty notebook has nothing else."""
    return bool(st.session_state.get(EDITING)) or not notebook.entries


def open_notebook(view: View) -> Notebook | None:
    """Pick or begin a notebook; the one that is open, or None where there is none."""
    shelf = Shelf(view.workspace)
    names = shelf.names()
    undo_offer(view)
    wanted = st.session_state.get(Key.NOTEBOOK) or st.query_params.get(Key.NOTEBOOK)
    if wanted is not None and wanted not in names:
        st.warning(plain(f"This workspace has no notebook '{wanted}'."))
        st.session_state.pop(Key.NOTEBOOK, None)
    notebook = None
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if names:
            if st.session_state.get(Key.NOTEBOOK) is None and Key.NOTEBOOK not in st.query_params:
                st.session_state[Key.NOTEBOOK] = shelf.latest()
            # Without a default of its own the address names every notebook, also the one that is first today.
            st.selectbox("Open", names, index=None, key=Key.NOTEBOOK, bind="query-params", width=320)
            notebook = _read(shelf, str(st.session_state[Key.NOTEBOOK] or shelf.latest()))
        _begin(view, shelf)
        if notebook is not None:
            if notebook.entries:
                st.toggle("Edit", key=EDITING)
                present_button(notebook)
            _more(view, shelf, notebook)
            report_menu(view, notebook, shelf.saved_at(notebook.name))
    if not names:
        st.info("No notebooks yet. Pin a cell on any page, or start one here: empty or from a template.")
    return notebook


def presented_notebook(view: View) -> Notebook | None:
    """The notebook that the address names, for its screens; None where there is none, which is said."""
    shelf = Shelf(view.workspace)
    wanted = st.query_params.get(Key.PRESENTED) or shelf.latest()
    if wanted is None or wanted not in shelf.names():
        st.title("Present", anchor=False)
        st.info("No such notebook. Open one, and press Present there.")
        st.page_link(PAGES / "notebook.py", label="Notebooks", icon=":material/arrow_back:")
        return None
    return _read(shelf, wanted)


def _read(shelf: Shelf, name: str) -> Notebook | None:
    try:
        return shelf.open(name)
    except CsmError as error:
        st.error(plain(str(error)))
        return None


def _begin(view: View, shelf: Shelf) -> None:
    box = st.popover("New", icon=":material/add:", on_change="rerun", key="notebook.new")
    if not box.open:
        return
    page: tuple[str, tuple[Cell, ...]] = st.session_state.get(Key.SHOWN) or ("", ())
    starts = {_EMPTY: "Empty"} | ({_PAGE: f"The page '{page[0]}', as you last saw it"} if page[1] else {})
    starts |= {name: f"{template.title}: {template.purpose}" for name, template in TEMPLATES.items()}
    with box:
        start = str(
            st.radio("Start from", list(starts), key="notebook.new.from", format_func=lambda one: starts[one])
        )
        template = TEMPLATES.get(start)
        account = None
        if template is not None and template.of_account:
            accounts = known_accounts(view)
            account = st.selectbox(
                "Account",
                list(accounts),
                index=None,
                key="notebook.new.account",
                format_func=lambda one: accounts.get(one, one),
            )
        title = template.title if template else (page[0] if start == _PAGE else "My notebook")
        if template is not None and template.of_account and account is not None:
            title = f"Review of {known_accounts(view).get(account, account)}"
        name = st.text_input("Name", shelf.free_name(title[:70]), key=f"notebook.new.name.{title}")
        contents: tuple[Content, ...] = page[1] if start == _PAGE else ()

        def take() -> None:
            made = _from_template(view, template, name, account) if template else Notebook.of(name, contents)
            st.session_state[Key.NOTEBOOK] = shelf.create(made, time_now()).name
            st.session_state["notebook.new"] = False

        st.button("Begin", type="primary", key="notebook.new.begin", on_click=attempt, args=(take,))


def _from_template(view: View, template: Template, name: str, account: str | None) -> Notebook:
    return opened(view.workspace, template, name, account, lambda cell: answered(view, cell))


def _more(view: View, shelf: Shelf, notebook: Notebook) -> None:
    box = st.popover("Rename, copy, delete", icon=":material/more_horiz:", on_change="rerun", key="notebook.more")
    if not box.open:
        return
    with box:
        new = st.text_input("Name", notebook.name, key=f"notebook.name.{notebook.name}")

        def rename() -> None:
            st.session_state[Key.NOTEBOOK] = shelf.rename(notebook.name, new)

        def copy() -> None:
            free = shelf.free_name(f"Copy of {notebook.name}"[:70])
            st.session_state[Key.NOTEBOOK] = shelf.create(replace(notebook, name=free), time_now()).name

        def delete() -> None:
            take_away_all(view, notebook)
            st.session_state.pop(Key.NOTEBOOK, None)

        st.button("Rename", key="notebook.rename", on_click=attempt, args=(rename,))
        st.button("Duplicate the notebook", key="notebook.copy", on_click=attempt, args=(copy,))
        st.button("Delete the notebook", key="notebook.delete", on_click=delete)


def add_content(view: View, notebook: Notebook) -> None:
    """At the end of a notebook: a text, or a cell of any metric."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.button(
            "Add text",
            icon=":material/notes:",
            key="notebook.add.text",
            on_click=lambda: change(view, notebook.name, lambda now: now.added(Text(""))),
        )
        key = "notebook.add.metric"

        def take() -> None:
            metric = st.session_state[key]
            if metric is not None:
                change(view, notebook.name, lambda now: now.added(Cell(str(metric), scope=view.scope)))
                st.session_state[key] = None

        st.selectbox(
            "Add a cell",
            list(registry()),
            index=None,
            key=key,
            placeholder="Pick a metric",
            width=320,
            format_func=lambda metric: registry()[metric].name,
            on_change=take,
        )
    saved = Shelf(view.workspace).saved_at(notebook.name)
    if saved is not None:
        st.caption(f"Changes are saved automatically; last saved on {saved:%d %b %Y at %H:%M:%S} UTC.")
