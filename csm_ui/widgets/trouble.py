"""Errors on a screen: what the reader can mend in words, a bug of ours with a number to report and no data."""

from __future__ import annotations

import logging
import secrets
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from csm_core import CsmError
from csm_ui.widgets.plain import plain

_LOG = logging.getLogger("csm_ui")


@contextmanager
def guarded(what: str) -> Iterator[None]:
    """Draw what is inside; where it fails, say so in its place, and let the rest of the page stand.

    `what` is our own word for it ('the picture of nps'). Only places in code are logged: an error's own text
    may hold customers' data.
    """
    try:
        yield
    except CsmError as error:
        st.warning(plain(str(error)))
    except Exception as error:
        st.error(bug_words(what, error))


def bug_words(what: str, error: BaseException) -> str:
    """What is shown of a bug of ours, under a number by which whoever runs the app finds it in the log."""
    reference = secrets.token_hex(4)
    places = " < ".join(
        f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno} {frame.name}"
        for frame in reversed(traceback.extract_tb(error.__traceback__))
    )
    _LOG.error("bug %s in %s: %s at %s", reference, what, type(error).__name__, places)
    return f"This part can't be shown because of a bug in the app, not your data. Reference for the log: {reference}"
