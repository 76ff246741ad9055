"""Mark a day: write a dated note, which then shows on every picture that covers its day."""

from __future__ import annotations

from datetime import date
from functools import partial

import streamlit as st

from csm_core import registry
from csm_core.facts.queries.written_annotations import (
    Annotation,
    annotate,
    remove_annotation,
    unreadable_annotations,
    written_annotations,
)
from csm_ui.notebook.saving import attempt
from csm_ui.visitor.session import time_now
from csm_ui.visitor.view import View
from csm_ui.widgets.plain import plain


def mark_a_day(view: View) -> None:
    """A popover with a form for a new note, and those that were written here, to be taken away again."""
    box = st.popover("Add annotation", icon=":material/event_note:", on_change="rerun", key="mark")
    if box.open:
        with box:
            _form(view)
            _written(view)


def _form(view: View) -> None:
    st.caption("For example a price change, an outage or a launch. Shown on every chart that covers the day.")
    st.date_input("Day", view.resolved.as_of, key="mark.day", format="YYYY-MM-DD")
    st.text_input("What happened", key="mark.text", max_chars=200)
    st.selectbox(
        "Show on charts of",
        list(registry()),
        index=None,
        key="mark.metric",
        placeholder="Every metric",
        format_func=lambda metric: registry()[metric].name,
    )
    st.button("Save", type="primary", key="mark.keep", on_click=_keep, args=(view,))


def _keep(view: View) -> None:
    day, text, metric = (st.session_state.get(f"mark.{name}") for name in ("day", "text", "metric"))
    if not isinstance(day, date):
        return
    note = Annotation(day, str(text or ""), None if metric is None else str(metric))

    def save() -> None:
        annotate(view.workspace, note, time_now())
        st.session_state["mark.text"] = ""

    attempt(save, f"Marked: {day.isoformat()}.")


def _written(view: View) -> None:
    notes = [(note.key, f"{note.day.isoformat()}  {note.text}") for note in written_annotations(view.workspace)]
    notes += [
        (one.name, f"Not on any chart, because it can't be read: {one.name} ({one.reason})")
        for one in unreadable_annotations(view.workspace)
    ]
    for index, (key, words) in enumerate(notes):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.text(words, width="stretch")
            st.button(
                "Delete",
                key=f"mark.delete.{index}",
                type="tertiary",
                help=plain(f"Delete '{words}'"),
                on_click=partial(attempt, partial(remove_annotation, view.workspace, key), "Annotation deleted."),
            )
