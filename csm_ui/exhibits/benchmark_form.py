"""What others reach in a metric: typed or uploaded here, and drawn on its pictures."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from csm_core import CsmError, Result
from csm_core.intake.read.source import Source
from csm_core.metrics.compare.benchmark_file import COLUMNS, benchmarks_in
from csm_core.metrics.compare.benchmarks import (
    Benchmark,
    benchmark_of,
    benchmarks,
    keep_benchmarks,
    remove_benchmark,
    unreadable_benchmarks,
)
from csm_core.text.plural import plural
from csm_ui.visitor.cell import Cell
from csm_ui.visitor.keys import Key
from csm_ui.visitor.session import time_now
from csm_ui.visitor.view import View
from csm_ui.widgets.plain import plain

_TYPED = ("value", "source", "date", "segment")


def benchmark_form(view: View, cell: Cell, result: Result) -> None:
    """The metric's benchmarks with a way to take each away; a form for a new one, and one for a file."""
    key = view.key(f"{cell.metric}.benchmark")
    kept = [one for one in benchmarks(view.workspace) if one.metric == cell.metric]
    st.caption("A line across the metric's charts, with its source. It is not a goal, and changes no figure.")
    for index, one in enumerate(kept):
        _kept(view, one, f"{key}.{index}")
    for unread in unreadable_benchmarks(view.workspace):
        st.warning(plain(f"Benchmark {unread.name} can't be read: {unread.reason}"))
    if view.workspace.is_read_only:
        return
    with st.form(key, border=False):
        st.text_input("Value", key=f"{key}.value", placeholder="92 % or 41")
        st.text_input("Source", key=f"{key}.source", placeholder="Published by", max_chars=200)
        with st.container(horizontal=True):
            st.text_input("Date of the source", key=f"{key}.date", placeholder="2025-01-31 (optional)")
            st.text_input("Only for", key=f"{key}.segment", placeholder="plan=Pro (optional)")
        st.form_submit_button("Add benchmark", on_click=partial(_keep, view, cell, result, key))
    st.file_uploader(
        f"Or a file with the columns {', '.join(COLUMNS)} (the first three are needed)",
        key=f"{key}.file",
        on_change=partial(_upload, view, result, key),
    )


def _kept(view: View, one: Benchmark, key: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        measure = f"{one.measure.replace('_', ' ')}: " if one.measure else ""
        st.text(f"{measure}{one.words}", width="stretch")
        if not view.workspace.is_read_only:
            remove = partial(remove_benchmark, view.workspace, one.key)
            st.button(
                "Delete", key=f"{key}.delete", type="tertiary", help=plain(f"Delete the benchmark of {one.source}"),
                on_click=partial(_say, remove, f"Benchmark of {one.source} deleted."),
            )  # fmt: skip


def _keep(view: View, cell: Cell, result: Result, key: str) -> None:
    given = {name: str(st.session_state.get(f"{key}.{name}") or "") for name in _TYPED}

    def keep() -> None:
        one = benchmark_of(given | {"metric": cell.metric, "measure": cell.measure}, result.scope.currency)
        keep_benchmarks(view.workspace, [one], time_now())
        for name in _TYPED:
            st.session_state[f"{key}.{name}"] = ""

    _say(keep, "Benchmark added.")


def _upload(view: View, result: Result, key: str) -> None:
    file = st.session_state.get(f"{key}.file")
    if file is None:
        return

    def keep() -> str:
        given = benchmarks_in(Source(file.name, file.getvalue()), result.scope.currency)
        keep_benchmarks(view.workspace, given, time_now())
        return f"{plural(len(given), 'benchmark')} added from {file.name}."

    _say(keep)


def _say(change: Callable[[], str | None], news: str = "") -> None:
    """Do what changes the benchmarks; the next run says that it is done, or why not."""
    try:
        st.session_state[Key.NEWS] = change() or news
    except CsmError as error:
        st.session_state[Key.NEWS] = str(error)
