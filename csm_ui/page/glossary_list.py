"""The glossary: what every metric means here, from its own declaration."""

from __future__ import annotations

import streamlit as st

from csm_core import registry
from csm_core.metrics.framework.metric import Metric
from csm_ui.exhibits.details import definition
from csm_ui.widgets.plain import plain


def glossary_list() -> None:
    """Every metric of the registry, family by family, narrowed by a word."""
    word = st.text_input("Find", key="find", bind="query-params", placeholder="retention, NPS, MRR …").casefold()
    metrics = [metric for metric in registry().values() if word in _searched(metric)]
    if not metrics:
        st.caption(plain(f"No metric matches '{word}'."))
    for family in dict.fromkeys(metric.family for metric in metrics):
        st.header(family.capitalize(), anchor=False)
        for metric in metrics:
            if metric.family == family:
                _entry(metric, expanded=len(metrics) <= 2)


def _searched(metric: Metric) -> str:
    return " ".join(
        [metric.id, metric.name, metric.question, metric.definition, *(one.name for one in metric.variants)]
    ).casefold()


def _entry(metric: Metric, expanded: bool) -> None:
    with st.expander(plain(f"{metric.name} — {metric.question}"), expanded=expanded):
        definition(metric)
        tables = " and ".join(" or ".join(source.accepted) for source in metric.inputs)
        st.caption(plain(f"Needs: {tables}. Unit: {metric.unit.value}. {metric.direction.value.capitalize()}."))
        for example in metric.examples:
            st.caption(plain(f"Worked example: {example.title}."))
        st.code(f"python -m csm_core metric {metric.id} WORKSPACE --json", language="bash", wrap_lines=True)
