"""Busy: what a visitor sees for whom there is no place yet, until there is one."""

from __future__ import annotations

import streamlit as st

from csm_core.text.plural import plural
from csm_ui.visitor.hosting import hosting
from csm_ui.visitor.identity import person
from csm_ui.visitor.seats import LOOK_AGAIN_SECONDS, place_in_queue


def wait_for_a_place(is_for_all: bool) -> None:
    """Nothing where the visitor has a place; for anybody else the page ends here, and opens when she gets one.

    Unless the page `is_for_all`, whoever has to sign in does so first: strangers take no place.

    Raises
    ------
    CsmError
        When the host is not set up so that anybody can be let in.
    """
    settings = hosting()
    if settings.workspaces and not is_for_all:
        person(settings)
    if not place_in_queue():
        return
    st.title("Busy, try again soon", anchor=False)
    st.write(
        f"This server takes {plural(settings.most_visitors, 'visitor')} at once, and all places are taken. "
        "Your data and links are safe."
    )
    _look_again()
    st.stop()


@st.fragment(run_every=LOOK_AGAIN_SECONDS)
def _look_again() -> None:
    number = place_in_queue()
    if not number:
        st.rerun()
    where = "You are next in the queue" if number == 1 else f"You are number {number} in the queue"
    st.info(
        f"{where}. Keep this page open: it tries again every {LOOK_AGAIN_SECONDS} seconds, and continues as soon as "
        "somebody leaves.",
        icon=":material/hourglass_top:",
    )
    st.button("Try again now", icon=":material/refresh:")
