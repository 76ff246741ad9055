"""Caller: whose request it is, from which address, and whether it came by TLS."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection
from streamlit.auth_util import get_cookie_with_chunks
from streamlit.web.server.server_util import get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from csm_ui.visitor.hosting import Hosting
from csm_ui.visitor.identity import address_of, has_ended, may_come_in

# Whoever calls by a proxy that the host did not speak of; all of them count as one.
_BEHIND_A_PROXY = "behind a proxy"
_IPV6_NETWORK = 64


@dataclass(frozen=True, slots=True)
class Caller:
    """Where a request came from. `address` is an IP address, or a word where only the host's proxy knows it."""

    address: str
    is_secure: bool

    @classmethod
    def of(cls, request: HTTPConnection, settings: Hosting) -> Caller:
        """As the connection says, or the headers of as many proxies as the host has (CSM_PROXIES).

        What further headers say, anybody may have written: without the setting, they are not believed.
        """
        forwarded = _parts(request, "x-forwarded-for")
        client = request.client.host if request.client else ""
        if settings.proxies:
            address = forwarded[-settings.proxies] if len(forwarded) >= settings.proxies else client
        else:
            # The server itself believes such a header from this computer, so that `client` may be made up.
            address = _BEHIND_A_PROXY if forwarded else client
        return cls(address, _is_secure(request, settings))

    @property
    def network(self) -> str:
        """What counts as one caller: an IPv4 address, or the network that a household gets of IPv6 (RFC 6177)."""
        address = _ip(self.address)
        if address is None:
            return self.address
        if not isinstance(address, IPv6Address):
            return str(address)
        return str(address.ipv4_mapped or ip_network((int(address), _IPV6_NETWORK), strict=False))


def person_of(request: HTTPConnection, settings: Hosting) -> str | None:
    """The address of whoever is signed in, by the cookie that Streamlit signed; None for anybody else."""
    secret = get_cookie_secret()
    if settings.workspaces is None or not secret:
        return None

    def unsigned(name: str) -> bytes | None:
        value = request.cookies.get(name)
        return None if value is None else decode_signed_value(secret, name, value.encode("latin-1", "replace"))

    text = get_cookie_with_chunks(unsigned, USER_COOKIE_NAME)
    try:
        claims = json.loads(text) if text else None
    except ValueError:
        return None
    if not isinstance(claims, dict) or claims.get("is_logged_in") is not True:
        return None
    address = address_of(claims.get("email"))
    ended = has_ended(claims.get("iat"), settings.session_hours, datetime.now(UTC).timestamp())
    return address if not ended and may_come_in(address, claims.get("email_verified"), settings) else None


def _ip(text: str) -> IPv4Address | IPv6Address | None:
    """An IP address, also as some proxies write it, with a port behind it."""
    for read in (str, lambda given: urlsplit(f"//{given}").hostname or ""):
        with suppress(ValueError):
            return ip_address(read(text))
    return None


def _is_secure(request: HTTPConnection, settings: Hosting) -> bool:
    public = urlsplit(settings.public_url or "")
    if public.scheme == "https" and request.headers.get("host", "").lower() == public.netloc.lower():
        return True
    protocols = _parts(request, "x-forwarded-proto") if settings.proxies else ()
    scheme = protocols[-1] if protocols else str(request.scope.get("scheme", ""))
    return scheme.lower() in ("https", "wss")


def _parts(request: HTTPConnection, name: str) -> list[str]:
    """The values of a header that each proxy adds to."""
    return [part.strip() for value in request.headers.getlist(name) for part in value.split(",") if part.strip()]
