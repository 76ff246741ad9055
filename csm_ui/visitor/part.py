"""Part: a piece of a page that answers its own widgets, so that a click in it draws it anew and not the page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import count

import streamlit as st

from csm_core.facts.queries.written_annotations import annotations_stamp
from csm_core.metrics.compare.benchmarks import benchmarks_stamp
from csm_ui.visitor.keys import Key
from csm_ui.visitor.session import workspace_of_visitor
from csm_ui.visitor.view import View
from csm_ui.widgets.plain import plain

# What a callback may have chosen for the whole app. The widgets that hold it stand outside of every part.
_OF_THE_APP = (Key.SET.value, Key.START.value, Key.TO.value)


def part(view: View, draw: Callable[[View], None]) -> None:
    """Draw a part of the page; `draw` gets a View with names of its own for the widgets.

    A click inside draws the part alone. The page is drawn where the click changed what other parts show: settings,
    filters, the data, dated notes or benchmarks. A visitor who lost the right to the workspace is told so, since her
    right is asked for again.
    """
    taken, written = set(view.taken), set(view.written)
    if not view.state:
        view.state = _state()
    draws = count()

    @st.fragment
    def run() -> None:
        inner = replace(view, taken=set(taken), written=set(written), remarks={})
        if next(draws) and view.state != _state():
            st.rerun()
        draw(inner)
        view.taken |= inner.taken
        view.written |= inner.written
        view.remarks |= inner.remarks
        news = st.session_state.pop(Key.NEWS, None)
        if news:
            st.toast(plain(str(news)))

    run()


def _state() -> tuple[object, ...]:
    """All that a part shares with the rest of the page."""
    workspace = workspace_of_visitor()
    chosen = {
        str(name): repr(value)
        for name, value in st.session_state.items()
        if str(name) in _OF_THE_APP or str(name).startswith(Key.FILTER)
    }
    # A workspace that was closed meanwhile is another object; its figures are gone.
    data = (id(workspace.state), workspace.revision, annotations_stamp(workspace) + benchmarks_stamp(workspace))
    return (*data, tuple(sorted(chosen.items())))
