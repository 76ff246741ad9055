"""Voice of the customer: NPS and satisfaction, by whom, and in their own words."""

import streamlit as st

from csm_ui.exhibits.card import cards
from csm_ui.exhibits.comments import comments, distribution
from csm_ui.exhibits.leaderboard import by_segment
from csm_ui.exhibits.show import exhibit, sentence
from csm_ui.exhibits.worklist import worklist
from csm_ui.page.frame import page
from csm_ui.page.trust import trust
from csm_ui.visitor.cell import Cell

view = page("Voice of the customer", "Would they recommend us, and what do they say?")

HEADLINES = [Cell("nps", label="NPS"), Cell("csat"), Cell("ces")]

sentence(view, HEADLINES)
cards(view, HEADLINES, columns=3)
exhibit(view, Cell("nps"))
with st.grid(2, min_column_width=340):
    distribution(view, Cell("nps"))
    by_segment(view, Cell("nps"))
with st.grid(2, min_column_width=340):
    exhibit(view, Cell("csat"))
    exhibit(view, Cell("ces"))
exhibit(view, Cell("csat", measure="by_touchpoint", label="Satisfaction by touchpoint"))
exhibit(view, Cell("feedback_themes", measure="share", label="Comment themes"))
worklist(
    view,
    Cell("detractor_follow_up", measure="open"),
    "Open detractor follow-ups",
    "No open detractor follow-ups in this scope.",
)
with st.grid(2, min_column_width=340):
    exhibit(view, Cell("detractor_follow_up", measure="rate"))
    exhibit(view, Cell("response_rate"))
exhibit(view, Cell("survey_responses", measure="answers"))
comments(view, Cell("nps"))
trust(view, HEADLINES)
