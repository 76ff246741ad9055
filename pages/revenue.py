"""Revenue: MRR, where it came from and where it went, whose it was, and what comes up for renewal."""

import streamlit as st

from csm_ui.exhibits.card import cards
from csm_ui.exhibits.fold import fold
from csm_ui.exhibits.leaderboard import by_segment
from csm_ui.exhibits.lists import lists
from csm_ui.exhibits.losses import downgraded, lost
from csm_ui.exhibits.renewals import SOON_DAYS, renewals_by_band, renewals_by_name
from csm_ui.exhibits.revenue_retention import revenue_retention
from csm_ui.exhibits.show import exhibit, exhibits, sentence
from csm_ui.exhibits.variants_compared import variants_compared
from csm_ui.page.frame import page
from csm_ui.page.trust import trust
from csm_ui.visitor.cell import Cell, Form

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
    Cell("mrr"),
    Cell("renewal_calendar"),
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
BRIDGE = Cell("mrr_movements", scope=view.year, form=Form.BRIDGE)

sentence(view, HEADLINES[:2])
cards(view, HEADLINES)
with st.grid(2, min_column_width=340):
    exhibit(view, BRIDGE)
    exhibit(view, Cell("mrr_movements", scope=view.year))
    revenue_retention(view)
    renewals_by_band(view)
lists(
    view,
    "who",
    {"Lost": lost, "Downgraded or paused": downgraded, f"Renewals in {SOON_DAYS} days": renewals_by_name},
)
fold(view, "segments", "MRR by segment", lambda inner: by_segment(inner, Cell("mrr")))
fold(view, "economics", "Unit economics", lambda inner: exhibits(inner, ECONOMICS))
fold(view, "ratios", "MRR over time, renewals, expansion and other ratios", lambda inner: exhibits(inner, RATIOS))
variants_compared(view, ["net_revenue_retention", "gross_revenue_retention"])
trust(view, [*HEADLINES, Cell("mrr_movements"), Cell("renewal_calendar"), *ECONOMICS, *RATIOS])
