"""Retention: cohorts, who left and why, survival."""

from dataclasses import replace

import streamlit as st

from csm_core.periods import Grain
from csm_ui.exhibits.card import cards
from csm_ui.exhibits.fold import fold
from csm_ui.exhibits.leaderboard import by_segment
from csm_ui.exhibits.movers import left, reasons
from csm_ui.exhibits.rules_compared import rules
from csm_ui.exhibits.show import exhibit, exhibits, sentence
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
grains = ["month", "quarter", "year"]
# A month's newcomers are often too few to tell anything; whoever chose a longer grain keeps it.
usual = view.scope.grain.value if view.scope.grain.value in grains[1:] else "quarter"
cohorts_by = st.selectbox("Cohorts by", grains, grains.index(usual), key="cohorts_by", bind="query-params", width=200)
# Cohorts are of every year where nobody chose a period: thirteen months show none that is old.
by = replace(view.scope, grain=Grain(cohorts_by), start=None if view.is_usual_period else view.scope.start)
if view.is_usual_period:
    # Cohorts are watched as they grow older: those of one year have hardly begun.
    by = replace(by, start=None)
exhibit(view, Cell("cohort_retention", scope=by))
with st.grid(2, min_column_width=340):
    left(view)
    reasons(view)
CURVES = [Cell("survival"), Cell("cohort_retention", scope=by, form=Form.CURVES), Cell("retention_forecast")]
fold(view, "curves", "Survival, curves and forecast", lambda inner: exhibits(inner, CURVES))
fold(view, "segments", "Churn by segment", lambda inner: by_segment(inner, Cell("logo_churn_rate")))
fold(view, "course", "Churn over time", lambda inner: exhibits(inner, [Cell("logo_churn_rate")]))
rules(view, ["logo_churn_rate", "net_revenue_retention", "gross_revenue_retention"])
trust(view, [*HEADLINES, Cell("cohort_retention"), Cell("survival"), Cell("retention_forecast")])
