"""Who the visitor is, where the app asks for it: sign-in by OpenID Connect, and who is let in."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from csm_core.errors import NotAllowed
from csm_ui.visitor.hosting import Hosting
from csm_ui.widgets.plain import plain

# Shorter secrets, and those that stand in examples, could be guessed; who knows it can sign in as anybody.
_SHORTEST_SECRET = 32
_EXAMPLES = ("change", "secret", "example", "replace")


def person(hosting: Hosting) -> str:
    """The address of whoever is signed in; for anybody else the page ends with a way to sign in.

    Raises
    ------
    NotAllowed
        When sign-in is not set up, or safe, on this host.
    """
    trouble = _trouble()
    if trouble:
        raise NotAllowed.on_this_host(trouble)
    if not st.user.is_logged_in:
        _ask()
        st.stop()
    if has_ended(st.user.get("iat"), hosting.session_hours, datetime.now(UTC).timestamp()):
        _ask("Your session has ended. Sign in again to see your workspaces.")
        st.stop()
    address = address_of(st.user.get("email"))
    if not may_come_in(address, st.user.get("email_verified"), hosting):
        st.title("CSM Notebook", anchor=False)
        st.error(plain(f"{address or 'This account'} has no access here. Ask the administrator."))
        st.button("Sign out", on_click=st.logout)
        st.stop()
    return address


def address_of(claim: object) -> str:
    """The address that names a person, in small letters; empty where the claim is no plain address.

    Two different addresses must never become one: a Kelvin sign is a small k once it is lowered.
    """
    text = str(claim or "")
    return text.lower() if text.isascii() and text == text.strip() and text.count("@") == 1 else ""


def may_come_in(address: str, verified: object, hosting: Hosting) -> bool:
    """Whether an address is let in: its provider says that it is verified, and its domain is one of those allowed.

    Some providers write "true" as text, and some say nothing: the host says whether these are trusted. The domain is
    compared whole: evil-example.com is not example.com, and neither is sub.example.com.
    """
    name, _, domain = address.rpartition("@")
    is_verified = verified is True or str(verified).lower() == "true"
    if not name or not domain or not (is_verified or (verified is None and hosting.trusts_unstated_emails)):
        return False
    return not hosting.domains or domain in hosting.domains


def has_ended(signed_in_at: object, hours: int | None, now: float) -> bool:
    """Whether a sign-in is older than the host allows; both times are seconds since 1970.

    The browser keeps it for 30 days in any case. One without a time is of no provider that keeps to the standard.
    """
    if hours is None:
        return False
    return not isinstance(signed_in_at, int | float) or now - signed_in_at > 3600 * hours


def _trouble() -> str | None:
    auth = st.secrets.get("auth") if st.secrets.load_if_toml_exists() else None
    if auth is None:
        return "CSM_WORKSPACES needs sign-in, and there is no [auth] in secrets.toml."
    secret = str(auth.get("cookie_secret") or "")
    if len(secret) < _SHORTEST_SECRET or any(word in secret.lower() for word in _EXAMPLES):
        return f"cookie_secret in secrets.toml must be random, with {_SHORTEST_SECRET} characters or more."
    return None


def _ask(words: str = "Sign in to see your workspaces.") -> None:
    st.title("CSM Notebook", anchor=False)
    st.write(words)
    st.button("Sign in", type="primary", icon=":material/login:", on_click=st.login)
