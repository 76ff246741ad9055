"""Retention: cohorts, curves, survival."""

from dataclasses import replace

import streamlit as st

from csm_core.periods import Grain
from csm_ui.exhibits.card import cards
from csm_ui.exhibits.leaderboard import by_segment
from csm_ui.exhibits.rules_compared import rules
from csm_ui.exhibits.show import exhibit, sentence
from csm_ui.page.frame import page
from csm_ui.page.trust import trust
from csm_ui.visitor.cell import Cell, Form

view = page("Retention", "Who stays, for how long, and is it getting better?")

HEADLINES = [
    Cell("logo_retention_rate"),
    Cell("logo_churn_rate"),
    Cell("net_revenue_retention"),
    Cell("gross_revenue_retention"),
]

sentence(view, [Cell("logo_retention_rate"), Cell("net_revenue_retention")])
cards(view, HEADLINES)
rules(view, ["logo_churn_rate", "net_revenue_retention", "gross_revenue_retention"])
grains = ["month", "quarter", "year"]
# A month's newcomers are often too few to tell anything; whoever chose a longer grain keeps it.
usual = view.scope.grain.value if view.scope.grain.value in grains[1:] else "quarter"
cohorts_by = st.selectbox("Cohorts by", grains, grains.index(usual), key="cohorts_by", bind="query-params", width=200)
by = replace(view.scope, grain=Grain(cohorts_by))
if view.is_usual_period:
    # Cohorts are watched as they grow older: those of one year have hardly begun.
    by = replace(by, start=None)
exhibit(view, Cell("cohort_retention", scope=by))
exhibit(view, Cell("cohort_retention", scope=by, form=Form.CURVES))
with st.grid(2, min_column_width=340):
    exhibit(view, Cell("survival"))
    exhibit(view, Cell("logo_churn_rate"))
with st.grid(2, min_column_width=340):
    exhibit(view, Cell("retention_forecast"))
    exhibit(view, Cell("churn_reasons"))
by_segment(view, Cell("logo_churn_rate"))
trust(view, [*HEADLINES, Cell("cohort_retention"), Cell("survival"), Cell("retention_forecast")])
