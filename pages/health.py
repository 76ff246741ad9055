"""Health: who is at risk and why, what the score would have caught, and what other weights say."""

import streamlit as st

from csm_ui.exhibits.choices import with_choices
from csm_ui.exhibits.fold import fold
from csm_ui.exhibits.menu import menu
from csm_ui.exhibits.show import exhibits, heading
from csm_ui.health.all_accounts import all_accounts
from csm_ui.health.at_risk_panel import at_risk_panel
from csm_ui.health.backtest_panel import backtest_panel, backtest_sentence
from csm_ui.health.components_form import components_form
from csm_ui.health.moves import moves
from csm_ui.health.past_calls_panel import past_calls_panel
from csm_ui.health.renewals_by_health import renewals_by_health
from csm_ui.health.replay_panel import replay_in_full, replay_panel
from csm_ui.health.score_change_panel import score_change_panel
from csm_ui.health.suggested_panel import suggested_panel
from csm_ui.health.weights_form import weights_form
from csm_ui.overview.call_list import call_list_on_demand
from csm_ui.page.frame import page
from csm_ui.page.trust import foot
from csm_ui.visitor.cell import Cell, Form
from csm_ui.visitor.part import part

view = page("Health", "Which accounts are at risk, and what would other weights say?")

COURSE = [
    Cell("health_bands", measure="accounts", form=Form.STACK, label="Accounts by band"),
    Cell("health_bands", measure="mrr", form=Form.STACK, label="MRR by band"),
]
# The names come first, and are those of the weights that are set below them.
names = st.container()
asked = weights_form(view)
if asked is not None:
    with names:
        backtest_sentence(view, asked)
        left, right = st.columns([3, 1], gap="medium")
        with left:
            at_risk_panel(view, asked)
        with right:
            backtest_panel(view, asked)
        bands = with_choices(Cell("health_bands"))
        heading("Try other weights", lambda: menu(view, bands, None))
    moves(view, asked)
    # Each answers its own clicks: opening one draws no other.
    part(view, lambda inner: past_calls_panel(inner, asked))
    fold(view, "health.course", "Health bands over time", lambda inner: exhibits(inner, COURSE))
    with st.expander("Method: AUC, intervals and other scores beside these weights"):
        replay_panel(view, asked)
    part(view, lambda inner: replay_in_full(inner, asked))
    part(view, lambda inner: suggested_panel(inner, asked))
    part(view, renewals_by_health)
    part(view, lambda inner: components_form(inner, asked))
    part(view, score_change_panel)
    call_list_on_demand(view, "Accounts to contact under these weights")
    part(view, all_accounts)
foot(view)
