"""Copying: a read-only copy that is made beside the page, and how far it is."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

import streamlit as st

from csm_core import CsmError
from csm_ui.visitor.keys import Key
from csm_ui.widgets.plain import plain
from csm_ui.widgets.trouble import bug_words

# One after the other: a copy asks as much of the machine as a page does.
_BESIDE = ThreadPoolExecutor(max_workers=1, thread_name_prefix="copy")
_SECONDS = 1.0
Tell = Callable[[float], None]


@dataclass(slots=True)
class Copying:
    """A copy under way. `share` is how much of it is done, 0 to 1."""

    title: str
    link: str
    share: float = 0.0
    made: Future[None] = field(default_factory=Future)


def start_copying(title: str, link: str, make: Callable[[Tell], None]) -> None:
    """Let `make` write the copy beside the page; it says how far it is. `link` opens the copy once it is there."""
    copying = Copying(title, link)

    def tell(share: float) -> None:
        copying.share = share

    copying.made = _BESIDE.submit(make, tell)
    st.session_state[Key.COPYING] = copying


def is_copying() -> bool:
    """Whether a copy of this visitor's is under way, or has just been made."""
    return st.session_state.get(Key.COPYING) is not None


@st.fragment(run_every=_SECONDS)
def copying_progress() -> None:
    """How far the copy is; when it is there, or failed, the page is told so once."""
    copying: Copying | None = st.session_state.get(Key.COPYING)
    if copying is None:
        return
    if not copying.made.done():
        st.progress(copying.share, plain(f"Creating '{copying.title}' … You can go on working."))
        return
    del st.session_state[Key.COPYING]
    error = copying.made.exception()
    if error is None:
        st.session_state[Key.SNAPSHOT_LINK] = copying.link
        st.session_state[Key.NEWS] = f"The copy '{copying.title}' is ready."
    elif isinstance(error, CsmError):
        st.session_state[Key.NEWS] = str(error)
    else:
        st.session_state[Key.NEWS] = bug_words("a copy", error)
    st.rerun()
