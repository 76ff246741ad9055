"""What differs from the defaults, said at the head of every page, with the way back."""

from __future__ import annotations

import streamlit as st

from csm_core import registry
from csm_core.metrics.framework.declare import Setting
from csm_core.metrics.health.components.settings import HEALTH_SETTINGS
from csm_core.metrics.money.revenue_settings import REVENUE_SETTINGS
from csm_core.scoring.components import COMPONENTS
from csm_core.scoring.weights import SETTING
from csm_ui.visitor.address import changed_pairs, choose
from csm_ui.widgets.plain import plain

_VARIANT = "variant"
# Whose accounts are listed is a choice of what to look at, and no other variant of a figure.
_NO_TRIAL = ("attention_list.owner",)
_MOST_WORDS = 4


def trial_settings() -> None:
    """A line with each changed setting and a button that takes all of them back; nothing where none is changed."""
    pairs = [pair for pair in changed_pairs() if pair[0] not in _NO_TRIAL]
    if not pairs:
        return
    kind = "Weights being tried" if all(name.startswith(SETTING) for name, _ in pairs) else "Settings being tried"
    words = [_words(name, text) for name, text in pairs]
    if len(words) > _MOST_WORDS:
        words = [*words[:_MOST_WORDS], f"{len(words) - _MOST_WORDS} more"]
    with st.container(horizontal=True, vertical_alignment="center", key="trial"):
        st.markdown(f":orange-background[**{kind}** · {plain(' · '.join(words))}]", width="content")
        st.button(
            "Reset",
            type="tertiary",
            icon=":material/undo:",
            key="trial.reset",
            on_click=_reset,
            args=([name for name, _ in pairs],),
            help="Back to the defaults on every page",
        )


def _reset(names: list[str]) -> None:
    for name in names:
        choose(name, None)


def _words(name: str, text: str) -> str:
    """'Usage trend 60 (default 20)', 'Net revenue retention: ARR', 'At risk below this score: 45'."""
    weighed = next((one for one in COMPONENTS if name == SETTING + one.id), None)
    if weighed is not None:
        return f"{weighed.name} {text} (default {weighed.weight})"
    metric_id, _, setting_name = name.partition(".")
    metric = registry().get(metric_id)
    if metric is not None and setting_name == _VARIANT:
        variant = next((one for one in metric.variants if one.name == text), None)
        return f"{metric.name}: {variant.name.replace('_', ' ') if variant else text}"
    shared: tuple[Setting, ...] = (*HEALTH_SETTINGS, *REVENUE_SETTINGS)
    declared = next((one for one in shared if one.name == name), None)
    if declared is not None:
        return f"{declared.meaning}: {text}"
    if metric is not None:
        meaning = next((one.meaning for one in metric.settings if one.name == setting_name), setting_name)
        return f"{metric.name}, {meaning}: {text}"
    return f"{name}: {text}"
