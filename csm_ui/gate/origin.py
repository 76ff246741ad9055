"""Origin: whether a request comes from a page of this app, and was meant for it."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.requests import HTTPConnection
from streamlit import config
from streamlit.web.server.starlette.starlette_websocket import is_host_allowed

from csm_ui.visitor.hosting import Hosting


def is_for_this_host(request: HTTPConnection) -> bool:
    """Whether the name in the address is one of this app's (`server.allowedHosts`): a guard against DNS rebinding."""
    return bool(is_host_allowed(request.headers.get("host")))


def is_of_this_app(request: HTTPConnection, settings: Hosting) -> bool:
    """Whether the page that sends the request is the app's own, under the name it was called by or its public one.

    Every browser says so of a websocket and of what changes something; whoever says nothing is no browser.
    """
    origin = urlsplit(request.headers.get("origin", ""))
    if origin.scheme not in ("http", "https") or not origin.netloc:
        return False
    if origin.netloc.lower() == request.headers.get("host", "").lower():
        return True
    public = urlsplit(settings.public_url or "")
    return (origin.scheme, origin.netloc.lower()) == (public.scheme, public.netloc.lower())


def allow_public_name(settings: Hosting) -> None:
    """Let Streamlit know the name under which others reach the app.

    Without it, it would compare a proxy's visitors with this computer's addresses, and ask the internet for one.
    """
    name = urlsplit(settings.public_url or "").hostname
    if not name:
        return
    allowed = list(config.get_option("server.allowedHosts"))
    if allowed and name not in allowed:
        config.set_option("server.allowedHosts", [*allowed, name], "CSM_PUBLIC_URL")
    if not config.is_manually_set("browser.serverAddress"):
        config.set_option("browser.serverAddress", name, "CSM_PUBLIC_URL")
