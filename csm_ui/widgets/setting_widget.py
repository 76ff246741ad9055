"""The widget of one setting of a metric."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from csm_core.metrics.framework.declare import Setting, Value


def setting_widget(setting: Setting, value: Value, key: str, take: Callable[[], None]) -> None:
    """Show `value` and let it be changed; `take` is called with the new one in the session under `key`."""
    st.session_state[key] = value
    label = setting.meaning + (f" ({setting.unit})" if setting.unit else "")
    if isinstance(setting.default, bool):
        st.toggle(label, key=key, on_change=take)
    elif isinstance(setting.default, int):
        low, high = _range(setting)
        st.number_input(
            label,
            None if low is None else int(low),
            None if high is None else int(high),
            step=1,
            key=key,
            on_change=take,
        )
    elif isinstance(setting.default, float):
        low, high = _range(setting)
        st.number_input(label, low, high, key=key, on_change=take)
    elif setting.allowed:
        st.selectbox(label, [str(choice) for choice in setting.allowed], key=key, on_change=take)
    else:
        st.text_input(label, key=key, on_change=take)


def _range(setting: Setting) -> tuple[float | None, float | None]:
    if setting.allowed is None:
        return None, None
    low, high = setting.allowed[0], setting.allowed[1]
    return float(low), float(high)
