"""Refusal: a page that says why a request is not answered, and when to try again."""

from __future__ import annotations

from html import escape
from math import ceil

from starlette.responses import HTMLResponse

from csm_core.text.plural import plural

_PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title} · CSM Notebook</title>
<style>
:root {{ color-scheme: light dark }}
body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 34rem; margin: 18vh auto 0; padding: 0 1.25rem }}
h1 {{ font-size: 1.4rem }}
</style></head><body><h1>{title}</h1><p>{words}</p></body></html>
"""


def too_many(seconds: float) -> HTMLResponse:
    """There were more than the host allows in a minute; from `seconds` on there may be more."""
    wait = max(1, ceil(seconds))
    words = f"This app was asked more often than it allows. Reload the page in {plural(wait, 'second')}."
    return _page(429, "Too many requests", words, {"Retry-After": str(wait)})


def foreign(host: str) -> HTMLResponse:
    """The request was sent by another site's page, or by no browser."""
    return _page(403, "Not from here", f"This request didn't come from a page of {host or 'this app'}.")


def misdirected(host: str) -> HTMLResponse:
    """The app is called by a name that it doesn't go by."""
    words = (
        f"This app isn't served under {host or 'this name'}. Whoever hosts it names it in CSM_PUBLIC_URL or "
        "STREAMLIT_SERVER_ALLOWED_HOSTS."
    )
    return _page(421, "Another address", words)


def signed_out() -> HTMLResponse:
    """Only people who are signed in may do this."""
    return _page(401, "Sign in first", "Sign in to upload files.")


def _page(status: int, title: str, words: str, headers: dict[str, str] | None = None) -> HTMLResponse:
    return HTMLResponse(_PAGE.format(title=escape(title), words=escape(words)), status, headers)
