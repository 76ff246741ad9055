"""One of the accounts to contact: what it pays, why, and logging the call."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from csm_core import CsmError
from csm_core.metrics.health.attention.calls import LONGEST_NOTE, Call, save_call
from csm_core.text.plural import plural
from csm_core.units import Unit, write_value
from csm_ui.visitor.keys import Key
from csm_ui.visitor.menu import PAGES
from csm_ui.visitor.session import is_kept, time_now
from csm_ui.visitor.view import View
from csm_ui.widgets.plain import plain

_MOST_REASONS = 3


def call_entry(view: View, entry: Sequence[dict[str, object]], calls: Sequence[Call]) -> None:
    """Draw the rows of one account; `calls` are all that were made so far."""
    first = entry[0]
    account, name = str(first["account_id"]), str(first["account_name"])
    key = view.key(f"calls.entry.{_letters(account)}")
    with st.container(border=True, key=key, gap="xsmall", height="stretch"):
        with st.container(horizontal=True, vertical_alignment="top", horizontal_alignment="distribute"):
            with st.container(width="content", gap=None):
                st.button(
                    f"**{plain(name)}**",
                    type="tertiary",
                    key=view.key(f"calls.open.{account}"),
                    on_click=_open,
                    args=(account,),
                    help="Open the account",
                )
                st.caption(plain(_worth(view, first)))
            box = st.popover(
                "Log call", icon=":material/check:", key=view.key(f"calls.tick.{account}"), on_change="rerun"
            )
        # The line that says how many more there are takes the room of one.
        reasons = entry if len(entry) <= _MOST_REASONS else entry[: _MOST_REASONS - 1]
        st.markdown("\n".join(f"- {plain(str(row['sentence']))}" for row in reasons))
        if len(entry) > len(reasons):
            st.caption(f"{plural(len(entry) - len(reasons), 'more reason')} on the account's page")
        _before(account, calls)
        if box.open:
            with box:
                _form(view, entry, account, name)


def _letters(account: str) -> str:
    return "".join(letter if letter.isalnum() else "-" for letter in account)


def _open(account: str) -> None:
    st.switch_page(PAGES / "account.py", query_params={Key.ACCOUNT.value: account})


def _worth(view: View, first: dict[str, object]) -> str:
    """MRR; band and score; owner."""
    mrr, score = _number(first["mrr"]), _number(first["score"])
    parts = [] if mrr is None else [f"{write_value(mrr, Unit.MONEY, view.resolved.currency)} MRR"]
    parts.append(
        f"{first['band']}, score {write_value(score, Unit.SCORE)}" if score is not None else f"{first['band']}"
    )
    parts += [str(first["owner"])] if first["owner"] else []
    return " · ".join(parts)


def _before(account: str, calls: Sequence[Call]) -> None:
    earlier = [call for call in calls if call.account_id == account]
    if earlier:
        quote = f": “{earlier[0].note}”" if earlier[0].note else ""
        st.caption(plain(f"Last called on {earlier[0].called_on.isoformat()}{quote}"))


def _form(view: View, entry: Sequence[dict[str, object]], account: str, name: str) -> None:
    with st.form(view.key(f"calls.form.{account}"), border=False):
        note = st.text_area(
            "What was the outcome?",
            key=view.key(f"calls.note.{account}"),
            max_chars=LONGEST_NOTE,
            placeholder="Spoke to Dana; wants the export fixed before she renews.",
        )
        done = st.form_submit_button("Called", icon=":material/check:", type="primary")
    if not is_kept():
        st.caption("Kept for this session only. With a workspace file (CSM_WORKSPACE) it stays.")
    if done:
        _save(view, entry, account, name, note)


def _save(view: View, entry: Sequence[dict[str, object]], account: str, name: str, note: str) -> None:
    now, first = time_now(), entry[0]
    call = Call(
        account,
        name,
        now.date(),
        " ".join(note.split()),
        tuple(str(row["sentence"]) for row in entry),
        _number(first["score"]),
        _number(first["mrr"]),
        None,
    )
    try:
        save_call(view.workspace, call, now)
    except CsmError as error:
        st.error(plain(str(error)))
        return
    st.session_state[Key.NEWS] = f"Call to {name} logged."
    st.rerun()


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None
