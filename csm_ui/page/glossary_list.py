"""The glossary: what every metric means here, from its own declaration."""

from __future__ import annotations

import streamlit as st

from csm_core import registry
from csm_core.metrics.framework.metric import Metric
from csm_ui.exhibits.details import definition
from csm_ui.widgets.plain import plain

_FEW = 2  # are shown in full
_TALL, _TALLEST = 16, 620  # rows, and pixels


def glossary_list() -> None:
    """Every metric of the registry in one table, narrowed by a word; the one that is picked in full below it."""
    word = st.text_input("Find", key="find", bind="query-params", placeholder="retention, NPS, MRR …").casefold()
    metrics = [metric for metric in registry().values() if word in _searched(metric)]
    if not metrics:
        st.caption(plain(f"No metric matches '{word}'."))
        return
    picked = st.selectbox(
        "Definition of",
        [metric.id for metric in metrics],
        index=None,
        key="glossary.picked",
        format_func=lambda metric: registry()[metric].name,
        placeholder="Pick a metric for its formula, variants and sources",
        width=420,
    )
    chosen = [metric for metric in metrics if metric.id == picked] or (metrics if len(metrics) <= _FEW else [])
    for metric in chosen:
        _entry(metric)
    st.dataframe(
        {
            "Metric": [metric.name for metric in metrics],
            "Family": [metric.family.replace("_", " ").capitalize() for metric in metrics],
            "Question": [metric.question for metric in metrics],
            "Definition": [metric.definition for metric in metrics],
            "Unit": [metric.unit.value for metric in metrics],
            "Needs": [_needs(metric) for metric in metrics],
        },
        hide_index=True,
        width="stretch",
        height="content" if len(metrics) < _TALL else _TALLEST,
        key="glossary.table",
    )


def _searched(metric: Metric) -> str:
    return " ".join(
        [metric.id, metric.name, metric.question, metric.definition, *(one.name for one in metric.variants)]
    ).casefold()


def _needs(metric: Metric) -> str:
    return " and ".join(" or ".join(source.accepted) for source in metric.inputs)


def _entry(metric: Metric) -> None:
    with st.container(border=True):
        st.header(plain(metric.name), anchor=False)
        definition(metric)
        needs = f"Needs: {_needs(metric)}. Unit: {metric.unit.value}. {metric.direction.value.capitalize()}."
        st.caption(plain(needs))
        for example in metric.examples:
            st.caption(plain(f"Worked example: {example.title}."))
        st.code(f"python -m csm_core metric {metric.id} WORKSPACE --json", language="bash", wrap_lines=True)
