"""Lifetime value: what a customer is worth, and how sure that is."""

from dataclasses import replace

from csm_core.periods import Grain
from csm_ui.exhibits.card import cards
from csm_ui.exhibits.leaderboard import by_segment
from csm_ui.exhibits.show import exhibit, sentence
from csm_ui.page.frame import page
from csm_ui.page.trust import trust
from csm_ui.visitor.cell import Cell, Form

view = page("Lifetime value", "What is a customer worth to us, and how sure are we?")

HEADLINES = [Cell("clv"), Cell("arpa"), Cell("logo_churn_rate"), Cell("gross_revenue_retention")]

sentence(view, [Cell("clv"), Cell("arpa")])
cards(view, HEADLINES)
exhibit(view, Cell("clv"))
# A month's newcomers are often too few to tell anything.
is_long = view.scope.grain in (Grain.QUARTER, Grain.YEAR)
by = view.scope if is_long else replace(view.scope, grain=Grain.QUARTER)
exhibit(view, Cell("cohort_revenue", scope=by, form=Form.CURVES))
exhibit(view, Cell("cohort_revenue", scope=by))
exhibit(view, Cell("survival"))
by_segment(view, Cell("clv"))
trust(view, HEADLINES)
