"""Wrong links: how many links of snapshots that open nothing were tried from one address."""

from __future__ import annotations

import time

import streamlit as st

from csm_ui.gate.meter import Meter
from csm_ui.visitor.hosting import Hosting

_WRONG_LINKS = Meter()


def seconds_until_next_link(settings: Hosting) -> float:
    """Seconds until a link is looked at for this visitor; 0.0 where it is now."""
    return _WRONG_LINKS.seconds_to_wait(_address(), settings.requests.wrong_links, time.monotonic())


def note_wrong_link(settings: Hosting) -> None:
    """Count a link that opens nothing."""
    _WRONG_LINKS.take(_address(), settings.requests.wrong_links, time.monotonic())


def _address() -> str:
    # Streamlit has none for visitors on the same computer.
    return st.context.ip_address or "this computer"
