"""Outcomes and goals: what customers reach, what we want to reach, and what goes along with campaigns and seasons."""

import streamlit as st

from csm_ui.exhibits.card import cards
from csm_ui.exhibits.customer_goals import customer_goals
from csm_ui.exhibits.leaderboard import by_segment
from csm_ui.exhibits.show import exhibit, sentence
from csm_ui.page.frame import page
from csm_ui.page.trust import trust
from csm_ui.visitor.cell import Cell, Form

view = page("Outcomes and goals", "Do customers reach what they want, and do we?")

HEADLINES = [
    Cell("outcome_attainment", measure="on_target", label="Accounts on target"),
    Cell("outcome_attainment", measure="attainment", label="Mean attainment"),
    Cell("campaign_effect", measure="effect", label="Days of use gained, latest campaign"),
]

sentence(view, HEADLINES[:1])
cards(view, HEADLINES, columns=3)
exhibit(view, Cell("goal_progress", measure="chance", label="Chance to reach each goal"))
exhibit(view, Cell("outcome_attainment", measure="on_target", label="Accounts on target"))
by_segment(view, Cell("outcome_attainment", measure="on_target", label="Accounts on target"))
customer_goals(view, Cell("customer_outcomes", measure="on_target", label="Outcomes by customer", form=Form.TABLE))
with st.grid(2, min_column_width=340):
    exhibit(view, Cell("campaign_effect", measure="gap", label="Campaign against the others, by period"))
    exhibit(view, Cell("seasonality", measure="trend", label="Trend without season"))
trust(view, HEADLINES)
