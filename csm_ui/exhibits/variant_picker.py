"""The picker of a metric's variant: whose definition counts."""

from __future__ import annotations

import streamlit as st

from csm_core.metrics.framework.metric import Metric
from csm_ui.visitor.address import choose
from csm_ui.visitor.cell import Cell
from csm_ui.visitor.view import View


def variant_picker(view: View, metric: Metric, cell: Cell, label: str = "Variant") -> None:
    """Pick one of the metric's variants, for every page and in the address; nothing where there is one alone.

    The state's memory is the address (`<metric>.variant=<name>`), so every picker of a metric says the same.
    """
    if len(metric.variants) == 1:
        return
    key = view.key(f"{metric.id}.variant.picker")
    st.session_state[key] = metric.variant(cell.variant).name

    def take() -> None:
        name = str(st.session_state[key])
        choose(f"{metric.id}.variant", None if name == metric.variants[0].name else name)

    names = {variant.name: f"{variant.name.replace('_', ' ')} ({variant.whose})" for variant in metric.variants}
    st.selectbox(label, list(names), format_func=lambda name: names.get(name, name), key=key, on_change=take)
    st.caption(metric.variant(cell.variant).definition)
