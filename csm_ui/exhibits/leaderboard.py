"""Leaderboard: the same figure for every segment."""

from __future__ import annotations

from dataclasses import replace

import pyarrow as pa
import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from csm_core import Result, metric_named, registry
from csm_core.charts.words import band_words
from csm_core.facts.queries.attributes import attribute_values, in_natural_order
from csm_core.metrics.compare.headline import headline
from csm_core.metrics.compare.segment_comparison import ENOUGH, Comparison, segment_comparisons
from csm_core.metrics.framework.shown_unit import shown_unit
from csm_core.units import write_value
from csm_ui.exhibits.account_table import right_aligned
from csm_ui.exhibits.ask import answered, remembered
from csm_ui.exhibits.choices import with_choices
from csm_ui.exhibits.menu import menu
from csm_ui.exhibits.show import heading
from csm_ui.visitor.address import choose, chosen
from csm_ui.visitor.cell import Cell, Form
from csm_ui.visitor.view import View
from csm_ui.widgets.trouble import guarded

_AGAINST = "Compared with the others"
_BAR = "Bar"


def by_segment(view: View, cell: Cell) -> None:
    """One figure for every value of an attribute, in the last complete period."""
    if cell.metric not in registry():
        return
    with st.container(border=True), guarded(f"{cell.metric} by segment"):
        title, head = f"{cell.label or metric_named(cell.metric).name} by segment", st.container()
        attribute = _attribute(view, cell)
        if attribute is None:
            with head:
                heading(title)
            st.caption("Load accounts with attributes (plan, region, segment …) to see this.")
            return
        cell = with_choices(cell)
        split = replace(cell.scope or view.scope, split=attribute)
        pinned = replace(cell, scope=split, form=Form.SEGMENTS)
        with head:
            heading(title, lambda: menu(view, pinned, None, "by_segment"))
        result = answered(view, replace(cell, scope=split)).result
        table = _segments(result, cell)
        if table.num_rows == 0:
            st.caption("No segment has a value in this scope.")
            return
        st.dataframe(
            table,
            hide_index=True,
            width="stretch",
            placeholder="",
            key=view.key(f"{cell.metric}.segments"),
            column_config=_formats(table),
        )
        if _AGAINST in table.column_names:
            st.caption(
                "Each segment is compared with all others together. p-values are adjusted for the number of "
                f"comparisons (Holm). Segments with fewer than {ENOUGH} on either side are not compared."
            )


def _formats(table: pa.Table) -> dict[str, ColumnConfig]:
    """The value as a bar beside its number, from zero, where none is below it."""
    values = [value for value in table.column(_BAR).to_pylist() if value is not None]
    top = max(values, default=0.0)
    bar = st.column_config.ProgressColumn("Size", format=" ", min_value=0.0, max_value=top, width="small")
    shown: ColumnConfig | None = bar if values and min(values) >= 0 and top > 0 else None
    # A column without a format of its own is left out.
    return {**right_aligned(("Value", "95 % interval")), _BAR: shown}  # type: ignore[dict-item]


def _attribute(view: View, cell: Cell) -> str | None:
    if view.scope.split:
        return view.scope.split
    offered = list(remembered(view.workspace, "attributes", lambda: attribute_values(view.workspace)))
    if not offered:
        return None
    name = f"{cell.metric}.by"
    wanted = chosen(name)
    key = view.key(f"{name}.picker")
    usual = "Segment" if "Segment" in offered else offered[0]
    st.session_state[key] = wanted if wanted in offered else usual

    def take() -> None:
        picked = str(st.session_state[key])
        choose(name, None if picked == usual else picked)

    return str(st.selectbox("By", offered, key=key, on_change=take, width=260))


def _segments(result: Result, cell: Cell) -> pa.Table:
    """One row a segment with a value, the largest first; equal ones in the natural order of their names."""
    names = {str(name) for name in result.table.column("segment").to_pylist() if name is not None}
    headlines = [
        (name, one)
        for name in sorted(names, key=in_natural_order)
        if (one := headline(result, cell.measure, cell.series, name)) and one.value is not None
    ]
    headlines.sort(key=lambda pair: -pair[1].value if pair[1].value is not None else 0.0)
    currency, unit = result.scope.currency, shown_unit(metric_named(result.metric), result, cell.measure)
    columns: dict[str, list[object]] = {
        "Segment": [name for name, _ in headlines],
        _BAR: [one.value for _, one in headlines],
        "Value": [write_value(one.value, unit, currency) for _, one in headlines],
        "n": [one.n for _, one in headlines],
    }
    if any(one.low is not None for _, one in headlines):
        columns["95 % interval"] = [band_words(one.low, one.high, unit, currency) for _, one in headlines]
    compared = segment_comparisons(result, cell.measure, cell.series)
    if compared:
        columns[_AGAINST] = [comparison_words(compared.get(name)) for name, _ in headlines]
    if any(one.note for _, one in headlines):
        columns["Note"] = [one.note for _, one in headlines]
    return pa.table(columns)


def comparison_words(one: Comparison | None) -> str | None:
    """What is known of a segment against the others; None where it was not compared."""
    if one is None:
        return None
    if one.p is None:
        return "too few to tell"
    if not one.is_certain:
        return "no clear difference"
    p = "p < 0.001" if one.p < 0.001 else f"p {one.p:.3f}" if one.p < 0.01 else f"p {one.p:.2f}"
    return f"{'higher' if one.difference > 0 else 'lower'} than the rest, {p}"
