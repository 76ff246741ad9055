"""The main exhibit of a page: one picture with its finding, what is not in it, and what stands behind it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from csm_core import Result, metric_named, registry
from csm_core.charts.picture import Picture
from csm_core.metrics.compare.benchmarks import benchmark_words
from csm_ui.exhibits.answer_table import answer_table
from csm_ui.exhibits.ask import answered, picture
from csm_ui.exhibits.choices import with_choices
from csm_ui.exhibits.join_form import join_form
from csm_ui.exhibits.menu import menu
from csm_ui.exhibits.remarks import remark, written
from csm_ui.exhibits.wording import figure
from csm_ui.visitor.cell import Cell
from csm_ui.visitor.view import View
from csm_ui.widgets.note import note
from csm_ui.widgets.plain import plain
from csm_ui.widgets.trouble import guarded


def exhibit(view: View, cell: Cell) -> None:
    """The picture of a cell. A metric that this version does not have is passed over."""
    if cell.metric not in registry():
        return
    with st.container(border=True), guarded(f"the picture of {cell.metric}"):
        cell = with_choices(cell)
        result = answered(view, cell).result
        behind = None if result.missing else lambda: menu(view, cell, result, "behind")
        shown(view, cell, result, picture(view, cell), behind)
        for table in result.unjoined:
            join_form(view, table)
        if not result.missing:
            note(cell.note)


def exhibits(view: View, cells: Sequence[Cell]) -> None:
    """Pictures side by side where there is room; one alone has all of it."""
    with st.grid(min(2, len(cells)), min_column_width=340):
        for cell in cells:
            exhibit(view, cell)


def heading(text: str, behind: Callable[[], None] | None = None) -> None:
    """A title, and the menu of what stands below it at the end of its row."""
    if behind is None:
        st.header(plain(text), anchor=False)
        return
    with st.container(horizontal=True, vertical_alignment="top", wrap=False, gap="small"):
        with st.container(width="stretch"):
            st.header(plain(text), anchor=False)
        with st.container(width="content"):
            behind()


def shown(
    view: View, cell: Cell, result: Result, drawn: Picture | None, behind: Callable[[], None] | None = None
) -> None:
    """An answer under its finding: as a picture, else as a table, else why there is nothing. `behind` draws its
    menu."""
    metric = metric_named(cell.metric)
    if result.missing or not result.has_value:
        heading(cell.label or metric.name, behind)
        notes = [str(note) for note in result.table.column("note").to_pylist() if note]
        st.info(plain(notes[0] if notes else "Nothing in this scope."))
        return
    if drawn is None:
        heading(cell.label or metric.name, behind)
        answer_table(view, cell, result)
        for sentence in benchmark_words(answered(view, cell).benchmarks):
            st.caption(plain(sentence))
        return
    heading(drawn.title, behind)
    below = _below(cell, result, drawn)
    if below:
        st.caption(plain(below))
    draw(view, drawn, cell.metric)
    written(view, [text for text in drawn.notes if not view.has_written(drawn.days.get(text, ()))])
    remark(view, result)


def draw(view: View, picture: Picture, name: str) -> None:
    """The picture alone; `name` is its widget's."""
    st.vega_lite_chart(
        picture.data,
        {part: inner for part, inner in picture.spec.items() if part != "datasets"},
        width="stretch",
        theme=None,
        alt=picture.alt,
        key=view.key(f"{name}.picture"),
    )


def _below(cell: Cell, result: Result, drawn: Picture) -> str:
    """What the title leaves open: another name than the metric's, and a variant that is not the default."""
    metric = metric_named(cell.metric)
    name = cell.label if cell.label and cell.label.casefold() not in drawn.title.casefold() else ""
    variant = "" if result.variant == metric.variants[0].name else result.variant.replace("_", " ")
    return " · ".join(part for part in (name, variant) if part)


def sentence(view: View, cells: Sequence[Cell]) -> None:
    """The page's answer in a sentence, from the headlines of its cells; nothing where none has a value."""
    notes = []
    for cell in cells:
        if cell.metric in registry():
            with guarded(f"the sentence on {cell.metric}"):
                shown = figure(view, with_choices(cell))
                if shown.now is not None and shown.now.value is not None:
                    notes.append(_clause(shown.label, shown.value, shown.band, shown.in_when, shown.moved_words,
                                        bool(shown.moved and shown.moved.is_certain), shown.when_before))  # fmt: skip
    if notes:
        st.markdown(" ".join(notes))


def _clause(
    label: str,
    value: str,
    band: str | None,
    in_when: str,
    moved: str | None,
    is_certain: bool,
    before: str | None,
) -> str:
    parts = [f"**{plain(label)} is {plain(value)}**"]
    parts += [plain(f"({band})")] if band else []
    parts += [in_when] if in_when else []
    text = " ".join(parts)
    if moved is not None and before is not None:
        text += f", {plain(moved)} since {before}" if is_certain else f", no clear change since {before}"
    return text + "."
