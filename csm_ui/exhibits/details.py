"""What stands behind a cell: its definition, the reader's choices, the rows, the SQL."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from csm_core import Result, metric_named
from csm_core.metrics.framework.metric import Metric
from csm_ui.exhibits.benchmark_form import benchmark_form
from csm_ui.exhibits.choices import choices
from csm_ui.exhibits.pin import pin_form
from csm_ui.exhibits.rows_panel import rows_panel
from csm_ui.visitor.cell import Cell
from csm_ui.visitor.view import View
from csm_ui.widgets.plain import plain
from csm_ui.widgets.trouble import guarded


def details(
    view: View, cell: Cell, result: Result | None, menu: str | None = None, beside: Sequence[Cell] = ()
) -> None:
    """Tabs on one metric, each worked out when it is opened: definition, settings, rows, SQL, what others reach, and
    the way into a notebook, with the cells `beside` it. `menu` is the key of the menu around it; without a result
    there is the last tab alone."""
    key = menu or view.key(f"{cell.metric}.details")
    if result is None:
        pin_form(view, cell, key, beside)
        return
    metric = metric_named(cell.metric)
    *tabs, pin = st.tabs([*_TABS, "Pin"], key=f"{key}.tab", on_change="rerun")
    for tab, draw in zip(tabs, _TABS.values(), strict=True):
        if tab.open:
            with tab, guarded(f"what stands behind {metric.id}"):
                draw(view, cell, result)
    if pin.open:
        with pin, guarded(f"the way of {metric.id} into a notebook"):
            pin_form(view, cell, key, beside)


def _definition(view: View, cell: Cell, result: Result) -> None:
    definition(metric_named(cell.metric))
    _this_answer(result)


def _settings(view: View, cell: Cell, result: Result) -> None:
    choices(view, cell)


def _data(view: View, cell: Cell, result: Result) -> None:
    rows_panel(view, cell, result)


def _sql(view: View, cell: Cell, result: Result) -> None:
    if not result.sql:
        st.caption("No SQL ran: a table is missing.")
    for statement in result.sql:
        st.code(statement.strip(), language="sql", height=300)


def _benchmarks(view: View, cell: Cell, result: Result) -> None:
    benchmark_form(view, cell, result)


_TABS: Mapping[str, Callable[[View, Cell, Result], None]] = {
    "Definition": _definition,
    "Settings": _settings,
    "Data": _data,
    "SQL": _sql,
    "Benchmarks": _benchmarks,
}


def definition(metric: Metric) -> None:
    """What the metric says, how each variant of it counts, and which variants are refused."""
    st.markdown(f"{plain(metric.definition)}")
    st.code(metric.formula, language=None, wrap_lines=True)
    if metric.interval:
        st.caption(plain(f"Interval (95 %): {metric.interval}"))
    for variant in metric.variants:
        name = variant.name.replace("_", " ")
        st.markdown(f"- **{plain(name)}** ({plain(variant.whose)}): {plain(variant.definition)}")
    for refused in metric.refused:
        st.markdown(f"- **Not offered: {plain(refused.variant)}.** {plain(refused.reason)}")
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
