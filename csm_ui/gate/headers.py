"""Headers: what a browser may do with an answer, and that cookies travel by TLS alone where there is TLS."""

from __future__ import annotations

import re
from base64 import b64encode
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files

from starlette.datastructures import MutableHeaders
from starlette.types import Message, Send

from csm_ui.visitor.hosting import Hosting

_INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_YEAR_SECONDS = 365 * 24 * 3600
_STARTS = ("http.response.start", "websocket.http.response.start", "websocket.accept")
_ALWAYS = {
    # A snapshot's link is its key.
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def guarded_send(send: Send, path: str, is_secure: bool, settings: Hosting) -> Send:
    """`send`, with the headers that every answer has."""

    async def guarded(message: Message) -> None:
        if message["type"] in _STARTS:
            headers = MutableHeaders(scope=message)
            headers.update(_ALWAYS)
            headers["Content-Security-Policy"] = content_policy(settings.frame_ancestors)
            if "/media/" in path and "/static/" not in path:
                headers["Cache-Control"] = "private, no-store"
            if is_secure:
                headers["Strict-Transport-Security"] = f"max-age={_YEAR_SECONDS}"
                message["headers"] = [(name, _secure(name, value)) for name, value in message["headers"]]
        await send(message)

    return guarded


@lru_cache(maxsize=8)
def content_policy(frame_ancestors: str) -> str:
    """The Content-Security-Policy: this app's own files, and no text that becomes script.

    Charts need no `unsafe-eval`: Streamlit lets Vega interpret its expressions. `wasm-unsafe-eval` is for the
    arithmetic of Streamlit's messages, and compiles WebAssembly alone. `blob:` is how Streamlit loads the script of a
    component, such as the board of weights; only a script can make one. Styles stay `unsafe-inline`, since Streamlit
    writes them while it draws.
    """
    rules = {
        "default-src": "'self'",
        "script-src": " ".join(("'self'", "blob:", "'wasm-unsafe-eval'", *_inline_hashes())),
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data:",
        "font-src": "'self' data:",
        "connect-src": "'self'",
        "worker-src": "'self'",
        "frame-src": "'none'",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": frame_ancestors,
    }
    return "; ".join(f"{name} {sources}" for name, sources in rules.items())


def _inline_hashes() -> list[str]:
    """The scripts that stand in Streamlit's page itself, each by its hash."""
    page = files("streamlit").joinpath("static", "index.html").read_text("utf-8")
    digests = (sha256(script.encode()).digest() for script in _INLINE_SCRIPT.findall(page))
    return [f"'sha256-{b64encode(digest).decode()}'" for digest in digests]


def _secure(name: bytes, value: bytes) -> bytes:
    is_open = name.lower() == b"set-cookie" and b"; secure" not in value.lower()
    return value + b"; Secure" if is_open else value
