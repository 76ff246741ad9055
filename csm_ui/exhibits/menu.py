"""The menu of a figure or a picture: definition, settings, rows, SQL, benchmarks, and the way into a notebook."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from csm_core import Result, metric_named
from csm_ui.exhibits.details import details
from csm_ui.exhibits.pin import shown_here
from csm_ui.visitor.cell import Cell
from csm_ui.visitor.part import part
from csm_ui.visitor.view import View
from csm_ui.widgets.plain import plain

_BLANK = "\N{WORD JOINER}" + 4 * "\N{EM SPACE}"
_BUTTON = 40  # pixels
_WIDTH = 640  # of what a menu opens to, in pixels


def menu(view: View, cell: Cell, result: Result | None, name: str = "menu", beside: Sequence[Cell] = ()) -> None:
    """The "…" at the end of a title's row. What is in it is worked out when it is opened.

    Without a `result` it holds the way into a notebook alone. `name` tells a metric's menus apart; `beside` are the
    other cells that the picture is of, which go into a notebook together with it.
    """
    for one in (cell, *beside):
        shown_here(view, one)
    of = plain(cell.label or metric_named(cell.metric).name)

    def inside(inner: View) -> None:
        key = inner.key(f"{cell.metric}.{name}")
        # Only "…" fits in; whoever hears the button hears all of it.
        box = st.popover(
            f"{_BLANK}Details of {of}", type="tertiary", on_change="rerun", key=key, width=_BUTTON, wrap=False
        )
        if box.open:
            with box, st.container(width=_WIDTH):
                details(inner, cell, result, key, beside)

    part(view, inside)
