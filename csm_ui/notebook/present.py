"""Present: a notebook on a screen of its own, one thing at a time, in large type."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

import streamlit as st

from csm_core.charts.picture import Picture
from csm_core.notebook.cell import Cell, Form
from csm_core.notebook.check import troubles_of
from csm_core.notebook.drawn import picture_of
from csm_core.notebook.figure import Figure
from csm_core.notebook.notebook import Entry, Notebook
from csm_core.notebook.prompts import written
from csm_core.notebook.screens import Screen, screens
from csm_ui.exhibits.answer_table import answer_table
from csm_ui.exhibits.ask import answered, picture
from csm_ui.visitor.address import pairs
from csm_ui.visitor.keys import Key
from csm_ui.visitor.menu import PAGES
from csm_ui.visitor.view import View
from csm_ui.widgets.note import note
from csm_ui.widgets.plain import plain
from csm_ui.widgets.trouble import guarded

_HEIGHT, _LETTERS = 470, 17  # of a picture and of the words in it, in pixels


def present_button(notebook: Notebook) -> None:
    """The way from a notebook to its screens. What the sidebar says is kept for the way back: widgets that a page
    does not draw are forgotten."""
    if st.button("Present", icon=":material/slideshow:", key="notebook.present"):
        kept = {str(name): st.session_state[name] for name, _ in pairs() if name in st.session_state}
        st.session_state[Key.ASIDE] = kept
        st.switch_page(PAGES / "present.py", query_params={Key.PRESENTED.value: notebook.name})


def present(view: View, notebook: Notebook) -> None:
    """The screen that the address names, and the way to the others: by buttons, and by the arrow keys."""
    shown = screens(notebook)
    if not shown:
        st.info("Nothing to present yet: this notebook has no figure, picture or text.")
        _navigation(notebook.name, 0, 0)
        return
    index = _index(len(shown))
    screen = shown[index]
    # Above the screen, where it is at hand however long that is.
    _navigation(notebook.name, index, len(shown))
    st.caption(plain(" · ".join(part for part in (notebook.name, screen.section) if part)))
    _screen(view, screen)


def _index(count: int) -> int:
    text = st.query_params.get(Key.SCREEN, "1")
    return min(int(text), count) - 1 if text.isdecimal() and int(text) else 0


def _navigation(notebook: str, index: int, count: int) -> None:
    def go(to: int) -> None:
        st.query_params[Key.SCREEN] = str(to + 1)

    with st.container(horizontal=True, vertical_alignment="center"):
        st.button("Back", icon=":material/arrow_back:", key="present.back", shortcut="Left", on_click=go,
                  args=(index - 1,), disabled=index <= 0)  # fmt: skip
        st.button("Next", icon=":material/arrow_forward:", key="present.next", shortcut="Right", on_click=go,
                  args=(index + 1,), disabled=index + 1 >= count)  # fmt: skip
        st.markdown(f"{min(index + 1, count)} of {count}", width="content")
        if st.button("Close", icon=":material/close:", key="present.close", shortcut="Esc", type="tertiary"):
            for name, value in {**st.session_state.pop(Key.ASIDE, {}), Key.NOTEBOOK.value: notebook}.items():
                st.session_state[name] = value
            st.switch_page(PAGES / "notebook.py")


def _screen(view: View, screen: Screen) -> None:
    if len(screen.entries) > 1:
        with st.grid(2, min_column_width=300):
            for entry in screen.entries:
                with st.container(border=True, height="stretch"):
                    _entry(view, entry)
        return
    _entry(view, screen.entries[0])


def _entry(view: View, entry: Entry) -> None:
    content = entry.content
    with guarded(f"cell {entry.id} of a notebook"):
        if not isinstance(content, Cell):
            note(written(content.note))
            return
        for trouble in troubles_of(content):
            st.warning(plain(trouble))
            return
        answer = entry.frozen.answer if entry.frozen else answered(view, content)
        drawn = picture_of(answer, view.theme) if entry.frozen else picture(view, content)
        figure = Figure.of(answer)
        if content.form is Form.FIGURE or not answer.result.has_value:
            _figure(figure)
        elif drawn is None:
            st.title(plain(content.label or figure.label), anchor=False)
            answer_table(view, content, answer.result)
        else:
            st.title(plain(drawn.title), anchor=False)
            _picture(view, drawn, content.metric)
        note(written(content.note))


def _figure(figure: Figure) -> None:
    st.subheader(plain(figure.label), anchor=False)
    st.title(plain(figure.value), anchor=False)
    words = [figure.change_words] if figure.change_words else []
    words += [f"95 %: {figure.band}"] if figure.band else []
    reason = figure.now.note if figure.now is not None and figure.now.value is None else None
    st.markdown(plain(reason or " · ".join(words) or "Nothing in this scope."))


def _picture(view: View, drawn: Picture, name: str) -> None:
    """As on a page, larger; the notes that explain its marks stand below it."""
    spec = {part: inner for part, inner in drawn.spec.items() if part != "datasets"}
    spec = {"height": _HEIGHT, **spec, "config": _large(cast(Mapping[str, object], spec["config"]))}
    st.vega_lite_chart(
        drawn.data, spec, width="stretch", theme=None, alt=drawn.alt, key=view.key(f"{name}.presented")
    )
    if drawn.notes:
        st.caption(plain(" ".join(drawn.notes)))


def _large(config: Mapping[str, object]) -> dict[str, object]:
    sizes = {"axis": ("labelFontSize", "titleFontSize"), "legend": ("labelFontSize",), "text": ("fontSize",)}
    larger = {
        part: {**cast(Mapping[str, object], config.get(part, {})), **dict.fromkeys(names, _LETTERS)}
        for part, names in sizes.items()
    }
    return {**config, **larger}
