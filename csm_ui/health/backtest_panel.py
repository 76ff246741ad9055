"""The backtest in plain numbers: what these weights would have caught, with how many calls, and which caught more."""

from __future__ import annotations

import numpy as np
import streamlit as st

from csm_core.metrics.health.suggestion.evaluation import CURRENT, EQUAL, SUGGESTED
from csm_core.scoring.past_calls import caught_by_calls, limit_for_calls
from csm_core.scoring.replay import Replay
from csm_core.text.plural import plural
from csm_core.units import Unit, write_value
from csm_ui.exhibits.choices import with_choices
from csm_ui.exhibits.menu import menu
from csm_ui.exhibits.show import heading
from csm_ui.health.weights_form import Asked, take_weights
from csm_ui.health.weights_on_trial import CALLS_KEY, NAMES, USUAL_CALLS, weights_on_trial
from csm_ui.visitor.address import choose
from csm_ui.visitor.cell import Cell, Form
from csm_ui.visitor.view import View
from csm_ui.widgets.plain import plain
from csm_ui.widgets.trouble import guarded

_BACKTEST = "health_backtest"


def backtest_sentence(view: View, asked: Asked) -> None:
    """What these weights would have caught, in a sentence."""
    _, now, _ = asked.answer.replays()
    with guarded("the backtest in a sentence"):
        if now.thin is None:
            st.markdown(plain(_caught(now, asked.answer.context.scope.currency)))


def backtest_panel(view: View, asked: Asked) -> None:
    """What a team's calls a month would have reached, and which weights reach more."""
    _, now, _ = asked.answer.replays()
    cell = with_choices(Cell(_BACKTEST, measure="caught", form=Form.TABLE, label="Losses flagged in advance"))
    heading("Backtest", lambda: menu(view, cell, None))
    with guarded("the backtest"):
        if now.thin is not None:
            st.info(plain(now.thin))
            return
        label = "Calls a month your team can make"
        calls = int(st.number_input(label, 1, 500, USUAL_CALLS, key=CALLS_KEY, width=260))
        rows = np.arange(len(now.scores), dtype=np.intp)
        reached = caught_by_calls(now.history, rows, now.scores, calls)
        st.markdown(
            plain(
                f"{calls} calls a month, to the lowest scores: {reached.caught} of {reached.lost} losses reached "
                f"in time; {plural(reached.called, 'account')} called, {reached.stayed} of them stayed."
            )
        )
        _limit(view, asked, calls)
        _offer(view, asked, calls)


def _limit(view: View, asked: Asked, calls: int) -> None:
    """The limit of 'at risk' under which as many accounts lie as the team can call."""
    limit = limit_for_calls(asked.answer.now.today.scores, calls)
    cutoffs = asked.answer.now.choice.cutoffs
    if limit is None:
        return

    def take() -> None:
        choose("red_below", str(limit))
        if limit > cutoffs.green_from:
            choose("green_from", str(limit))

    st.button(
        f"At risk below {limit}: as many as {calls} calls",
        key=view.key("health.limit"),
        on_click=take,
        disabled=limit == cutoffs.red_below,
        help="Sets the limit, for you alone, so that those at risk are those whom you can call in a month.",
    )


def _caught(now: Replay, currency: str | None) -> str:
    worth = ""
    if now.caught_mrr_amount is not None:
        worth = f" ({write_value(now.caught_mrr_amount, Unit.MONEY, currency)} of MRR)"
    return (
        f"Backtest: {now.caught_accounts} of {plural(now.lost, 'lost customer')}{worth} were flagged as at risk in "
        f"the {now.history.horizon_days} days before, with {plural(now.false_alarms, 'false alarm')}."
    )


def _offer(view: View, asked: Asked, calls: int) -> None:
    """Learned and equal weights beside yours on the later past, and the best of them where it is not yours."""
    trial = weights_on_trial(view, asked)
    if trial is None:
        return
    words = [f"weights learned from your history {trial.caught[SUGGESTED]}", f"yours {trial.caught[CURRENT]}"]
    words += [f"equal weights {trial.caught[EQUAL]}"] if EQUAL in trial.caught else []
    st.markdown(plain(f"Of {trial.lost} later losses, with {calls} calls a month: {', '.join(words)}."))
    if trial.best is None:
        return
    st.button(
        f"Try the {NAMES[trial.best]}",
        type="primary",
        key=view.key("health.better.try"),
        on_click=take_weights,
        args=(asked.answer, trial.weights),
        help="They caught the most of the later losses. Undo restores yours.",
    )
