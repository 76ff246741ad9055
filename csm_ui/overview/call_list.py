"""Accounts to contact today and why, calls logged with a note; and what became of those who were called."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import groupby

import pyarrow as pa
import streamlit as st

from csm_core import metric_named, registry
from csm_core.metrics.framework.what_to_load import what_to_load
from csm_core.metrics.health.attention.calls import Call, saved_calls
from csm_core.metrics.health.attention.entries import CALL, GROW
from csm_core.scoring.bands import Band
from csm_core.text.plural import plural
from csm_core.units import Unit, write_value
from csm_ui.exhibits.account_table import account_table
from csm_ui.exhibits.ask import answer, rows
from csm_ui.exhibits.choices import address_name, with_choices
from csm_ui.exhibits.download import download_csv
from csm_ui.exhibits.fold import fold
from csm_ui.exhibits.menu import menu
from csm_ui.exhibits.show import heading
from csm_ui.overview.call_entry import call_entry
from csm_ui.overview.calls_log import calls_log
from csm_ui.visitor.address import choose
from csm_ui.visitor.cell import Cell
from csm_ui.visitor.part import part
from csm_ui.visitor.session import time_now
from csm_ui.visitor.view import View
from csm_ui.widgets.plain import plain
from csm_ui.widgets.trouble import guarded

_LIST = "attention_list"
_EVERYBODY = "All owners"
# Whoever was called is left alone for so long.
QUIET_DAYS = 30
_COLUMNS = {
    "account_name": "Account",
    "owner": "Owner",
    "mrr": "MRR",
    "score": "Score",
    "reason": "Reason",
    "sentence": "Why",
}
Entry = list[dict[str, object]]


def call_list(view: View, most: int = 8, title: str | None = "Accounts to contact") -> None:
    """The `most` most urgent entries, each to be ticked off, the others in a table; below, the calls made so far."""
    if _LIST not in registry():
        return
    part(view, lambda inner: _drawn(inner, most, title))


def _drawn(view: View, most: int, title: str | None) -> None:
    with st.container(border=True, key=view.key("calls")), guarded("the accounts to contact"):
        cell = with_choices(Cell(_LIST))
        result = answer(view, cell)
        if title:
            heading(title, None if result.missing else lambda: menu(view, cell, result, "behind"))
        if result.missing:
            st.info(plain(what_to_load(result.missing)))
            return
        everybody = rows(view, replace(cell, settings=_without_owner(cell)))
        owner = dict(cell.settings).get("owner")
        table = rows(view, cell)
        calls = saved_calls(view.workspace)
        quiet = _called_lately(calls)
        entries = [list(reasons) for _, reasons in groupby(table.to_pylist(), key=lambda row: row["account_id"])]
        open_ones = [reasons for reasons in entries if reasons[0]["account_id"] not in quiet]
        calling = [reasons for reasons in open_ones if reasons[0]["series"] == CALL]
        growing = [reasons for reasons in open_ones if reasons[0]["series"] == GROW]
        _head(view, table, everybody, str(owner) if owner else None, entries, len(entries) - len(open_ones))
        with st.grid(2, min_column_width=340):
            for reasons in calling[:most]:
                call_entry(view, reasons, calls)
        if not calling:
            st.caption("Nobody to contact: no account in this scope gives a reason, or all were called.")
        _more(view, "others", calling[most:], "more to contact")
        _more(view, "growing", growing, "with room to grow: healthy, and their seats are used up")
        calls_log(view, cell)


def call_list_on_demand(view: View, title: str) -> None:
    """The list behind a disclosure, worked out when it is asked for: for pages on which other things come first."""
    fold(view, "calls.on_demand", title, lambda inner: call_list(inner, 5, None))


def _without_owner(cell: Cell) -> tuple[tuple[str, str | int | float | bool], ...]:
    return tuple((name, value) for name, value in cell.settings if name != "owner")


def _called_lately(calls: tuple[Call, ...]) -> set[str]:
    since = time_now().date() - timedelta(days=QUIET_DAYS)
    return {call.account_id for call in calls if call.called_on > since}


def _head(
    view: View, table: pa.Table, everybody: pa.Table, owner: str | None, entries: list[Entry], quiet: int
) -> None:
    """How many accounts, what they pay, whose they are, and the list as a file. Who was called lately still counts: a
    call takes no money out of danger."""
    firsts = [reasons[0] for reasons in entries if reasons[0]["series"] == CALL]
    paid = [float(str(first["mrr"])) for first in firsts if first["mrr"] is not None]
    currency = view.resolved.currency
    worth = f", paying {write_value(sum(paid), Unit.MONEY, currency)} of MRR" if paid else ""
    leaving = sum(first["band"] == Band.LEAVING.word for first in firsts)
    of_them = f"; {leaving} gave notice" if leaving else ""
    called = f"; {quiet} called in the last {QUIET_DAYS} days" if quiet else ""
    count = plural(len(firsts), "account")
    st.markdown(
        f"**{plain(f'{count} to contact{worth}{of_them}{called}.')}** "
        ":small[Notice given first, then by MRR × what the health score lacks to 100.]"
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _owner_picker(view, everybody, owner)
        download_csv(view, table, "whom-to-call", view.key("calls.file"), "Export CSV")


def _owner_picker(view: View, everybody: pa.Table, owner: str | None) -> None:
    owners = everybody.column("owner").to_pylist() if everybody.num_rows else []
    names = sorted({str(name) for name in owners if name} | ({owner} if owner else set()))
    if not names:
        return
    key = view.key("calls.owner")
    st.session_state[key] = owner or _EVERYBODY
    metric = metric_named(_LIST)
    setting = next(one for one in metric.settings if one.name == "owner")

    def take() -> None:
        chosen = st.session_state[key]
        choose(address_name(metric, setting), None if chosen == _EVERYBODY else chosen)

    st.selectbox(
        "Whose accounts", [_EVERYBODY, *names], key=key, on_change=take, width=240, label_visibility="collapsed"
    )


def _more(view: View, name: str, entries: list[Entry], what: str) -> None:
    if not entries:
        return
    box = st.expander(plain(f"{len(entries):,} {what}"), key=view.key(f"calls.{name}"), on_change="rerun")
    if box.open:
        with box:
            rows = [row for reasons in entries for row in reasons]
            account_table(pa.Table.from_pylist(rows), view.key(f"calls.{name}.table"), _COLUMNS)
