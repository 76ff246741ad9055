"""Account: one account's scorecard."""

import streamlit as st

from csm_ui.exhibits.fold import fold
from csm_ui.health.score_change_panel import score_change_panel
from csm_ui.page.account_card import chosen_account, course_of, health, subscriptions, timeline, voices
from csm_ui.page.account_head import profile
from csm_ui.page.account_outcomes import account_outcomes
from csm_ui.page.frame import page
from csm_ui.page.tool_scores_panel import tool_scores_panel
from csm_ui.page.trust import foot

view = page("Account", "How is this account doing, and what do they say?")

account = chosen_account(view)
if account is not None:
    is_customer = profile(view, account)
    if is_customer:
        health(view, account)
    timeline(view, account)
    with st.grid(2, min_column_width=340):
        with st.container():
            voices(view, account)
        with st.container():
            subscriptions(view, account)
    if is_customer:
        tool_scores_panel(view, account.account_id)
        score_change_panel(view, account.account_id)
    fold(view, "outcomes", "Outcomes", lambda inner: account_outcomes(inner, account))
    fold(view, "course", "MRR and answers over time", lambda inner: course_of(inner, account, ("mrr", "nps", "csat")))
foot(view)
