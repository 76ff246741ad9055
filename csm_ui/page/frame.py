"""The frame of every page: the visitor's data, the sidebar, the title, and what to do while nothing is loaded."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path

import streamlit as st

from csm_core import CsmError, Scope, Workspace
from csm_core.charts.look import Theme
from csm_core.engines.workspace_unusable import WorkspaceDamaged
from csm_core.facts.queries.written_annotations import annotations_stamp
from csm_core.metrics.compare.benchmarks import benchmarks_stamp
from csm_core.scope import Span
from csm_ui.data.demo import demo_label, start_demo, wants_demo
from csm_ui.notebook.annotate import mark_a_day
from csm_ui.page.busy import wait_for_a_place
from csm_ui.page.damaged_panel import damaged_panel
from csm_ui.page.gaps_banner import gaps_banner
from csm_ui.page.membership import workspace_picker
from csm_ui.page.sidebar import sidebar, usual_start, without_sidebar
from csm_ui.page.trial_settings import trial_settings
from csm_ui.page.welcome import welcome
from csm_ui.share.share import share
from csm_ui.visitor.keys import Key
from csm_ui.visitor.menu import PAGES, PRESENT, SNAPSHOT, navigation
from csm_ui.visitor.part import part
from csm_ui.visitor.session import workspace_of_visitor
from csm_ui.visitor.view import View
from csm_ui.widgets.plain import plain
from csm_ui.widgets.style import style
from csm_ui.widgets.trouble import bug_words

_ICON = Path(__file__).resolve().parents[1] / "icon.png"
_NOTHING = "nothing"


def begin() -> None:
    """What comes before anything is drawn: the window's title and icon, and its style."""
    st.set_page_config(page_title="CSM Notebook", page_icon=str(_ICON), layout="wide")
    style()


def publish_view(url_path: str = "") -> None:
    """Draw the sidebar and leave the View to the page that runs next; a snapshot's page has neither."""
    try:
        wait_for_a_place(is_for_all=url_path == SNAPSHOT)
    except CsmError as error:
        st.error(plain(str(error)))
        st.stop()
    if url_path == SNAPSHOT:
        st.session_state[Key.VIEW] = _NOTHING
        return
    try:
        workspace = workspace_of_visitor()
    except WorkspaceDamaged as error:
        with st.sidebar, suppress(CsmError):  # others of hers may be whole
            workspace_picker()
        damaged_panel(error)
        st.stop()
    except CsmError as error:
        st.error(plain(str(error)))
        st.stop()
    is_alone = url_path == PRESENT
    if not is_alone:
        with st.sidebar:
            workspace_picker()
    if wants_demo(workspace):
        start_demo(workspace)
    if not is_alone:
        with st.sidebar:
            demo_label(workspace)
    try:
        view = _view(workspace, is_alone)
    except CsmError as error:
        st.error(plain(str(error)))
        st.stop()
    st.session_state[Key.VIEW] = _NOTHING if view is None else view


def page(title: str, question: str, named: Callable[[View], str | None] | None = None) -> View:
    """The head of a page that needs data; without any, the way to some, and the page ends.

    A page that is opened before the app itself ever ran (a link as a server's first request, a test of one
    page) draws the frame itself. `named` gives the heading where what is shown has a name of its own.
    """
    view = current_view()
    if view is not None and not view.trouble and named is not None:
        view.notebook = named(view)
        title = view.notebook or title
    if view is not None:
        view.title = title
    _head(title, question, view)
    if view is None:
        welcome()
        st.stop()
    if view.trouble:
        st.page_link(PAGES / "data.py", label="See what is loaded", icon=":material/arrow_forward:")
        st.stop()
    gaps_banner(view, title)
    return view


def page_without_data(title: str, question: str) -> View | None:
    """The head of a page that also works while nothing is loaded, or while `View.trouble` says what is wrong."""
    view = current_view()
    _head(title, question, view)
    return view


def bare_page(title: str) -> View:
    """A page without head and sidebar; without data it ends with the way to some."""
    view = current_view()
    if view is None or view.trouble:
        _head(title, "", view)
        welcome()
        st.stop()
    return view


def leave_frame() -> None:
    """What a page does first that shows nothing of the visitor's own."""
    current_view()


def current_view() -> View | None:
    """The View that was published for this run; None while nothing is loaded."""
    if Key.VIEW not in st.session_state:
        begin()
        # Streamlit runs a page by itself until it has seen the menu once; with the menu known, it starts anew.
        page = navigation()
        if Key.OPENED not in st.session_state:
            st.session_state[Key.OPENED] = True
            st.rerun()
        publish_view(page.url_path)
    view = st.session_state.pop(Key.VIEW)
    return view if isinstance(view, View) else None


def _view(workspace: Workspace, is_alone: bool = False) -> View | None:
    theme: Theme = "dark" if st.context.theme.type == "dark" else "light"
    try:
        drawn = without_sidebar(workspace) if is_alone else sidebar(workspace)
    except Exception as error:  # whatever is wrong with the data, what is loaded can be seen and taken back
        trouble = str(error) if isinstance(error, CsmError) else bug_words("the frame", error)
        return _in_trouble(workspace, theme, trouble)
    if drawn is None:
        # What is loaded is seen and taken back on its page, though there is no day to show any figure of.
        return _undated(workspace, theme) if workspace.loads() else None
    scope, span, notices = drawn
    view = View(workspace, scope, span, theme, annotations_stamp(workspace) + benchmarks_stamp(workspace))
    view.is_usual_period = scope.end is None and scope.start == usual_start(span, scope.calendar)
    made_on = st.query_params.get(Key.DATA)
    if made_on is not None and made_on != workspace.fingerprint:
        notices = (*notices, "This link was made on other data, so its figures may differ from those shown here.")
    for notice in notices:
        st.warning(plain(notice))
    return view


def _in_trouble(workspace: Workspace, theme: Theme, trouble: str) -> View:
    day = max((load.loaded_at.date() for load in workspace.loads()), default=date.min)
    return View(workspace, Scope(), Span(day, day, None), theme, trouble=trouble)


def _undated(workspace: Workspace, theme: Theme) -> View:
    return _in_trouble(
        workspace,
        theme,
        "The loaded data has no dates, so there is no period to show. Load data with dates, such as subscriptions, "
        "answers, tickets or invoices, or set the date of a list.",
    )


def _head(title: str, question: str, view: View | None) -> None:
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        with st.container(width="content", gap=None):
            st.title(plain(title), anchor=False, help=question)
            if view is not None and not view.trouble:
                # A notebook's cells look at what each of them says.
                st.caption(plain(question if view.notebook else view.resolved.describe()))
        if view is not None and not view.trouble:
            with st.container(width="content"):
                part(view, _actions)
    news = st.session_state.pop(Key.NEWS, None)
    if news:
        st.toast(plain(str(news)))
    if view is not None and view.trouble:
        st.error(plain(view.trouble))
    elif view is not None:
        trial_settings()


def _actions(view: View) -> None:
    with st.container(horizontal=True, width="content", wrap=False):
        mark_a_day(view)
        share(view)
