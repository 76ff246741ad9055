"""Links to this app, as others can open them, and whether they can."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import ip_address
from urllib.parse import urlencode, urlsplit, urlunsplit

import streamlit as st

from csm_ui.visitor.hosting import hosting


def link_to(pairs: Iterable[tuple[str, str]], page: str | None = None) -> str:
    """The address of a page, the present one without a name, with these names and values. It begins with what the
    host says of itself, else with what stands in this visitor's browser."""
    here = urlsplit(st.context.url or "")
    public = hosting().public_url
    above, _, name = here.path.rpartition("/")
    start = public if public else urlunsplit((here.scheme, here.netloc, above, "", ""))
    return f"{start}/{name if page is None else page}?{urlencode(list(pairs))}"


def is_of_this_computer() -> bool:
    """Whether links open nowhere but on the computer that the app runs on."""
    host = urlsplit(hosting().public_url or st.context.url or "").hostname or ""
    try:
        address = ip_address(host)
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
    return address.is_loopback or address.is_unspecified
