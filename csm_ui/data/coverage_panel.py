"""What is there of each kind of data, from when to when, by which file; what is missing, and what that would give."""

from __future__ import annotations

import pyarrow as pa
import streamlit as st

from csm_core.facts.queries.coverage import Coverage, coverage
from csm_core.metrics.framework.unlocked import unlocked
from csm_core.tables.catalogue import TABLES
from csm_core.text.table_words import table_heading
from csm_ui.exhibits.account_table import account_table
from csm_ui.exhibits.ask import remembered
from csm_ui.visitor.view import View
from csm_ui.widgets.plain import plain


def coverage_panel(view: View) -> None:
    """A row for each kind of data that is there; below, the kinds that would bring most."""
    coverages = remembered(view.workspace, "coverage", lambda: coverage(view.workspace))
    there = [one for one in coverages if one.files]
    st.header("What is loaded", anchor=False)
    st.caption(plain(f"Recorded from {view.span.first.isoformat()} to {view.span.last.isoformat()}."))
    account_table(
        pa.table(
            {
                "Data": [table_heading(one.table) for one in there],
                "Rows": [one.rows for one in there],
                "From": pa.array([one.first_on for one in there], pa.date32()),
                "To": pa.array([one.last_on for one in there], pa.date32()),
                "State": [_state(one) for one in there],
                "Files": [", ".join(one.files) for one in there],
                "Loaded (UTC)": [one.loaded_at.isoformat(" ", "minutes") if one.loaded_at else "" for one in there],
            }
        ),
        view.key("coverage"),
    )
    for one in there:
        if one.is_stale:
            st.warning(
                plain(
                    f"{table_heading(one.table)} end on {one.last_on}, {one.days_behind} days before the rest. "
                    "Export them again if there is more: later figures lack that data."
                )
            )
    _missing([one.table for one in there])


def _missing(present: list[str]) -> None:
    """The kinds of data that are not there and would let further metrics answer, those that bring most first."""
    gains = {table: unlocked(table, present) for table in TABLES if table not in present}
    worth = sorted((table for table, metrics in gains.items() if metrics), key=lambda table: -len(gains[table]))
    if not worth:
        return
    label = (
        "1 more kind of data would add metrics"
        if len(worth) == 1
        else f"{len(worth)} kinds of data would add metrics"
    )
    with st.expander(f"What is missing: {label}"):
        for table in worth:
            names = ", ".join(metric.name for metric in gains[table])
            count = len(gains[table])
            st.markdown(
                f"**{table_heading(table)}**: {count} more {'metric' if count == 1 else 'metrics'}, {plain(names)}. "
                f":gray[{plain(TABLES[table].meaning)}]"
            )


def _state(one: Coverage) -> str:
    if one.last_on is None:
        return "not dated"
    return f"ends {one.days_behind} days early" if one.is_stale else "up to date"
