"""Gate: what stands before Streamlit on a host. `asgi.py` puts it there."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence

from starlette.middleware import Middleware
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from csm_core.errors import BadValue
from csm_ui.gate import refusal
from csm_ui.gate.caller import Caller, person_of
from csm_ui.gate.headers import guarded_send
from csm_ui.gate.log_mask import mask_logs
from csm_ui.gate.meter import Meter
from csm_ui.gate.origin import allow_public_name, is_for_this_host, is_of_this_app
from csm_ui.visitor.hosting import Hosting, hosting, usual_hosting

_UPLOAD = re.compile(r"/_stcore/upload_file/")
_SIGN_IN, _CALLBACK = re.compile(r"/auth/login$"), re.compile(r"/oauth2callback$")
_HEALTH = re.compile(r"/_stcore/health$")
_SHELL = re.compile(r"/[^./]*$")


def gate() -> Sequence[Middleware]:
    """The middleware of `st.App`; what it needs of the process is set up here."""
    mask_logs()
    allow_public_name(_settings())
    return (Middleware(_Gate),)


class _Gate:
    """Refuses what is not this app's visitor's, or too much; what passes is answered with headers that bind."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._sign_ins, self._callbacks, self._visits, self._uploads = Meter(), Meter(), Meter(), Meter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        settings = _settings()
        request = HTTPConnection(scope)
        caller = Caller.of(request, settings)
        send = guarded_send(send, scope["path"], caller.is_secure, settings)
        refused = self._refused(request, caller, settings)
        # From here on it is the address that limits go by, also in what the app itself asks.
        scope["client"] = (caller.network, 0)
        await (refused or self._app)(scope, receive, send)

    def _refused(self, request: HTTPConnection, caller: Caller, settings: Hosting) -> Response | None:
        path, method = request.scope["path"], request.scope.get("method", "")
        host = request.headers.get("host", "")
        if not _HEALTH.search(path) and not is_for_this_host(request):
            return refusal.misdirected(host)
        is_visit = request.scope["type"] == "websocket"
        changes = is_visit or method not in ("GET", "HEAD", "OPTIONS")
        if changes and not is_of_this_app(request, settings):
            return refusal.foreign(host)
        limits, now = settings.requests, time.monotonic()
        if _SIGN_IN.search(path):
            return _over(self._sign_ins.take(caller.network, limits.sign_ins, now))
        if _CALLBACK.search(path):
            # Apart: who asks to sign in again and again keeps nobody from coming back from the provider.
            return _over(self._callbacks.take(caller.network, limits.sign_ins, now))
        is_upload = changes and _UPLOAD.search(path) is not None
        is_shell = method == "GET" and _SHELL.search(path) is not None
        if not (is_upload or is_visit or is_shell):
            return None
        person = person_of(request, settings)
        who = person or caller.network
        if is_upload:
            # What was dropped is held in memory before the app is asked whose it is.
            if settings.workspaces and person is None:
                return refusal.signed_out()
            return _over(self._uploads.take(who, limits.uploads, now))
        if is_visit:
            return _over(self._visits.take(who, limits.visits, now))
        # The page would only wait for a connection that it is refused.
        return _over(self._visits.seconds_to_wait(who, limits.visits, now))


def _over(seconds: float) -> Response | None:
    return refusal.too_many(seconds) if seconds else None


def _settings() -> Hosting:
    """How the host is set up; where a setting can't be used, which the app says on its screen, as it usually is."""
    try:
        return hosting()
    except BadValue:
        return usual_hosting()
