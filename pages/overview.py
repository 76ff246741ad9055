"""Overview: how the customers are doing, what changed, and who to call."""

import streamlit as st

from csm_ui.book import book
from csm_ui.call_list import call_list
from csm_ui.card import cards
from csm_ui.cell import Cell
from csm_ui.frame import page
from csm_ui.leaderboard import changes
from csm_ui.show import exhibit, sentence
from csm_ui.trust import trust

view = page("Overview", "How are our customers doing, and who needs us?")

HEADLINES = [
    Cell("mrr", label="MRR"),
    Cell("net_revenue_retention"),
    Cell("gross_revenue_retention"),
    Cell("logo_churn_rate"),
    Cell("nps", label="NPS"),
    Cell("csat"),
    Cell("arpa"),
    Cell("clv"),
]

sentence(view, [Cell("mrr", label="MRR"), Cell("net_revenue_retention"), Cell("nps", label="NPS")])
cards(view, HEADLINES)

st.header("What changed", anchor=False)
changes(view, HEADLINES)

exhibit(view, Cell("health_bands"))
book(view)
call_list(view)
trust(view, HEADLINES)
