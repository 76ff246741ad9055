"""The head of an account's page: who it is and how it stands, or when it left and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import streamlit as st

from csm_core import Scope, registry
from csm_core.facts.queries.account_profile import AccountProfile
from csm_core.metrics.health.attention.account_reasons import NOTICE
from csm_core.metrics.health.components.notices import day_words
from csm_core.metrics.retention.churn_reasons import NONE_GIVEN
from csm_core.scoring.bands import Band
from csm_core.units import Unit, write_value
from csm_ui.exhibits.ask import answer, rows
from csm_ui.exhibits.choices import with_choices
from csm_ui.visitor.cell import Cell
from csm_ui.visitor.view import View
from csm_ui.widgets.plain import plain
from csm_ui.widgets.trouble import guarded

_SCORECARD = "scorecard"
_MOST = 4  # figures in a row


def profile(view: View, account: AccountProfile) -> bool:
    """Name, notice where it was given, what one wants to know first, attributes; whether it still is a customer."""
    st.header(plain(account.name), anchor=False)
    gone = _loss(view, account) if "churn_reasons" in registry() else None
    if gone is not None:
        with guarded("how an account left"):
            st.info(plain(_farewell(view, account, gone)), icon=":material/logout:")
    with guarded("the notice of an account"):
        _leaving(view, account)
    with st.grid(4, min_column_width=150):
        for label, value in _facts(view, account, gone).items():
            st.metric(label, plain(value))
    details = {name: value for name, value in account.attributes.items() if name not in ("Owner", "Renewal")}
    if details:
        st.caption(plain(" · ".join(f"{name}: {value}" for name, value in details.items())))
    return gone is None


def _farewell(view: View, account: AccountProfile, gone: dict[str, Any]) -> str:
    """When and why it left, what that cost, and how it was scored on the day before."""
    text = f"Churned on {day_words(gone['ended_on'])}: {gone['series']}."
    if gone["mrr"] is not None:
        text += f" {write_value(gone['mrr'], Unit.MONEY, view.resolved.currency)} of MRR lost."
    if "health_score" not in registry():
        return text
    eve = gone["ended_on"] - timedelta(days=1)
    before = Scope(as_of=eve, timezone=view.scope.timezone, roll_up=view.scope.roll_up)
    scored = _of(answer(view, replace(with_choices(Cell("health_score")), scope=before)).table, account).to_pylist()
    score = next((row for row in scored if row["value"] is not None), None)
    if score is None:
        return f"{text} It had no health score before."
    return f"{text} The day before, its health score was {score['value']:.0f} ({score['series']})."


def _facts(view: View, account: AccountProfile, gone: dict[str, Any] | None) -> dict[str, str]:
    """What one wants to know first: of a customer, what it pays, how it stands and when it renews; of one that left,
    when, why, and what it paid."""
    if gone is not None:
        paid = write_value(gone["mrr"], Unit.MONEY, view.resolved.currency) if gone["mrr"] is not None else "—"
        facts = {"Churned": day_words(gone["ended_on"]), "Reason": str(gone["series"]).capitalize(), "MRR lost": paid}
    else:
        figures = {
            str(row["measure"]): row["value"]
            for row in _of(answer(view, with_choices(Cell(_SCORECARD))).table, account).to_pylist()
            if row["series"] is None
        }
        band = next((str(row["band"]) for row in _behind(view, account) if row["band"]), "no score")
        facts = {"Health": band.capitalize()}
        if figures.get("mrr") is not None:
            facts["MRR"] = write_value(figures["mrr"], Unit.MONEY, view.resolved.currency)
        if account.renewal_on is not None:
            facts["Renewal"] = day_words(account.renewal_on)
    if account.owner:
        facts["Owner"] = account.owner
    if account.started_on is not None:
        facts["Customer since"] = day_words(account.started_on)
    return dict(list(facts.items())[:_MOST])


def _behind(view: View, account: AccountProfile) -> list[dict[str, Any]]:
    behind: list[dict[str, Any]] = _of(rows(view, with_choices(Cell(_SCORECARD))), account).to_pylist()
    return behind


def _loss(view: View, account: AccountProfile) -> dict[str, Any] | None:
    """The row of the account's last end of contract, where no other contract of it goes on."""
    cell = with_choices(
        Cell("churn_reasons", scope=replace(view.scope, split=None, start=None, end=None, filters=()))
    )
    ended = _of(rows(view, cell), account).to_pylist()
    ends = account.subscriptions.column("valid_to").to_pylist()
    if not ended or any(end > view.span.last for end in ends):
        return None
    last = max(ended, key=lambda row: row["period"])
    reason = "no reason given" if last["series"] == NONE_GIVEN else last["series"]
    return {**last, "ended_on": last["ended_on"] or last["period"], "series": reason}


def _leaving(view: View, account: AccountProfile) -> None:
    """Who has said so leaves, whatever the figures below say."""
    if _SCORECARD not in registry():
        return
    for row in _of(rows(view, with_choices(Cell(_SCORECARD))), account).to_pylist():
        if row["band"] == Band.LEAVING.word and row["what"] == NOTICE:
            ends = f"; {row['words']}" if row["words"] else ""
            st.error(
                plain(f"Leaving: gave notice on {day_words(row['happened_on'])}{ends}."), icon=":material/logout:"
            )


def _of(table: pa.Table, account: AccountProfile) -> pa.Table:
    if "account_id" not in table.column_names:
        return table.slice(0, 0)
    return table.filter(pc.equal(table.column("account_id"), account.account_id))
