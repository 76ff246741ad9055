"""The sidebar's calendar: on which day weeks begin, in which month years do, and what of it the workspace keeps."""

from __future__ import annotations

import streamlit as st

from csm_core import Workspace
from csm_core.periods import Month, Weekday
from csm_core.store.saved_calendar import KeptCalendar
from csm_ui.visitor.keys import Key
from csm_ui.visitor.session import time_now


def calendar_pairs(workspace: Workspace) -> tuple[tuple[str, str], ...]:
    """Draw the two choices; both as names and values of an address, as the workspace says where nothing is chosen."""
    kept = KeptCalendar.of(workspace)
    with st.expander("Calendar"):
        week = st.selectbox(
            "Weeks begin on",
            [day.value for day in Weekday],
            index=None,
            key=Key.WEEK_START,
            bind="query-params",
            placeholder=kept.week_start.value,
        )
        year = st.selectbox(
            "Fiscal years begin in",
            [month.value for month in Month],
            index=None,
            key=Key.FISCAL_START,
            bind="query-params",
            placeholder=kept.fiscal_start.value,
            help="Quarters begin with it, too. A fiscal year is called by the year in which it ends: from April on, "
            "FY 2026 ends in March 2026. Months stay as they are.",
        )
        pairs = (
            (Key.WEEK_START.value, str(week or kept.week_start)),
            (Key.FISCAL_START.value, str(year or kept.fiscal_start)),
        )
        _keep(workspace, kept, pairs)
    return pairs


def _keep(workspace: Workspace, kept: KeptCalendar, pairs: tuple[tuple[str, str], ...]) -> None:
    shown = KeptCalendar(Weekday(pairs[0][1]), Month(pairs[1][1]))
    if shown == kept:
        return

    def keep() -> None:
        shown.keep(workspace, time_now())
        # What the workspace keeps need not stand in the address.
        st.session_state[Key.WEEK_START] = st.session_state[Key.FISCAL_START] = None

    st.caption("Applies to this session and its links.")
    st.button("Keep for this workspace", on_click=keep, disabled=workspace.is_read_only)
