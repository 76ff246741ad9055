"""Voice of the customer: NPS and satisfaction, by whom, and in their own words."""

import streamlit as st

from csm_ui.exhibits.card import cards
from csm_ui.exhibits.fold import fold
from csm_ui.exhibits.leaderboard import by_segment
from csm_ui.exhibits.lists import lists
from csm_ui.exhibits.show import exhibit, exhibits, sentence
from csm_ui.exhibits.worklist import worklist
from csm_ui.page.frame import page
from csm_ui.page.trust import trust
from csm_ui.visitor.cell import Cell
from csm_ui.voice.classes import classes
from csm_ui.voice.comments import comments, distribution
from csm_ui.voice.themes import themes

view = page("Voice of the customer", "Would they recommend us, and what do they say?")

NPS = Cell("nps", label="NPS")
HEADLINES = [NPS, Cell("csat"), Cell("ces"), Cell("response_rate", series="nps", label="NPS response rate")]
FOLLOW_UP = Cell("detractor_follow_up", measure="open")
NONE_OPEN = "No open detractor follow-ups in this scope."

sentence(view, HEADLINES[:3])
cards(view, HEADLINES)
with st.grid(2, min_column_width=340):
    exhibit(view, Cell("nps"))
    classes(view)
themes(view)
lists(
    view,
    "who",
    {
        "Open detractor follow-ups": lambda inner: worklist(inner, FOLLOW_UP, NONE_OPEN),
        "In their own words": lambda inner: comments(inner, NPS),
        "NPS by segment": lambda inner: by_segment(inner, NPS),
    },
)
SATISFACTION = [
    Cell("csat"),
    Cell("ces"),
    Cell("csat", measure="by_touchpoint", label="Satisfaction by touchpoint"),
    Cell("detractor_follow_up", measure="rate"),
    Cell("response_rate"),
    Cell("survey_responses", measure="answers"),
]
fold(view, "satisfaction", "Satisfaction, effort and surveys over time", lambda inner: exhibits(inner, SATISFACTION))
fold(view, "scores", "Score distribution", lambda inner: distribution(inner, Cell("nps")))
trust(view, HEADLINES)
