"""Edit a cell in place: its note, how it is read and shown, and what it looks at. Each change is saved at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from csm_core import CsmError, metric_named
from csm_core.metrics.framework.declare import Setting, Value
from csm_core.notebook.check import troubles_of
from csm_core.notebook.moved import seen_of
from csm_core.notebook.notebook import Entry, Notebook, Seen
from csm_core.periods import Grain
from csm_core.scope import Scope
from csm_ui.exhibits.ask import answered
from csm_ui.notebook.saving import change
from csm_ui.visitor.cell import Cell, Form
from csm_ui.visitor.session import time_now
from csm_ui.visitor.view import View
from csm_ui.widgets.plain import plain
from csm_ui.widgets.setting_widget import setting_widget

_FORMS = {
    Form.PICTURE: "Picture",
    Form.CURVES: "Curves",
    Form.BRIDGE: "Waterfall of all periods",
    Form.STACK: "Stacked by period",
    Form.BULLETS: "Goals as bullets",
    Form.FIGURE: "One figure",
    Form.TABLE: "Table",
    Form.SEGMENTS: "By segment",
}


def edit(view: View, notebook: Notebook, entry: Entry) -> None:
    """The form of one entry, drawn while it is open."""
    key = f"{notebook.name}.{entry.id}.edit"
    box = st.popover("Edit", icon=":material/edit:", type="tertiary", key=key, on_change="rerun")
    if not box.open:
        return
    with box, st.container(width=620):
        _note(view, notebook, entry, key)
        if not isinstance(entry.content, Cell) or troubles_of(entry.content):
            return
        if entry.frozen is not None:
            st.caption("This cell is frozen. Make it live to change its settings.")
            return
        _shape(view, notebook, entry, entry.content, key)
        _scope(view, notebook, entry, entry.content, key)
        _settings(view, notebook, entry, entry.content, key)


def _note(view: View, notebook: Notebook, entry: Entry, key: str) -> None:
    box = f"{key}.note"
    st.session_state[box] = entry.content.note

    def take() -> None:
        text = str(st.session_state[box])
        seen = _seen(view, entry)

        def made(now: Notebook) -> Notebook:
            edited = now.entry(entry.id)
            return now.changed(replace(edited, content=replace(edited.content, note=text), seen=seen))

        change(view, notebook.name, made, "Note saved.")

    st.text_area(
        "Note",
        key=box,
        height=140,
        on_change=take,
        help="Markdown: # heading, **bold**, *italic*, - list, [link](https://…). Leave the field to save.",
    )


def _seen(view: View, entry: Entry) -> Seen | None:
    """What the cell says while its note is being written; None where it says nothing."""
    if entry.frozen is not None:
        return seen_of(entry.frozen.answer, time_now())
    if not isinstance(entry.content, Cell):
        return None
    try:
        return seen_of(answered(view, entry.content), time_now())
    except CsmError:
        return None


def _take(view: View, notebook: Notebook, entry: Entry, made: Callable[[Cell], Cell]) -> None:
    def changed(now: Notebook) -> Notebook:
        edited = now.entry(entry.id)
        return now.changed(replace(edited, content=made(edited.content))) if isinstance(edited.content, Cell) else now

    change(view, notebook.name, changed)


def _shape(view: View, notebook: Notebook, entry: Entry, cell: Cell, key: str) -> None:
    metric = metric_named(cell.metric)
    form, variant, measure = f"{key}.form", f"{key}.variant", f"{key}.measure"
    st.session_state[form] = cell.form.value
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            "Show as",
            [one.value for one in Form],
            key=form,
            width=180,
            format_func=lambda name: _FORMS[Form(name)],
            on_change=lambda: _take(
                view, notebook, entry, lambda now: replace(now, form=Form(str(st.session_state[form])))
            ),
        )
        if len(metric.variants) > 1:
            names = [one.name for one in metric.variants]
            st.session_state[variant] = metric.variant(cell.variant, view.workspace.row_counts()).name
            st.selectbox(
                "Reading",
                names,
                key=variant,
                format_func=lambda name: name.replace("_", " "),
                width=220,
                on_change=lambda: _take(
                    view, notebook, entry, lambda now: replace(now, variant=str(st.session_state[variant]))
                ),
            )
        if len(metric.measures) > 1:
            st.session_state[measure] = cell.measure or metric.measures[0]
            st.selectbox(
                "Measure",
                metric.measures,
                key=measure,
                format_func=lambda name: name.replace("_", " "),
                width=220,
                on_change=lambda: _take(
                    view, notebook, entry, lambda now: replace(now, measure=str(st.session_state[measure]))
                ),
            )


def _scope(view: View, notebook: Notebook, entry: Entry, cell: Cell, key: str) -> None:
    scope = cell.scope or Scope()
    grain, last = f"{key}.grain", f"{key}.last"
    st.session_state[grain], st.session_state[last] = scope.grain.value, cell.last

    def take() -> None:
        count = st.session_state[last]
        periods = int(count) if isinstance(count, int) else None
        unit = Grain(str(st.session_state[grain]))
        _take(
            view,
            notebook,
            entry,
            lambda now: replace(now, scope=replace(now.scope or Scope(), grain=unit), last=periods),
        )

    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.number_input(
            "Last periods",
            1,
            400,
            key=last,
            width=150,
            on_change=take,
            placeholder="As set",
            help="Empty: the dates from when the cell was pinned",
        )
        st.selectbox("Interval", [one.value for one in Grain], key=grain, width=130, on_change=take)
        st.button(
            "Use the sidebar's period, split and filters",
            key=f"{key}.sidebar",
            on_click=lambda: _take(view, notebook, entry, lambda now: replace(now, scope=view.scope, last=None)),
        )
    st.caption(plain(f"Scope: {scope.describe()}" if cell.scope else "Scope: as in the sidebar."))


def _settings(view: View, notebook: Notebook, entry: Entry, cell: Cell, key: str) -> None:
    metric, given = metric_named(cell.metric), dict(cell.settings)
    for setting in metric.settings:
        if not setting.name.startswith("weight."):
            _setting(view, notebook, entry, setting, given.get(setting.name, setting.default), key)


def _setting(view: View, notebook: Notebook, entry: Entry, setting: Setting, value: Value, key: str) -> None:
    box = f"{key}.set.{setting.name}"

    def take() -> None:
        new = st.session_state[box]

        def made(now: Cell) -> Cell:
            kept = {name: value for name, value in now.settings if name != setting.name}
            if new != setting.default:
                kept[setting.name] = new
            return replace(now, settings=tuple(sorted(kept.items())))

        _take(view, notebook, entry, made)

    setting_widget(setting, value, box, take)
