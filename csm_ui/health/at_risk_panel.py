"""The first screen of the Health page: who is at risk and why, by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import pyarrow as pa
import streamlit as st

from csm_core.facts.queries.attributes import attribute_values
from csm_core.metrics.health.attention.at_risk import AtRisk, accounts_at_risk
from csm_core.scope import NOT_SET
from csm_core.scoring.bands import Band
from csm_core.scoring.past_calls import expected_loss
from csm_core.text.plural import plural
from csm_core.units import Unit, write_value
from csm_ui.exhibits.account_table import account_table
from csm_ui.exhibits.ask import answer, from_context, remembered
from csm_ui.exhibits.choices import with_choices
from csm_ui.exhibits.download import download_csv
from csm_ui.exhibits.menu import menu
from csm_ui.exhibits.show import heading
from csm_ui.health.lowest_scores import lowest_scores, no_risk_words
from csm_ui.health.weights_form import Asked
from csm_ui.health.weights_on_trial import NAMES, weights_on_trial
from csm_ui.visitor.cell import Cell, Form
from csm_ui.visitor.view import View
from csm_ui.widgets.plain import plain
from csm_ui.widgets.trouble import guarded

_LIST = "attention_list"
_MOST = 8
_MOST_GROUPS = 30
_OWNER, _QUARTER, _NOTHING = "Owner", "Renewal quarter", "None"
_SHOWN = {
    "account_name": "Account",
    "mrr": "MRR",
    "reason": "Why",
    "renews_on": "Renewal",
    "owner": "Owner",
    "band": "Band",
    "score": "Score",
}


def at_risk_panel(view: View, asked: Asked) -> None:
    """A sentence, the names, and the same by owner, renewal quarter or an attribute, in ARR."""
    with guarded("the accounts at risk"):
        accounts = _accounts(view, None)
        cell = with_choices(Cell(_LIST, form=Form.TABLE, label="Accounts to contact"))
        heading("Who is at risk", lambda: menu(view, cell, None))
        st.markdown(plain(_sentence(view, asked, accounts)))
        table = pa.Table.from_pylist([_row(one) for one in accounts])
        if not any(one.band == Band.RED.word for one in accounts):
            st.markdown(plain(no_risk_words(asked.answer, _better(view, asked))))
            lowest = pa.Table.from_pylist([_row(one) for one in (*accounts, *lowest_scores(asked.answer))])
            if lowest.num_rows:
                account_table(lowest.slice(0, _MOST), view.key("health.at_risk"), _SHOWN, decimals=0)
            return
        if accounts:
            account_table(table.slice(0, _MOST), view.key("health.at_risk"), _SHOWN, decimals=0)
            download_csv(view, table, "at-risk", view.key("health.at_risk.file"), f"All {len(accounts):,}")
            _groups(view)


def _better(view: View, asked: Asked) -> str | None:
    """The weights that the backtest offers, where it can be drawn."""
    _, now, _ = asked.answer.replays()
    trial = weights_on_trial(view, asked) if now.thin is None else None
    return NAMES[trial.best] if trial and trial.best else None


def _accounts(view: View, split: str | None) -> tuple[AtRisk, ...]:
    cell = with_choices(Cell(_LIST))
    settings = {name: value for name, value in cell.settings if name != "owner"}
    return from_context(view, _LIST, split, settings, accounts_at_risk)


def _sentence(view: View, asked: Asked, accounts: Sequence[AtRisk]) -> str:
    """How many and what they pay, what to expect of it, and how many it was a month before."""
    what_if, currency = asked.answer, asked.answer.context.scope.currency
    red = [one for one in accounts if one.band == Band.RED.word]
    leaving = [one for one in accounts if one.band == Band.LEAVING.word]
    accounts_scored = len(what_if.matrix.account_ids) + what_if.leaving
    parts = [f"{len(red):,} of {plural(accounts_scored, 'account')} at risk{_worth(red, currency)}"]
    parts += [f"{len(leaving):,} leaving{_worth(leaving, currency)}"] if leaving else []
    sentence = f"{', '.join(parts)}."
    before = _month_before(view)
    if before is not None:
        sentence += f" {before[1]:,} at risk in {before[0]:%b %Y}."
    _, now, _ = what_if.replays()
    loss = expected_loss(now, what_if.now.today.bands, what_if.matrix.mrr)
    if loss is not None:
        loss += sum(one.mrr for one in leaving if one.mrr is not None)
        days = what_if.history.horizon_days
        amount = write_value(loss, Unit.MONEY, currency)
        sentence += f" Expected loss in {days} days, over all bands at their past rates: {amount} of MRR."
    return sentence


def _worth(accounts: Sequence[AtRisk], currency: str | None) -> str:
    paid = [one.mrr for one in accounts if one.mrr is not None]
    return f" ({write_value(sum(paid), Unit.MONEY, currency)} MRR)" if paid else ""


def _month_before(view: View) -> tuple[date, int] | None:
    """The number at risk in the last but one period that is over."""
    rows = answer(view, replace(with_choices(Cell("health_bands")), scope=replace(view.scope, split=None))).rows()
    counts = [
        (row["period"], row["value"])
        for row in rows
        if row["measure"] == "accounts" and row["series"] == Band.RED.word and row["complete"] is not False
    ]
    if len(counts) < 2 or not isinstance(counts[-2][0], date) or not isinstance(counts[-2][1], float):
        return None
    return counts[-2][0], round(counts[-2][1])


def _row(one: AtRisk) -> dict[str, object]:
    return {name: getattr(one, name) for name in (*_SHOWN, "why", "account_id", "segment")}


def _groups(view: View) -> None:
    """How much is at risk in each part of the portfolio."""
    offered = remembered(view.workspace, "attributes", lambda: attribute_values(view.workspace))
    attributes = [name for name, values in offered.items() if 1 < len(values) <= _MOST_GROUPS and name != _OWNER]
    key = view.key("health.at_risk.by")
    by = st.selectbox("At risk by", [_NOTHING, _OWNER, _QUARTER, *attributes], key=key, width=260)
    if by == _NOTHING:
        return
    accounts = _accounts(view, by if by in attributes else None)
    groups: dict[str, list[AtRisk]] = {}
    for one in accounts:
        groups.setdefault(_group(one, by), []).append(one)
    ordered = sorted(groups.items(), key=lambda pair: (-_arr(pair[1]), pair[0]))
    currency = view.resolved.currency
    columns = {
        by: [name for name, _ in ordered],
        "At risk": [f"{sum(one.band == Band.RED.word for one in group):,}" for _, group in ordered],
        "Leaving": [f"{sum(one.band == Band.LEAVING.word for one in group):,}" for _, group in ordered],
        "ARR": [write_value(_arr(group), Unit.MONEY, currency) for _, group in ordered],
    }
    st.table(pa.table({plain(name): [plain(text) for text in column] for name, column in columns.items()}),
             border="horizontal", hide_index=True)  # fmt: skip


def _group(one: AtRisk, by: str) -> str:
    if by == _OWNER:
        return one.owner or NOT_SET
    if by == _QUARTER:
        renews = one.renews_on
        return "no renewal date" if renews is None else f"{renews.year} Q{(renews.month + 2) // 3}"
    return one.segment or NOT_SET


def _arr(accounts: Sequence[AtRisk]) -> float:
    return 12 * float(np.nansum([np.nan if one.mrr is None else one.mrr for one in accounts]))
