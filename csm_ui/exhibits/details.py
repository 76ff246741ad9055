"""What stands behind a cell: its definition, the reader's choices, the rows, the SQL."""

from __future__ import annotations

import streamlit as st

from csm_core import Result, metric_named
from csm_core.metrics.framework.metric import Metric
from csm_ui.exhibits.benchmark_form import benchmark_form
from csm_ui.exhibits.choices import choices
from csm_ui.exhibits.rows_panel import rows_panel
from csm_ui.visitor.cell import Cell
from csm_ui.visitor.view import View
from csm_ui.widgets.plain import plain
from csm_ui.widgets.trouble import guarded


def details(view: View, cell: Cell, result: Result) -> None:
    """Five tabs on one metric: definition, settings, rows behind, SQL, and what others reach."""
    metric = metric_named(cell.metric)
    about, settings, behind, sql, others = st.tabs(["Definition", "Settings", "Rows behind", "SQL", "Benchmarks"])
    with about:
        definition(metric)
        _this_answer(result)
    with settings, guarded(f"the settings of {metric.id}"):
        choices(view, cell)
    with behind, guarded(f"the rows behind {metric.id}"):
        rows_panel(view, cell, result)
    with sql:
        _sql(result)
    with others, guarded(f"the benchmarks of {metric.id}"):
        benchmark_form(view, cell, result)


def definition(metric: Metric) -> None:
    """What the metric says, by which rule each reading of it goes, and which readings are refused."""
    st.markdown(f"{plain(metric.definition)}")
    st.code(metric.formula, language=None, wrap_lines=True)
    if metric.interval:
        st.caption(plain(f"Interval (95 %): {metric.interval}"))
    for variant in metric.variants:
        name = variant.name.replace("_", " ")
        st.markdown(f"- **{plain(name)}** ({plain(variant.whose)}): {plain(variant.definition)}")
    for refused in metric.refused:
        st.markdown(f"- **Not offered: {plain(refused.reading)}.** {plain(refused.reason)}")
    if metric.references:
        st.caption(plain("Sources: " + "; ".join(metric.references)))


def _this_answer(result: Result) -> None:
    notes = [*result.notes, *result.left_out]
    for parameter in result.parameters:
        band = f" ({parameter.low:.4g} to {parameter.high:.4g})" if parameter.low and parameter.high else ""
        if parameter.value is not None:
            notes.append(f"{parameter.name} = {parameter.value:.4g}{band}")
    for note in notes:
        st.caption(plain(note))


def _sql(result: Result) -> None:
    if not result.sql:
        st.caption("No SQL ran: a table is missing.")
    for statement in result.sql:
        st.code(statement.strip(), language="sql", height=300)
