"""One account's scorecard."""

from __future__ import annotations

from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc
import streamlit as st

from csm_core import registry
from csm_core.charts.chart import chart
from csm_core.charts.look import Look
from csm_core.facts.account_profile import AccountProfile, account_profile
from csm_core.metrics.one_account import of_account
from csm_ui.account_table import account_table
from csm_ui.address import choose_account
from csm_ui.address import chosen_account as account_of_address
from csm_ui.ask import answer, known_accounts, rows
from csm_ui.call_list import health_accounts
from csm_ui.cell import Cell
from csm_ui.choices import with_choices
from csm_ui.plain import plain
from csm_ui.trouble import guarded
from csm_ui.view import View

_HEALTH = "health_score"
_BREAKDOWN = {
    "component": "Component", "raw_value": "Value", "points": "Points of 100", "weight": "Weight",
    "contribution": "Gives to the score",
}  # fmt: skip


def chosen_account(view: View) -> AccountProfile | None:
    """Pick an account; its profile, or None while none is picked."""
    names = known_accounts(view.workspace)
    wanted = account_of_address()
    if wanted is not None and wanted not in names:
        st.warning(plain(f"There is no account '{wanted}' in this data."))
        wanted = None
    key = view.place("account.picker")
    st.session_state[key] = wanted

    def take() -> None:
        choose_account(st.session_state[key])

    st.selectbox(
        "Account",
        list(names),
        index=None,
        format_func=lambda account: f"{names.get(account, account)} ({account})",
        key=key,
        on_change=take,
        placeholder="Type a name or an id",
    )
    if wanted is None:
        st.caption("Pick an account here, or click on a name in any table.")
        return None
    return account_profile(view.workspace, wanted)


def profile(account: AccountProfile) -> None:
    """Name, dates, attributes."""
    st.header(plain(account.name), anchor=False)
    known = {
        "Owner": account.owner,
        "Customer since": account.started_on.isoformat() if account.started_on else None,
        "Renewal": account.renewal_on.isoformat() if account.renewal_on else None,
    }
    told = {name: value for name, value in known.items() if value} | {
        name: value for name, value in account.attributes.items() if name not in known
    }
    st.caption(plain(" · ".join(f"{name}: {value}" for name, value in told.items())))


def health(view: View, account: AccountProfile) -> None:
    """Score and band, and what each component gives."""
    if _HEALTH not in registry():
        return
    with st.container(border=True), guarded("the health of an account"):
        st.subheader("Health", anchor=False)
        mine = _of(rows(view, with_choices(Cell(_HEALTH))), account)
        if mine.num_rows == 0:
            st.caption("No score: the account is no customer on the last day of this scope, or outside the filters.")
            return
        one = health_accounts(mine.to_pylist(), False)[0]
        score = one["score"]
        left, right = st.columns([1, 3])
        with left:
            st.metric("Score", "—" if score is None else f"{score:.0f}")
            st.caption(plain(f"{one['band']}" + (f" · pulled down by {one['weakest']}" if one["weakest"] else "")))
        with right:
            shown = mine.select(list(_BREAKDOWN)).rename_columns(list(_BREAKDOWN.values()))
            account_table(shown, view.place("account.health"))


def course_of(view: View, account: AccountProfile, metrics: tuple[str, ...]) -> None:
    """How each metric went for this account alone."""
    there = [metric for metric in metrics if metric in registry()]
    with st.grid(2, min_column_width=320):
        for metric in there:
            with st.container(border=True), guarded(f"{metric} of an account"):
                _course(view, account, metric)


def _course(view: View, account: AccountProfile, metric: str) -> None:
    declared = registry()[metric]
    cell = with_choices(Cell(metric))
    cell = replace(cell, scope=replace(view.scope, split=None))
    whole = answer(view, cell)
    st.subheader(plain(declared.name), anchor=False)
    if whole.missing:
        st.caption(plain(f"Load {' and '.join(whole.missing)} to see this."))
        return
    mine = of_account(whole, rows(view, cell), account.account_id)
    if not mine.has_value:
        st.caption("Nothing of this account in this scope.")
        return
    drawn = chart(mine, declared.shape, Look(view.theme, mine.scope.currency), name=declared.name)
    if drawn is None:
        return
    st.caption(plain(drawn.title))
    st.vega_lite_chart(drawn.data, drawn.spec, width="stretch", theme=None, alt=drawn.alt,
                       key=view.place(f"account.{metric}"))  # fmt: skip


def voices(view: View, account: AccountProfile) -> None:
    """What people at this account answered and wrote."""
    found = []
    for metric in ("nps", "csat", "ces"):
        if metric in registry():
            with guarded(f"answers to {metric}"):
                mine = _of(rows(view, with_choices(Cell(metric))), account)
                if mine.num_rows and {"responded_on", "score", "comment"} <= set(mine.column_names):
                    table = mine.select(["responded_on", "score", "comment"])
                    found.append(table.append_column("question", pa.array([metric.upper()] * table.num_rows)))
    st.subheader("What they said", anchor=False)
    if not found:
        st.caption("No answers in this scope.")
        return
    answers = pa.concat_tables(found, promote_options="permissive").sort_by([("responded_on", "descending")])
    columns = {"responded_on": "Day", "question": "Question", "score": "Score", "comment": "Comment"}
    account_table(answers, view.place("account.voices"), columns)


def subscriptions(view: View, account: AccountProfile) -> None:
    """What the account pays for."""
    st.subheader("Subscriptions", anchor=False)
    table = account.subscriptions
    if table.num_rows == 0:
        st.caption("None are loaded.")
        return
    columns = {"product": "Product", "plan": "Plan", "quantity": "Quantity", "amount": "A month"}
    columns |= {"currency": "Currency", "valid_from": "From", "valid_to": "Before"}
    account_table(table, view.place("account.subscriptions"), columns)


def _of(table: pa.Table, account: AccountProfile) -> pa.Table:
    if "account_id" not in table.column_names:
        return table.slice(0, 0)
    return table.filter(pc.equal(table.column("account_id"), account.account_id))
