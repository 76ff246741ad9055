"""Retention: how many stay, cohort by cohort, who left and why."""

import streamlit as st

from csm_ui.exhibits.card import cards
from csm_ui.exhibits.cohort_table import cohort_table, survival
from csm_ui.exhibits.fold import fold
from csm_ui.exhibits.leaderboard import by_segment
from csm_ui.exhibits.lists import lists
from csm_ui.exhibits.losses import downgraded, lost, lost_card
from csm_ui.exhibits.show import exhibit, exhibits, sentence
from csm_ui.exhibits.variants_compared import variants_compared
from csm_ui.page.frame import page
from csm_ui.page.trust import trust
from csm_ui.visitor.cell import Cell, Form

view = page("Retention", "Who stays, for how long, and is it getting better?")

HEADLINES = [
    Cell("logo_churn_rate"),
    Cell("net_revenue_retention"),
    Cell("gross_revenue_retention"),
]

sentence(view, [Cell("logo_churn_rate"), Cell("net_revenue_retention")])
cards(view, [*HEADLINES, lambda: lost_card(view)])
by = cohort_table(view)
with st.grid(2, min_column_width=340):
    survival(view)
    exhibit(view, Cell("churn_reasons", scope=view.year, measure="mrr", label="MRR lost by reason"))
lists(view, "who", {"Who left": lost, "Downgraded or paused": downgraded})
CURVES = [
    Cell("cohort_retention", scope=by, form=Form.CURVES),
    Cell("retention_forecast"),
    Cell("logo_churn_rate"),
]
fold(view, "curves", "Cohort curves, forecast and churn over time", lambda inner: exhibits(inner, CURVES))
fold(view, "segments", "Churn by segment", lambda inner: by_segment(inner, Cell("logo_churn_rate")))
variants_compared(view, ["logo_churn_rate", "net_revenue_retention", "gross_revenue_retention"])
trust(view, [*HEADLINES, Cell("cohort_retention"), Cell("survival"), Cell("retention_forecast")])
