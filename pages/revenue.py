"""Revenue: MRR, where it came from and where it went."""

import streamlit as st

from csm_ui.exhibits.card import cards
from csm_ui.exhibits.leaderboard import by_segment
from csm_ui.exhibits.rules_compared import rules
from csm_ui.exhibits.show import exhibit, sentence
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

sentence(view, HEADLINES[:2])
cards(view, HEADLINES)
rules(view, ["net_revenue_retention", "gross_revenue_retention"])
exhibit(view, Cell("mrr_movements"))
exhibit(view, Cell("mrr"))
with st.grid(2, min_column_width=340):
    exhibit(view, Cell("net_revenue_retention"))
    exhibit(view, Cell("gross_revenue_retention"))
exhibit(view, Cell("renewal_calendar"))
DETAILS = [
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
    Cell("mrr_concentration"),
    Cell("trial_conversion_rate"),
    Cell("customer_retention_cost"),
    Cell("payback_months"),
    Cell("ltv_to_cac"),
]
with st.grid(2, min_column_width=340):
    for cell in DETAILS:
        exhibit(view, cell)
by_segment(view, Cell("mrr"))
trust(view, [*HEADLINES, Cell("mrr_movements"), Cell("renewal_calendar"), *DETAILS])
