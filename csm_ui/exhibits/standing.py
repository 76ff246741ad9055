"""The scenario of health that everybody in this workspace uses: what a setting is where nobody tries out another."""

from __future__ import annotations

import streamlit as st

from csm_core import Workspace
from csm_core.metrics.framework.declare import Setting, Value
from csm_core.metrics.health.what_if.scenario import standing_scenarios
from csm_ui.visitor.keys import Key


def standing_settings() -> dict[str, Value]:
    """Names and values of the scenario in use; empty where it is the default."""
    workspace = st.session_state.get(Key.WORKSPACE)
    if not isinstance(workspace, Workspace) or workspace.is_closed:
        return {}
    standing = standing_scenarios(workspace)
    return dict(standing[0].scenario.settings) if standing else {}


def usual_value(setting: Setting) -> Value:
    """What a setting is where nobody tries out another."""
    return standing_settings().get(setting.name, setting.default)
