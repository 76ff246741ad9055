"""How values become points: the rules of every component, behind one disclosure, each with what it does."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import streamlit as st

from csm_core import CsmError
from csm_core.metrics.framework.declare import Setting
from csm_core.metrics.health.components.points import thresholds_of
from csm_core.metrics.health.what_if.effects import without_component, without_rules
from csm_core.metrics.health.what_if.scenario import SCENARIO_SETTINGS
from csm_core.metrics.health.what_if.what_if import WhatIf
from csm_core.scoring.components import COMPONENTS, Component
from csm_core.scoring.normalise import MISSING
from csm_core.scoring.weights import shares
from csm_ui.exhibits.standing import usual_value
from csm_ui.health.attribute_form import attribute_form
from csm_ui.health.weights_form import Asked
from csm_ui.visitor.address import choose, chosen
from csm_ui.visitor.view import View
from csm_ui.widgets.plain import plain
from csm_ui.widgets.trouble import guarded

_SETTINGS = {setting.name: setting for setting in SCENARIO_SETTINGS}
_WORDS = {
    "as_all": "As for all",
    "thresholds": "Along the points",
    "percentile": "By rank in the portfolio",
    "percentile_in_segment": "By rank in the segment",
    "min_max": "Between lowest and highest value",
    "reweight": "Weigh what is known",
    "neutral": "Count it as 50",
    "worst": "Count it as 0",
    "up": "More is healthier",
    "down": "Less is healthier",
}
_REFUSED = "health.rules.refused"
_FOR_ALL = ("red_below", "green_from", "normalise", "missing")
_LABELS = {
    "red_below": "At risk below",
    "green_from": "Healthy from",
    "normalise": "From values to points",
    "missing": "Without data",
    "rule": "From values to points",
    "points": "Value = points",
    "direction": "Direction",
    "stale": "Too old after (days)",
}


def components_form(view: View, asked: Asked) -> None:
    """The disclosure: bands and rules for all, what each component does, and the rules of one of them."""
    more = st.expander("How values become points, and the band limits", key="health.rules", on_change="rerun")
    if not more.open:
        return
    with more, guarded("the rules of the components"):
        refused = st.session_state.pop(_REFUSED, None)
        if refused:
            st.warning(plain(str(refused)))
        with st.grid(4, min_column_width=200):
            for name in _FOR_ALL:
                _field(view, _SETTINGS[name], _LABELS[name])
        st.subheader("Components and their effect", anchor=False)
        st.table(_overview(asked.answer), border="horizontal", hide_index=True)
        _one(view, asked.answer)
        attribute_form(view, asked.answer)


def _overview(what_if: WhatIf) -> pa.Table:
    tenths = what_if.now.today.tenths
    coverage = np.count_nonzero(tenths != MISSING, axis=0) / max(len(tenths), 1)
    parts = shares(what_if.now.choice.weights)
    moved = [
        "—" if not weight else f"{without_component(what_if, index):,}"
        for index, weight in enumerate(what_if.now.choice.weights)
    ]
    return pa.table(
        {
            "Component": [plain(one.name) for one in what_if.components],
            "Share": [f"{part} %" for part in parts],
            "Known for": [f"{share * 100:.0f} %" for share in coverage.tolist()],
            "Value = points": [plain(_points(one)) for one in what_if.components],
            "Change band without it": moved,
        }
    )


def _points(component: Component) -> str:
    text = chosen(f"points.{component.id}")
    if text is None:
        text = " ".join(f"{value:g}={points:g}" for value, points in component.points)
    return text + (f" {component.unit}" if component.unit else "")


def _one(view: View, what_if: WhatIf) -> None:
    names = {one.id: one.name for one in COMPONENTS}
    component_id = st.selectbox(
        "Change the rules of",
        list(names),
        format_func=names.__getitem__,
        key=view.key("health.rules.of"),
        width=320,
    )
    component = next(one for one in COMPONENTS if one.id == component_id)
    st.caption(plain(_about(component)))
    with st.grid(5, min_column_width=170):
        for kind in ("rule", "points", "direction", "missing", "stale"):
            _field(view, _SETTINGS[f"{kind}.{component_id}"], _LABELS[kind])
    st.markdown(plain(_effect(what_if, component)))


def _about(component: Component) -> str:
    window = f" Looks back {component.window_days} days." if component.window_days is not None else ""
    return (
        f"{component.meaning}.{window} 'Value = points' ({component.unit}): linear between the values, flat beyond; "
        "write ' | 6: …' for other points from 6 months of tenure on."
    )


def _effect(what_if: WhatIf, component: Component) -> str:
    """What these rules do, against the usual rules of the component with everything else as it is."""
    index = [one.id for one in what_if.components].index(component.id)
    effect = without_rules(what_if, component.id)
    coverage = (
        100
        * np.count_nonzero(what_if.now.today.tenths[:, index] != MISSING)
        / max(len(what_if.matrix.account_ids), 1)
    )
    if effect is None:
        return f"Default rules; known for {coverage:.0f} % of the accounts."
    moved = f"{effect.moved:,} accounts change" if effect.moved != 1 else "1 account changes"
    return (
        f"Custom rules: known for {coverage:.0f} % of the accounts instead of {effect.known_before * 100:.0f} %; "
        f"{moved} band because of them."
    )


def _field(view: View, setting: Setting, label: str) -> None:
    key = view.key(f"health.set.{setting.name}")
    text = chosen(setting.name)
    try:
        st.session_state[key] = usual_value(setting) if text is None else setting.read(text)
    except CsmError:
        st.session_state[key] = setting.default

    def take() -> None:
        new = st.session_state[key]
        if isinstance(new, str):
            new = new.strip()
        try:
            _check(setting, new)
        except CsmError as error:
            st.session_state[_REFUSED] = str(error)
            return
        choose(setting.name, None if new in (usual_value(setting), "") else str(new))

    if isinstance(setting.default, int):
        low, high = _range(setting.allowed)
        st.number_input(label, low, high, step=1, key=key, on_change=take, help=plain(setting.meaning))
    elif setting.allowed:
        options = [str(option) for option in setting.allowed]
        st.selectbox(
            label,
            options,
            key=key,
            on_change=take,
            format_func=lambda option: _WORDS.get(option, option),
            help=plain(setting.meaning),
        )
    else:
        st.text_input(label, key=key, on_change=take, help=plain(setting.meaning))


def _check(setting: Setting, value: object) -> None:
    """Points are read when the score is made; what is no points is refused before it gets there."""
    if setting.name.startswith("points.") and value:
        thresholds_of(setting.name, str(value))


def _range(allowed: Sequence[object] | None) -> tuple[int, int]:
    low, high = allowed or (0, 100)
    return int(str(low).split(".")[0]), int(str(high).split(".")[0])
