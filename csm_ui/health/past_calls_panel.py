"""Whom one would have called on any past day, and who of them left."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import streamlit as st

from csm_core.metrics.health.components.notices import day_words
from csm_core.metrics.health.replay.history import replayable_days
from csm_core.scoring.past_calls import lost_after, past_calls
from csm_core.text.plural import plural
from csm_ui.exhibits.account_table import account_table
from csm_ui.exhibits.download import download_csv
from csm_ui.health.weights_form import Asked
from csm_ui.visitor.view import View
from csm_ui.widgets.plain import plain
from csm_ui.widgets.trouble import guarded

_SHOWN = {"account_name": "Account", "outcome": "Outcome", "mrr": "MRR", "score": "Score"}


def past_calls_panel(view: View, asked: Asked) -> None:
    """Pick a day that is long enough ago to know what followed; the names of that day, and what became of them."""
    ahead = asked.answer.history.horizon_days
    days = replayable_days(asked.answer.context, ahead)
    if days is None:
        return
    box = st.expander("Whom would I have called, and who of them left?", key="health.past_calls", on_change="rerun")
    if not box.open:
        return
    with box, guarded("the calls of a past day"):
        first, last = days
        day = st.date_input(
            "As of", last, min_value=first, max_value=last, key=view.key("health.past_day"), width=200,
            format="YYYY-MM-DD", help=f"Any day whose {ahead} days after are over",
        )  # fmt: skip
        if isinstance(day, date):
            _of_day(view, asked, day)


def _of_day(view: View, asked: Asked, day: date) -> None:
    then = asked.answer.on_day(day)
    calls, ahead = past_calls(then, day), then.history.horizon_days
    left = [one for one in calls if one.lost_on is not None]
    st.markdown(
        plain(
            f"On {day_words(day)} {plural(len(calls), 'account')} were at risk. In the {ahead} days after, "
            f"{plural(lost_after(then, day), 'customer')} left, {len(left)} of them on this list."
        )
    )
    if not calls:
        return
    table = pa.Table.from_pylist(
        [
            {"account_id": one.account_id, "account_name": one.account_name, "score": one.score, "mrr": one.mrr}
            | {"outcome": "stayed" if one.lost_on is None else f"left on {day_words(one.lost_on)}"}
            for one in calls
        ]
    )
    account_table(table, view.key("health.past_calls.table"), _SHOWN, decimals=0)
    download_csv(view, table, "past-calls", view.key("health.past_calls.file"), "Export CSV")
