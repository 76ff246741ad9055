"""Weights from your history: what would have told best who leaves, its honest check, and a button to take them."""

from __future__ import annotations

from dataclasses import replace

import pyarrow as pa
import streamlit as st

from csm_core import Result, registry
from csm_core.scoring.weights import shares
from csm_ui.exhibits.ask import answer
from csm_ui.exhibits.choices import with_choices
from csm_ui.exhibits.details import details
from csm_ui.health.weights_form import Asked, take_weights
from csm_ui.visitor.cell import Cell
from csm_ui.visitor.view import View
from csm_ui.widgets.plain import plain
from csm_ui.widgets.trouble import guarded

_METRIC = "suggested_weights"
_WHO = {"suggested": "Suggested", "current": "Yours now", "equal": "All equal"}


def suggested_panel(view: View, asked: Asked) -> None:
    """Behind a disclosure, as the fit takes a moment; nothing is applied but by the button."""
    if _METRIC not in registry():
        return
    key = view.key(f"{_METRIC}.behind")
    more = st.expander("Weights from your history, and whether they are better", key=key, on_change="rerun")
    if not more.open:
        return
    with more, guarded("the suggested weights"):
        cell = with_choices(Cell(_METRIC))
        # One control for how far ahead is looked, for the replay and for what is learned from it.
        settings = dict(cell.settings) | {"horizon_days": asked.answer.history.horizon_days}
        cell = replace(cell, settings=tuple(sorted(settings.items())))
        result = answer(view, cell)
        for index, note in enumerate(result.notes):
            if index:
                st.caption(plain(note))
            else:
                st.markdown(f"**{plain(note)}**")
        _suggestion(view, asked, result)
        details(view, cell, result)


def _suggestion(view: View, asked: Asked, result: Result) -> None:
    by_component = _by(result, "weight")
    values = [by_component[one.name][0] if one.name in by_component else None for one in asked.answer.components]
    # Without a fit no component has a value; with one, those that it was not fitted to have a weight of 0.
    weights = tuple(0 if value is None else round(value) for value in values)
    if not any(weights):
        return
    left, right = st.columns(2, gap="large")
    with left:
        columns = _share_columns(asked, weights, by_component, _by(result, "chosen_in"))
        st.table(pa.table(columns), border="horizontal", hide_index=True)
    with right:
        tried = _by(result, "auc")
        columns = {
            "Tested on later losses": [word for name, word in _WHO.items() if name in tried],
            "AUC (0.5 is chance)": [_interval(tried[name]) for name in _WHO if name in tried],
        }
        st.table(pa.table(columns), border="horizontal", hide_index=True)
        st.caption(
            "Chosen in: the share of random samples of your accounts (drawn with replacement) in which the "
            "component keeps a weight. One that is chosen in few samples may owe it to chance."
        )
        st.button(
            "Apply these weights",
            key=view.key("health.suggested.take"),
            on_click=take_weights,
            args=(asked.answer, weights),
            disabled=weights == asked.answer.now.choice.weights,
            help="Undo restores yours.",
        )


Estimate = tuple[float | None, float | None, float | None]


def _share_columns(
    asked: Asked, weights: tuple[int, ...], suggested: dict[str, Estimate], chosen: dict[str, Estimate]
) -> dict[str, list[str]]:
    """What each component would weigh, with its interval, beside what it weighs."""
    present = shares(asked.answer.now.choice.weights)
    rows = [
        (
            plain(one.name),
            f"{weight} %{_range(suggested.get(one.name))}",
            _percent(chosen.get(one.name)),
            f"{current} %",
        )
        for one, weight, current in zip(asked.answer.components, weights, present, strict=True)
        if weight or current
    ]
    names = ("Component", "Suggested share", "Chosen in", "Your share")
    return {name: [row[index] for row in rows] for index, name in enumerate(names)}


def _by(result: Result, measure: str) -> dict[str, Estimate]:
    return {
        str(row["series"]): (row["value"], row["low"], row["high"])
        for row in result.table.to_pylist()
        if row["measure"] == measure
    }


def _range(interval: Estimate | None) -> str:
    if interval is None or interval[1] is None or interval[2] is None:
        return ""
    return f" ({interval[1]:.0f} to {interval[2]:.0f})"


def _percent(interval: Estimate | None) -> str:
    return "—" if interval is None or interval[0] is None else f"{interval[0] * 100:.0f} % of samples"


def _interval(interval: Estimate) -> str:
    value, low, high = interval
    if value is None:
        return "—"
    return f"{value:.2f}" + ("" if low is None or high is None else f" ({low:.2f} to {high:.2f})")
