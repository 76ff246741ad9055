"""What each column of a file was taken for, in words: one line a column, with sample values and how sure that is."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from csm_core.intake.batch import ColumnReport
from csm_core.intake.worker.work import InspectedTable
from csm_core.tables.table import Table
from csm_ui.widgets.plain import plain

_WIDEST = 48  # signs of sample values
SURE = 0.9
"""From so sure on nobody has to look at it."""


def column_lines(
    table: InspectedTable,
    declared: Table,
    columns: Mapping[str, str],
    proposed: Mapping[str, str],
    reports: Mapping[str, ColumnReport],
) -> None:
    """A table of the file's columns that are used: canonical column → header in `columns`."""
    if not columns:
        return
    rows = ["| Column | For example | Read as | |", "| --- | --- | --- | ---: |"]
    for name, header in columns.items():
        column, report = declared.column(name), reports.get(name)
        samples = ", ".join(table.proposal.samples.get(header, ())[:3]) or "all empty"
        short = samples if len(samples) <= _WIDEST else f"{samples[: _WIDEST - 1]}…"
        meaning = column.meaning if column else name
        sure = _sure(report.confidence) if report and proposed.get(name) == header else "as\xa0you\xa0chose"
        rows.append(f"| **{plain(header)}** | {plain(short)} | {plain(meaning)} | {sure} |")
    st.markdown("\n".join(rows))


def _sure(confidence: float) -> str:
    words = f"{100 * confidence:.0f}\xa0%\xa0sure"
    return f":gray[{words}]" if confidence >= SURE else f":orange[{words}]"
