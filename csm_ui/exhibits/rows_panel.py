"""The rows behind a figure: those of one cell or all, as a table and as a file."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc
import streamlit as st

from csm_core import Result, rows_of_cell
from csm_core.charts.words import period_words
from csm_core.metrics.compare.headline import headline
from csm_core.metrics.compare.rolling import months_behind, question_behind
from csm_core.text.plural import plural
from csm_ui.exhibits.account_table import account_table
from csm_ui.exhibits.ask import rows
from csm_ui.exhibits.download import download_csv
from csm_ui.visitor.cell import Cell
from csm_ui.visitor.view import View

# The keys by which a cell can be picked, and what they are called.
_PICKED = {"period": "Period", "segment": "Segment", "measure": "Measure", "series": "Part", "age": "Age"}
_ALL = "All"


def rows_panel(view: View, cell: Cell, result: Result) -> None:
    """Pick a cell of the answer, see its rows, take them away as CSV."""
    scope, settings = question_behind(result, cell.scope or view.scope, dict(cell.settings))
    behind = rows(view, replace(cell, scope=scope, settings=tuple(sorted(settings.items()))))
    if behind.num_rows == 0:
        st.caption("No rows behind this figure.")
        return
    picked = _pick(view, cell, result, behind)
    cell_rows = _in_window(behind, picked, result)
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.caption(f"{cell_rows.num_rows:,} of {plural(behind.num_rows, 'row')}", width="content")
        download_csv(view, cell_rows, f"{cell.metric}-rows", view.key(f"{cell.metric}.rows.file"))
    names = [
        name
        for name in cell_rows.column_names
        if name not in picked and cell_rows.column(name).null_count < cell_rows.num_rows
    ]
    account_table(cell_rows.select(names), view.key(f"{cell.metric}.rows"))


def _in_window(behind: pa.Table, picked: dict[str, object], result: Result) -> pa.Table:
    """The rows of the cell that was picked; of a month that stands for several, those of all of them."""
    month = picked.get("period")
    if not isinstance(month, date):
        return rows_of_cell(behind, picked)
    months = months_behind(result, month)
    inside = behind.filter(pc.is_in(behind.column("period"), pa.array(months, pa.date32())))
    return rows_of_cell(inside, {name: value for name, value in picked.items() if name != "period"})


def _pick(view: View, cell: Cell, result: Result, behind: pa.Table) -> dict[str, object]:
    now = headline(result, cell.measure, cell.series)
    picked: dict[str, object] = {}
    keys = [
        key for key in _PICKED if key in behind.column_names and len(set(result.table.column(key).to_pylist())) > 1
    ]
    if not keys:
        return picked
    for column, key in zip(st.columns(len(keys)), keys, strict=True):
        options = _options(result, key)
        first = options.index(now.period) + 1 if key == "period" and now and now.period in options else 0
        with column:
            choice = st.selectbox(
                _PICKED[key],
                [_ALL, *options],
                index=first,
                format_func=lambda value: _written(value, result),
                key=view.key(f"{cell.metric}.rows.{key}"),
            )
        if choice != _ALL:
            picked[key] = choice
    return picked


def _options(result: Result, key: str) -> list[object]:
    values = list(dict.fromkeys(result.table.column(key).to_pylist()))
    if key == "period":
        values = sorted((value for value in values if value is not None), reverse=True)
    return values


def _written(value: object, result: Result) -> str:
    if isinstance(value, date):
        return period_words(value, result.scope.calendar)
    return "(none)" if value is None else str(value)
