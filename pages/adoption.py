"""Adoption: who uses what they bought, how much, and where newcomers stop."""

from dataclasses import replace

import streamlit as st

from csm_core.periods import Grain
from csm_ui.exhibits.card import cards
from csm_ui.exhibits.leaderboard import by_segment
from csm_ui.exhibits.show import exhibit, sentence
from csm_ui.page.frame import page
from csm_ui.page.trust import trust
from csm_ui.visitor.cell import Cell

view = page("Adoption", "Do our customers use what they bought?")

HEADLINES = [
    Cell("active_users"),
    Cell("stickiness"),
    Cell("licence_utilisation", variant="monthly", measure="overall"),
    Cell("usage_rate", variant="working_days"),
    Cell("engagement_score", measure="mean"),
    Cell("feature_adoption", measure="breadth", label="Features used by an account"),
    Cell("time_on_platform", measure="per_user_day", label="Minutes per user per day"),
    Cell("time_to_value", measure="median"),
]

sentence(view, [Cell("active_users"), Cell("stickiness"), Cell("usage_rate", variant="working_days")])
cards(view, HEADLINES)
exhibit(view, Cell("active_users"))
with st.grid(2, min_column_width=340):
    exhibit(view, Cell("licence_utilisation", variant="monthly", measure="overall"))
    exhibit(view, Cell("engagement_score", measure="mean"))
by_segment(view, Cell("usage_rate", variant="working_days"))
st.header("Features", anchor=False)
with st.grid(2, min_column_width=340):
    exhibit(view, Cell("feature_adoption", measure="adoption"))
    # Its ages are days, whatever the periods are.
    exhibit(view, Cell("launch_uptake", measure="adopted", scope=replace(view.scope, grain=Grain.DAY)))
st.header("Onboarding", anchor=False)
with st.grid(2, min_column_width=340):
    exhibit(view, Cell("time_to_value", measure="reached", label="Reached value within 30 days"))
    exhibit(view, Cell("sticking_points", measure="conversion", settings=(("who", "accounts"), ("entry", "first"))))
trust(view, HEADLINES)
