"""One account's scorecard."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc
import streamlit as st

from csm_core import registry
from csm_core.charts.chart import chart
from csm_core.charts.look import Look
from csm_core.facts.queries.account_profile import AccountProfile, account_profile
from csm_core.last_day import last_day_before
from csm_core.metrics.compare.one_account import of_account
from csm_core.metrics.framework.what_to_load import what_to_load
from csm_core.metrics.health.attention.calls import saved_calls
from csm_core.units import write_value
from csm_ui.exhibits.account_table import account_table
from csm_ui.exhibits.ask import answer, known_accounts, rows
from csm_ui.exhibits.choices import with_choices
from csm_ui.visitor.address import choose_account
from csm_ui.visitor.address import chosen_account as account_of_address
from csm_ui.visitor.cell import Cell
from csm_ui.visitor.view import View
from csm_ui.widgets.plain import plain
from csm_ui.widgets.trouble import guarded

_SCORECARD = "scorecard"
_BREAKDOWN = {
    "component": "Component",
    "raw_value": "Value",
    "points": "Points of 100",
    "weight": "Weight",
    "amount": "Contribution",
}
_FIGURES = {
    "score": "Score",
    "mrr": "MRR",
    "renewal_in": "Renewal in",
    "days_used": "Used in 28 days",
    "requests": "Requests in 28 days",
    "open_escalations": "Open escalations",
    "recommendation": "Would recommend, of 10",
    "satisfied": "Satisfied in 90 days",
    "outcomes": "Outcomes, actual of agreed",
    "customer_for": "Customer for",
    "happened": "Events on the timeline",
}

_TIMELINE = pa.schema([("happened_on", pa.date32()), ("what", pa.string()), ("words", pa.string())])


def chosen_account(view: View) -> AccountProfile | None:
    """Pick an account; its profile, or None while none is picked."""
    names = known_accounts(view)
    wanted = account_of_address()
    if wanted is not None and wanted not in names:
        st.warning(plain(f"No account '{wanted}' in this data."))
        wanted = None
    key = view.key("account.picker")
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
    return account_profile(view.workspace, wanted, view.scope.roll_up)


def health(view: View, account: AccountProfile) -> None:
    """Score and band, what each component gives, and the figures beside it."""
    if _SCORECARD not in registry():
        return
    with st.container(border=True), guarded("the health of an account"):
        st.subheader("Health", anchor=False)
        cell = with_choices(Cell(_SCORECARD))
        scores = _of(answer(view, cell).table, account)
        if scores.num_rows == 0:
            st.caption(
                "No score: this account is not a customer on the last day of this scope, or the filters exclude it."
            )
            return
        behind = _of(rows(view, cell), account)
        contributions = behind.filter(pc.equal(behind.column("measure"), "contribution"))
        with st.grid(4, min_column_width=130):
            for row in scores.to_pylist():
                # What it pays stands in the page's head.
                if row["series"] is None and row["measure"] != "mrr":
                    _figure(view, str(row["measure"]), row["value"], row["note"])
        if contributions.num_rows:
            _breakdown(view, contributions)


def _figure(view: View, measure: str, value: float | None, note: str | None) -> None:
    metric = registry()[_SCORECARD]
    unit = metric.unit_of(metric.variants[0], measure)
    st.metric(_FIGURES.get(measure, measure), plain(write_value(value, unit, view.resolved.currency)), help=note)


def _breakdown(view: View, contributions: pa.Table) -> None:
    band = contributions.column("band")[0].as_py()
    points = [row for row in contributions.to_pylist() if row["points"] is not None]
    weakest = min(points, key=lambda row: (row["points"] - 100) * row["weight"], default=None)
    pulled = f" · pulled down by {weakest['component']}" if weakest and weakest["points"] < 100 else ""
    st.caption(plain(f"{band}{pulled}"))
    account_table(
        contributions.select(list(_BREAKDOWN)).rename_columns(list(_BREAKDOWN.values())), view.key("account.health")
    )


def timeline(view: View, account: AccountProfile) -> None:
    """What happened at the account, and the calls that were logged, the latest first."""
    if _SCORECARD not in registry():
        return
    with st.container(border=True), guarded("the timeline of an account"):
        st.subheader("Timeline", anchor=False)
        behind = _of(rows(view, with_choices(Cell(_SCORECARD))), account)
        events = [row for row in behind.to_pylist() if row["measure"] == "happened"]
        calls = [
            {"happened_on": call.called_on, "what": "call logged", "words": call.note}
            for call in saved_calls(view.workspace)
            if call.account_id == account.account_id
        ]
        if not events and not calls:
            st.caption("No events in this time.")
            return
        columns = {"happened_on": "Day", "what": "What", "words": "Words"}
        merged = [{name: row[name] for name in columns} for row in (*calls, *events)]
        merged.sort(key=lambda row: row["happened_on"], reverse=True)
        account_table(pa.Table.from_pylist(merged, _TIMELINE), view.key("account.timeline"), columns)


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
        st.caption(plain(what_to_load(whole.missing)))
        return
    account_result = of_account(whole, rows(view, cell), account.account_id)
    if not account_result.has_value:
        st.caption("No data for this account in this scope.")
        return
    drawn = chart(account_result, declared.shape, Look(view.theme, account_result.scope.currency), name=declared.name)
    if drawn is None:
        return
    st.caption(plain(drawn.title))
    st.vega_lite_chart(
        drawn.data, drawn.spec, width="stretch", theme=None, alt=drawn.alt, key=view.key(f"account.{metric}")
    )


def voices(view: View, account: AccountProfile) -> None:
    """What people at this account answered and wrote."""
    tables = []
    for metric in ("nps", "csat", "ces"):
        if metric in registry():
            with guarded(f"answers to {metric}"):
                account_rows = _of(rows(view, with_choices(Cell(metric))), account)
                if account_rows.num_rows and {"responded_on", "score", "comment"} <= set(account_rows.column_names):
                    # One answer may stand in several cells: of all, of its touchpoint, of its question.
                    names = ["respondent", "responded_on", "score", "comment"]
                    there = [name for name in names if name in account_rows.column_names]
                    table = account_rows.select(there).group_by(there).aggregate([]).select(names[1:])
                    tables.append(table.append_column("question", pa.array([metric.upper()] * table.num_rows)))
    st.subheader("What they said", anchor=False)
    if not tables:
        st.caption("No answers in this scope.")
        return
    answers = pa.concat_tables(tables, promote_options="permissive").sort_by([("responded_on", "descending")])
    columns = {"responded_on": "Day", "question": "Question", "score": "Score", "comment": "Comment"}
    account_table(answers, view.key("account.voices"), columns)


def subscriptions(view: View, account: AccountProfile) -> None:
    """What the account pays for."""
    st.subheader("Subscriptions", anchor=False)
    table = account.subscriptions
    if table.num_rows == 0:
        st.caption("None are loaded.")
        return
    columns = {"product": "Product", "plan": "Plan", "quantity": "Quantity", "amount": "A month"}
    columns |= {"currency": "Currency", "valid_from": "From", "valid_to": "To"}
    ends = table.column("valid_to").to_pylist()
    last_days = [None if end == date.max else last_day_before(end) for end in ends]  # the last date there is: still
    table = table.set_column(table.column_names.index("valid_to"), "valid_to", pa.array(last_days, pa.date32()))
    account_table(table, view.key("account.subscriptions"), columns)


def _of(table: pa.Table, account: AccountProfile) -> pa.Table:
    if "account_id" not in table.column_names:
        return table.slice(0, 0)
    return table.filter(pc.equal(table.column("account_id"), account.account_id))
