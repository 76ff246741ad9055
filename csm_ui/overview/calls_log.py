"""The calls that were made, and which of those customers stayed."""

from __future__ import annotations

import pyarrow as pa
import streamlit as st

from csm_core.metrics.health.attention.calls import (
    LEFT,
    STAYED,
    CallMade,
    calls_made,
    remove_call,
    unreadable_calls,
)
from csm_core.units import Unit, write_value
from csm_ui.exhibits.account_table import account_table
from csm_ui.exhibits.download import download_csv
from csm_ui.visitor.cell import Cell
from csm_ui.visitor.keys import Key
from csm_ui.visitor.view import View
from csm_ui.widgets.plain import plain

_COLUMNS = {
    "called_on": "Called on",
    "account_name": "Account",
    "outcome": "Now",
    "note": "Note",
    "score_then": "Score then",
    "score_now": "Score now",
    "mrr_then": "MRR then",
    "mrr_now": "MRR now",
    "why": "Why it was called",
}


def calls_log(view: View, cell: Cell) -> None:
    """A sentence on what became of those who were called, and every call in a table; nothing while there is none."""
    settings = {name: value for name, value in cell.settings if name != "owner"}
    made = calls_made(view.workspace, view.scope, settings)
    for one in unreadable_calls(view.workspace):
        st.caption(plain(f"One logged call can't be read: {one.name} ({one.reason})."))
    if not made:
        return
    box = st.expander(plain(_sentence(view, made)), key=view.key("calls.made"), on_change="rerun")
    if not box.open:
        return
    with box:
        table = pa.Table.from_pylist([_row(one) for one in made])
        account_table(table, view.key("calls.made.table"), _COLUMNS)
        with st.container(horizontal=True, vertical_alignment="bottom"):
            download_csv(view, table, "calls-made", view.key("calls.made.file"), "Export CSV")
            _take_back(view, made)


def _sentence(view: View, made: tuple[CallMade, ...]) -> str:
    stayed = [one for one in made if one.outcome == STAYED]
    left = [one for one in made if one.outcome == LEFT]
    count = f"{len(made):,} call{'' if len(made) == 1 else 's'} made"
    if not stayed and not left:
        return f"{count}; the data ends before that, so load newer data to see who stayed"
    amounts = [one.mrr for one in stayed if one.mrr is not None]
    worth = f", paying {write_value(sum(amounts), Unit.MONEY, view.resolved.currency)} MRR" if amounts else ""
    early = len(made) - len(stayed) - len(left)
    later = f"; too early to tell for {early}" if early else ""
    return f"{count}: {len(stayed)} of {len(stayed) + len(left)} are still customers{worth}{later}"


def _row(made: CallMade) -> dict[str, object]:
    call = made.call
    return {
        "called_on": call.called_on,
        "account_id": call.account_id,
        "account_name": call.account_name,
        "outcome": made.outcome,
        "note": call.note,
        "score_then": call.score,
        "score_now": made.score,
        "mrr_then": call.mrr,
        "mrr_now": made.mrr,
        "why": " ".join(call.reasons),
    }


def _take_back(view: View, made: tuple[CallMade, ...]) -> None:
    """One of the calls can be taken back, as anybody may tick off the wrong line."""
    names = {one.call.name: f"{one.call.account_name}, {one.call.called_on.isoformat()}" for one in made}
    key = view.key("calls.undo")
    st.selectbox(
        "Logged by mistake?",
        list(names),
        index=None,
        format_func=lambda name: names.get(name, name),
        key=key,
        placeholder="Delete a call",
        width=280,
        on_change=lambda: _remove(view, key),
    )


def _remove(view: View, key: str) -> None:
    name = st.session_state[key]
    if name is not None:
        remove_call(view.workspace, name)
        st.session_state[Key.NEWS] = "Call deleted."
        st.session_state[key] = None
