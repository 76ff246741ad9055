"""An uploaded number that joins the score: pick it, say which value is worth how many points, give it a weight."""

from __future__ import annotations

import math

import numpy as np
import streamlit as st

from csm_core import CsmError
from csm_core.facts.queries.attributes import attribute_values
from csm_core.metrics.health.components.uploaded_numbers import ATTRIBUTES, attribute_components, attributes_text
from csm_core.metrics.health.what_if.what_if import WhatIf
from csm_core.scoring.components import COMPONENTS
from csm_ui.exhibits.ask import remembered
from csm_ui.visitor.address import choose, chosen
from csm_ui.visitor.view import View
from csm_ui.widgets.plain import plain

_FEWEST = 3
_WEIGHT = 10
_NAME, _POINTS, _REFUSED = "health.add.name", "health.add.points", "health.add.refused"


def attribute_form(view: View, what_if: WhatIf) -> None:
    """Add one, or take one away. Undated numbers count today and are refused in the replay, which says so."""
    present = what_if.components[len(COMPONENTS) :]
    numbers = remembered(view.workspace, "numeric attributes", lambda: _numbers(view))
    offered = [name for name in numbers if name not in {one.name for one in present}]
    for one in present:
        st.button(
            plain(f"Remove '{one.name}' from the score"),
            key=view.key("health.out"),
            on_click=_out,
            args=(one.name,),
        )
    if not offered:
        return
    refused = st.session_state.pop(_REFUSED, None)
    if refused:
        st.warning(plain(str(refused)))
    with st.form("health.attribute", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox("Add an uploaded number", offered, index=None, key=_NAME, placeholder="None", width=260)
        st.text_input("Value = points", key=_POINTS, placeholder="from its distribution", width=260)
        st.form_submit_button("Add", on_click=_add, args=(numbers,))


def _add(numbers: dict[str, str]) -> None:
    name = st.session_state.get(_NAME)
    if name not in numbers:
        return
    points = str(st.session_state.get(_POINTS) or "").strip() or numbers[name]
    text = "; ".join(part for part in (chosen(ATTRIBUTES.name), f"{name}: {_WEIGHT} ({points})") if part)
    try:
        attribute_components({ATTRIBUTES.name: text})
    except CsmError as error:
        st.session_state[_REFUSED] = str(error)
        return
    choose(ATTRIBUTES.name, text)


def _out(name: str) -> None:
    kept = [one for one in attribute_components({ATTRIBUTES.name: chosen(ATTRIBUTES.name) or ""}) if one.name != name]
    choose(ATTRIBUTES.name, attributes_text(tuple(kept)) or None)


def _numbers(view: View) -> dict[str, str]:
    """Attributes of which most values are numbers, each with points from its own spread: the lowest tenth gives 0,
    the highest 100."""
    rules = {}
    for name, values in attribute_values(view.workspace).items():
        numbers = [float(value) for value in values if _is_number(value)]
        if len(numbers) >= _FEWEST and 2 * len(numbers) > len(values) and not set(name) & set(":;()"):
            low, high = np.percentile(numbers, (10, 90)).tolist()
            if low < high:
                rules[name] = f"{low:g}=0 {high:g}=100"
    return rules


def _is_number(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False
