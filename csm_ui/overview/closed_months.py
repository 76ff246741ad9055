"""Closed months: close one, and see what a later load or setting made of its figures."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from functools import partial

import streamlit as st

from csm_core import CsmError, metric_named
from csm_core.closing.closing import (
    KIND,
    Closing,
    close_month,
    closed_months,
    closing_of,
    reopen_month,
    unreadable_months,
)
from csm_core.closing.restated import Restated, causes, restated
from csm_core.metrics.framework.declare import Value
from csm_core.periods import Calendar, Grain, add_months, periods_between
from csm_core.store.saved import Saved
from csm_core.text.plural import plural
from csm_core.units import write_value
from csm_ui.exhibits.account_table import account_table
from csm_ui.exhibits.ask import remembered
from csm_ui.exhibits.download import download_csv
from csm_ui.exhibits.fold import fold
from csm_ui.visitor.address import changed_pairs
from csm_ui.visitor.keys import Key
from csm_ui.visitor.session import time_now
from csm_ui.visitor.view import View
from csm_ui.widgets.plain import plain
from csm_ui.widgets.trouble import guarded

_COLUMNS = {
    "account_name": "Account",
    "part_then": "Counted then",
    "part": "Counted now",
    "contribution": "Changes the figure by",
}


def closed_months_panel(view: View) -> None:
    """Close a month that is over, or open one again; and what became of those that are closed."""
    fold(view, "closed_months", "Closed months", _panel)


def _panel(view: View) -> None:
    with guarded("the closed months"):
        over = _over(view)
        if not over:
            st.caption("No complete month in this data yet.")
            return
        closed = {closing.month: closing for closing in _closed(view)}
        st.caption(
            "Closing a month saves its figures. If a later load or setting changes one, you see it on the pages "
            "and here, with the accounts that explain it."
        )
        month = st.selectbox("Month", over, format_func=lambda day: f"{day:%B %Y}", key="closing.month", width=220)
        reason = _unreadable(view).get(month.isoformat())
        if reason is not None:
            st.warning(plain(_unreadable_words(month.isoformat(), reason)))
            return
        closing = closed.get(month)
        if closing is None:
            st.button(
                f"Close {month:%B %Y}", on_click=partial(_close, view, month), disabled=view.workspace.is_read_only
            )
            _earlier(view, month)
            return
        st.caption(plain(f"Closed on {closing.closed_at:%d %B %Y at %H:%M} UTC on data {closing.fingerprint}."))
        differences = _restated(view, closing)
        if not differences:
            st.caption("All figures are unchanged.")
        for one in differences:
            st.markdown(plain(_sentence(view, one)))
            account_table(one.accounts, view.key(f"closing.{one.metric}.{one.series}"), _COLUMNS)
            download_csv(view, one.accounts, f"{one.metric}-{month:%Y-%m}", view.key(f"closing.{one.metric}.file"))
        for cause in causes(view.workspace, closing, _settings()):
            st.caption(plain(cause))
        st.button(
            f"Reopen {month:%B %Y}", on_click=partial(_reopen, view, month), disabled=view.workspace.is_read_only
        )


def restated_lines(view: View, metrics: Collection[str]) -> None:
    """One line for each figure of these metrics that is not what it was when its month was closed."""
    start, end, _ = view.resolved.window()
    with guarded("the closed months"):
        for name, reason in _unreadable(view).items():
            if start.isoformat() <= name < end.isoformat():
                st.warning(plain(_unreadable_words(name, reason)))
        for closing in _closed(view):
            if start <= closing.month < end:
                for one in _restated(view, closing):
                    if one.metric in metrics:
                        st.caption(plain(_sentence(view, one)))


def _over(view: View) -> list[date]:
    last = view.span.last + timedelta(days=1)
    months = periods_between(view.span.first.replace(day=1), last, Calendar(Grain.MONTH), view.span.last)
    return [month.start for month in reversed(months) if add_months(month.start, 1) <= last]


def _closed(view: View) -> list[Closing]:
    # Every page asks on every run, and the closings keep each account's part.
    asked = ("closed months", Saved(view.workspace, KIND).stamp())
    return remembered(view.workspace, asked, lambda: closed_months(view.workspace))


def _unreadable(view: View) -> dict[str, str]:
    asked = ("months that can't be read", Saved(view.workspace, KIND).stamp())
    documents = remembered(view.workspace, asked, lambda: unreadable_months(view.workspace))
    return {one.name: one.reason for one in documents}


def _unreadable_words(name: str, reason: str) -> str:
    try:
        month = f"{date.fromisoformat(name):%B %Y}"
    except ValueError:  # the name may be as damaged as the text
        month = f"A month saved as '{name}'"
    return (
        f"{month} is closed, but its figures can't be read: {reason}. Whether they have changed is unknown. The "
        "saved text is kept."
    )


def _restated(view: View, closing: Closing) -> list[Restated]:
    settings = _settings()
    asked = ("restated", closing.month, closing.closed_at, tuple(sorted(settings.items())))
    return remembered(view.workspace, asked, lambda: restated(view.workspace, closing, settings))


def _settings() -> dict[str, Value]:
    return dict(changed_pairs())


def _sentence(view: View, one: Restated) -> str:
    metric = metric_named(one.metric)
    variant = metric.variant(None, view.workspace.row_counts())
    unit = metric.unit_of(variant, one.measure)
    name = metric.name + (f" ({one.series})" if one.series else "")

    def money(value: float | None, signed: bool = False) -> str:
        return write_value(value, unit, view.resolved.currency, signed)

    many = one.accounts.num_rows
    explain = f"{plural(many, 'account')} {'explains' if many == 1 else 'explain'} it"
    moved = "" if one.difference is None else f" ({money(one.difference, signed=True)})"
    why = f" Restated because the definition of {metric.name} changed." if one.is_redefined else ""
    figures = f"was closed at {money(one.then)} and is {money(one.now)} today{moved}"
    return f"{name} of {one.month:%B %Y} {figures}: {explain}.{why}"


def _earlier(view: View, month: date) -> None:
    closed = closing_of(view.workspace, month)
    if closed is not None and closed.reopened_at is not None:
        st.caption(f"Closed on {closed.closed_at:%d %B %Y}, reopened on {closed.reopened_at:%d %B %Y}.")


def _close(view: View, month: date) -> None:
    try:
        close_month(view.workspace, view.resolved, view.span, month, _settings(), time_now())
        st.session_state[Key.NEWS] = f"{month:%B %Y} is closed: its figures are saved."
    except CsmError as error:
        st.session_state[Key.NEWS] = str(error)


def _reopen(view: View, month: date) -> None:
    reopen_month(view.workspace, month, time_now())
    st.session_state[Key.NEWS] = f"{month:%B %Y} is open again."
