"""Choices that are kept in the address beside the Scope: settings, variants, the account that is looked at."""

from __future__ import annotations

import streamlit as st

from csm_core.metrics.framework.declare import setting_name
from csm_ui.visitor.keys import Key


def changed_settings() -> None:
    """Every setting that differs from its usual value, as a chip that can be taken away.

    The chips are the settings' one memory: bound to the address as `set=name=value`, the words of the command
    line, they hold on every page, and Back, reload and links bring them back. So they are drawn even when empty.
    """
    st.multiselect(
        "Changed settings",
        list(st.session_state.get(Key.SET) or st.query_params.get_all(Key.SET)),
        key=Key.SET,
        bind="query-params",
        accept_new_options=True,
        placeholder="None",
        help="These settings differ from the defaults, on every page. Remove one to restore its default.",
    )


def chosen(name: str) -> str | None:
    """What was chosen for `name`; None where it is as usual."""
    return _settings().get(name)


def changed_pairs() -> tuple[tuple[str, str], ...]:
    """Every setting that differs from its usual value, in order of names."""
    return tuple(sorted(_settings().items()))


def choose(name: str, value: str | None) -> None:
    """Choose a value; None goes back to the usual one. To be called before the sidebar is drawn: in a callback."""
    settings = {key: text for key, text in _settings().items() if key != name}
    if value is not None:
        settings[name] = value
    st.session_state[Key.SET] = [f"{key}={text}" for key, text in settings.items()]


def _settings() -> dict[str, str]:
    pairs = st.session_state.get(Key.SET) or []
    settings = dict(str(pair).split("=", 1) for pair in pairs if "=" in str(pair))
    return {setting_name(name): text for name, text in settings.items()}


def chosen_account() -> str | None:
    """The account that the address names."""
    return st.query_params.get(Key.ACCOUNT)


def choose_account(account_id: str | None) -> None:
    """Write the account into the address."""
    if account_id is None:
        st.query_params.pop(Key.ACCOUNT, None)
    else:
        st.query_params[Key.ACCOUNT] = account_id


def pairs() -> tuple[tuple[str, str], ...]:
    """Every name and value in the address, repeated names as often as they are there."""
    return tuple((name, value) for name in st.query_params for value in st.query_params.get_all(name))
