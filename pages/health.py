"""Health: who is at risk and why, what the score would have caught, and what other weights say."""

import streamlit as st

from csm_ui.exhibits.choices import with_choices
from csm_ui.exhibits.menu import menu
from csm_ui.exhibits.show import heading
from csm_ui.health.all_accounts import all_accounts
from csm_ui.health.at_risk_panel import at_risk_panel
from csm_ui.health.backtest_panel import backtest_panel, past_calls_panel
from csm_ui.health.components_form import components_form
from csm_ui.health.moves import moves
from csm_ui.health.renewals_by_health import renewals_by_health
from csm_ui.health.replay_panel import replay_in_full, replay_panel
from csm_ui.health.score_change_panel import score_change_panel
from csm_ui.health.suggested_panel import suggested_panel
from csm_ui.health.weights_form import weights_form
from csm_ui.overview.call_list import call_list_on_demand
from csm_ui.page.frame import page
from csm_ui.page.trust import foot
from csm_ui.visitor.cell import Cell

view = page("Health", "Which accounts are at risk, and what would other weights say?")

# The names come first, and are those of the weights that are set below them.
names = st.container()
asked = weights_form(view)
if asked is not None:
    with names:
        left, right = st.columns([7, 3], gap="large")
        with left:
            at_risk_panel(view, asked)
        with right:
            backtest_panel(view, asked)
        bands = with_choices(Cell("health_bands"))
        heading("Try other weights", lambda: menu(view, bands, None))
    moves(view, asked)
    past_calls_panel(view, asked)
    with st.expander("Method: AUC, intervals and other scores beside these weights"):
        replay_panel(view, asked)
    replay_in_full(view, asked)
    suggested_panel(view, asked)
    renewals_by_health(view)
    components_form(view, asked)
    score_change_panel(view)
    call_list_on_demand(view, "Accounts to contact under these weights")
    all_accounts(view)
foot(view)
