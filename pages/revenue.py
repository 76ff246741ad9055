"""Revenue: MRR, where it came from and where it went, and whose it was."""

import streamlit as st

from csm_ui.exhibits.card import cards
from csm_ui.exhibits.fold import fold
from csm_ui.exhibits.leaderboard import by_segment
from csm_ui.exhibits.movers import shrunk
from csm_ui.exhibits.rules_compared import rules
from csm_ui.exhibits.show import exhibit, exhibits, sentence
from csm_ui.page.frame import page
from csm_ui.page.trust import trust
from csm_ui.visitor.cell import Cell

view = page("Revenue", "How much recurs, what moved it, and does it grow by itself?")

HEADLINES = [
    Cell("mrr", label="MRR"),
    Cell("net_revenue_retention"),
    Cell("gross_revenue_retention"),
    Cell("arpa"),
]
ECONOMICS = [
    Cell("customer_retention_cost"),
    Cell("payback_months"),
    Cell("ltv_to_cac"),
    Cell("mrr_concentration"),
]
RATIOS = [
    Cell("renewal_rate"),
    Cell("renewal_outcomes"),
    Cell("share_in_renewal"),
    Cell("revenue_churn_rate"),
    Cell("expansion_mrr"),
    Cell("expansion_rate"),
    Cell("quick_ratio"),
    Cell("upsell_or_cross_sell_rate"),
    Cell("upsell_rate"),
    Cell("cross_sell_rate"),
    Cell("trial_conversion_rate"),
]

sentence(view, HEADLINES[:2])
cards(view, HEADLINES)
exhibit(view, Cell("mrr_movements"))
with st.grid(2, min_column_width=340):
    shrunk(view)
    exhibit(view, Cell("renewal_calendar"))
fold(view, "segments", "MRR by segment", lambda inner: by_segment(inner, Cell("mrr")))
fold(view, "course", "MRR and its retention over time", lambda inner: exhibits(inner, HEADLINES[:3]))
fold(view, "economics", "Unit economics", lambda inner: exhibits(inner, ECONOMICS))
fold(view, "ratios", "Renewals, expansion and other ratios", lambda inner: exhibits(inner, RATIOS))
rules(view, ["net_revenue_retention", "gross_revenue_retention"])
trust(view, [*HEADLINES, Cell("mrr_movements"), Cell("renewal_calendar"), *ECONOMICS, *RATIOS])
