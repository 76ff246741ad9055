"""The page of a snapshot: what somebody shared, for whoever has the link."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from math import ceil
from typing import Literal

import streamlit as st

from csm_core import CsmError, Workspace
from csm_core.charts.look import Theme
from csm_core.last_day import end_after, last_day_before
from csm_core.notebook.answered import Answered
from csm_core.notebook.cell import Cell, Form
from csm_core.notebook.drawn import picture_of
from csm_core.notebook.figure import Figure
from csm_core.notebook.notebook import Entry
from csm_core.notebook.prompts import written
from csm_core.snapshot.shared import Shared
from csm_core.snapshot.withheld import is_withheld
from csm_core.text.plural import plural
from csm_ui.exhibits.ask import remembered
from csm_ui.exhibits.card import shown_figure
from csm_ui.exhibits.show import shown
from csm_ui.gate.wrong_links import note_wrong_link, seconds_until_next_link
from csm_ui.visitor.hosting import hosting
from csm_ui.visitor.keys import Key
from csm_ui.visitor.opened import vault
from csm_ui.visitor.session import time_now
from csm_ui.visitor.view import View
from csm_ui.widgets.note import note
from csm_ui.widgets.plain import plain
from csm_ui.widgets.trouble import guarded

_AS_SHARED = "as it was shared"
_COLUMNS = {"period": "Period", "segment": "Segment", "measure": "Measure", "series": "Part", "value": "Value",
            "low": "95 % from", "high": "to", "n": "n", "note": "Note"}  # fmt: skip


def snapshot_page() -> None:
    """The snapshot that the address names, or why it can't be shown."""
    token, settings = st.query_params.get(Key.SHARED, ""), hosting()
    wait = seconds_until_next_link(settings)
    if wait:
        _instead(
            f"Too many links that open nothing were tried from here. Try again in {plural(ceil(wait), 'second')}."
        )
        return
    try:
        shared = vault(settings).open(token, time_now())
        notebook = shared.notebook()
    except CsmError as error:
        note_wrong_link(settings)
        _instead(str(error))
        return
    terms = shared.terms
    st.title(plain(terms.title), anchor=False)
    st.caption(plain(terms.scope.resolved(terms.span).describe()))
    st.caption(
        plain(
            f"A read-only copy of {terms.made_at:%d %B %Y}, open until {terms.expires_at:%d %B %Y}. Data "
            f"{terms.fingerprint}{'' if terms.names else '; account names were not shared'}."
        )
    )
    if not shared.can_be_asked:
        st.info("Definitions have changed since: these are the numbers that were saved.")
    start, end, split = _choices(shared)
    view = _view(shared)
    for is_figure, together in groupby(notebook.entries, key=_is_figure):
        with st.grid(4, min_column_width=230) if is_figure else st.container():
            for entry in together:
                height: Literal["stretch", "content"] = "stretch" if is_figure else "content"
                frame = st.container(border=True, height=height, key=f"cell.{entry.id}")
                with frame, guarded(f"cell {entry.id} of a snapshot"):
                    _entry(view, shared, entry, start, end, split)


def _instead(words: str) -> None:
    st.title("Shared snapshot", anchor=False)
    st.error(plain(words))
    st.caption("Nothing else can be reached from here.")


def _is_figure(entry: Entry) -> bool:
    return isinstance(entry.content, Cell) and entry.content.form is Form.FIGURE


def _choices(shared: Shared) -> tuple[date | None, date | None, str | None]:
    """The part of the period to look at and what to split by; nothing chosen is what was shared."""
    if not shared.can_be_asked:
        return None, None, None
    first, end, _ = shared.terms.scope.resolved(shared.terms.span).window()
    last = last_day_before(end)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        start = st.date_input("From", None, min_value=first, max_value=last, format="YYYY-MM-DD", width=160)
        to = st.date_input("To", None, min_value=first, max_value=last, format="YYYY-MM-DD", width=160)
        options = [_AS_SHARED, *shared.splits()]
        split = st.selectbox("Break down by", options, width=260)
    if start and to and to < start:
        st.warning("The last day must not be before the first; it is ignored.")
        to = None
    return start, to and end_after(to), None if split == _AS_SHARED else split


def _entry(view: View, shared: Shared, entry: Entry, start: date | None, end: date | None, split: str | None) -> None:
    if isinstance(entry.content, Cell) and entry.frozen is not None:
        answer = entry.frozen.answer
        if start or end or split:
            usual = entry.content.scope.split if entry.content.scope else None
            answer = remembered(
                view.workspace,
                ("shared", entry.id, start, end, split),
                lambda: shared.dated(entry, start, end, split or usual),
            )
        _answer(view, answer)
    note(written(entry.content.note))


def _answer(view: View, answer: Answered) -> None:
    cell, result = answer.cell, answer.result
    drawn = picture_of(answer, view.theme)
    if cell.form is Form.FIGURE and not result.missing:
        shown_figure(Figure.of(answer), cell)
    elif drawn is not None or not result.has_value:
        shown(view, cell, result, drawn)
    else:
        st.header(plain(cell.label or Figure.of(answer).label), anchor=False)
        names = dict(answer.names)
        records = result.table.slice(0, 200).to_pylist()
        rows = [{_COLUMNS[name]: row[name] for name in _COLUMNS if name in row} for row in records]
        accounts = [row["account_id"] for row in records]
        if any(accounts):
            rows = [{"Account": names.get(str(who), who)} | row for who, row in zip(accounts, rows, strict=True)]
        st.dataframe(rows, hide_index=True, width="stretch", key=view.key(f"{cell.metric}.rows"))
    if is_withheld(result):
        st.caption("Values of fewer than five accounts are hidden.")


def _view(shared: Shared) -> View:
    """What pictures are drawn with; its workspace is the snapshot's key for what is remembered, and empty."""
    kept = st.session_state.setdefault(Key.SNAPSHOT_VIEW, {})
    mark = f"{shared.terms.made_at.isoformat()} {st.query_params.get(Key.SHARED, '')}"
    if mark not in kept:
        kept.clear()
        # The snapshot too, so that its file isn't closed and opened between two runs.
        kept[mark] = Workspace.in_memory(), shared
    theme: Theme = "dark" if st.context.theme.type == "dark" else "light"
    return View(kept[mark][0], shared.terms.scope, shared.terms.span, theme)
