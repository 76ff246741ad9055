"""Why the score moved over the last period, as a way from where it stood to where it stands."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from csm_core import registry
from csm_core.charts.words import period_words
from csm_ui.exhibits.show import exhibit
from csm_ui.health.band_changes_table import band_changes_table
from csm_ui.visitor.cell import Cell
from csm_ui.visitor.view import View
from csm_ui.widgets.plain import plain

_METRIC = "score_change"


def score_change_panel(view: View, account_id: str | None = None) -> None:
    """Behind a disclosure: the portfolio's mean score, or one account's, over the last complete period."""
    if _METRIC not in registry():
        return
    scope = view.resolved
    periods = scope.periods()
    complete = [period for period in periods if period.complete] or periods[-1:]
    if not complete:
        return
    last = complete[-1]
    words = period_words(last.start, scope.calendar)
    key = view.key(f"{_METRIC}.shown")
    moved = "the score" if account_id else "bands and scores"
    more = st.expander(plain(f"Why {moved} moved in {words}"), key=key, on_change="rerun")
    if not more.open:
        return
    with more:
        if account_id is None:
            band_changes_table(view, last)
        last_period = replace(scope, start=last.start, end=last.end, split=None if account_id else scope.split)
        settings = (("account", account_id),) if account_id else ()
        exhibit(view, Cell(_METRIC, scope=last_period, settings=settings))
        st.caption("For another period, change the dates or 'Interval' on the left.")
