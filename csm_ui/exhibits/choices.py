"""Variant and settings of a metric: read from the address, and changed by the reader."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from csm_core import CsmError, metric_named
from csm_core.metrics.framework.declare import ROLL_UP, Setting, Value
from csm_core.metrics.framework.metric import Metric
from csm_core.metrics.health.components.settings import HEALTH_SETTINGS
from csm_core.metrics.money.revenue_settings import REVENUE_SETTINGS
from csm_ui.exhibits.standing import standing_settings
from csm_ui.exhibits.variant_picker import variant_picker
from csm_ui.visitor.address import choose, chosen
from csm_ui.visitor.cell import Cell
from csm_ui.visitor.view import View
from csm_ui.widgets.plain import plain
from csm_ui.widgets.setting_widget import setting_widget

# These mean the same for every metric that has them, so one choice holds for all and no two figures disagree.
_SHARED = {setting.name for setting in (*REVENUE_SETTINGS, *HEALTH_SETTINGS, ROLL_UP)}
_WEIGHT = "weight."


def address_name(metric: Metric, setting: Setting) -> str:
    """Under which name a setting stands in the address."""
    return setting.name if setting.name in _SHARED else f"{metric.id}.{setting.name}"


def with_choices(cell: Cell) -> Cell:
    """The cell as the address wants it read. What can't be used is left out, and the page says so."""
    metric = metric_named(cell.metric)
    is_scored = any(setting.name.startswith(_WEIGHT) for setting in metric.settings)
    names = {setting.name for setting in metric.settings}
    standing = standing_settings() if is_scored else {}
    settings = {name: value for name, value in standing.items() if name in names} | dict(cell.settings)
    for setting in metric.settings:
        text = chosen(address_name(metric, setting))
        if text is not None:
            try:
                settings[setting.name] = setting.read(text)
            except CsmError as error:
                st.toast(plain(str(error)))
    variant = chosen(f"{metric.id}.variant") or cell.variant
    if variant is not None and variant not in [one.name for one in metric.variants]:
        st.toast(plain(f"{metric.name} has no variant called '{variant}'; the default is shown."))
        variant = cell.variant
    return replace(cell, variant=variant, settings=tuple(sorted(settings.items())))


def choices(view: View, cell: Cell) -> None:
    """The variant picker and the form of settings of a metric."""
    metric = metric_named(cell.metric)
    variant_picker(view, metric, cell)
    given = dict(cell.settings)
    for setting in metric.settings:
        # What counts as one customer is chosen once, in the sidebar.
        if not setting.name.startswith(_WEIGHT) and setting is not ROLL_UP:
            _setting(view, metric, setting, given.get(setting.name, setting.default))
    if any(setting.name.startswith(_WEIGHT) for setting in metric.settings):
        st.caption("Set weights on the board of the Health page.")


def _setting(view: View, metric: Metric, setting: Setting, value: Value) -> None:
    key = view.key(f"{metric.id}.{setting.name}.setting")

    def take() -> None:
        new = st.session_state[key]
        choose(address_name(metric, setting), None if new == setting.default else str(new))

    setting_widget(setting, value, key, take)
