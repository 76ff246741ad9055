"""Lifetime value: what a customer is worth, and how sure that is."""

from dataclasses import replace

from csm_core.periods import Grain
from csm_ui.exhibits.card import cards
from csm_ui.exhibits.fold import fold
from csm_ui.exhibits.leaderboard import by_segment
from csm_ui.exhibits.show import exhibit, exhibits, sentence
from csm_ui.exhibits.value_what_if import value_what_if
from csm_ui.page.frame import page
from csm_ui.page.trust import trust
from csm_ui.visitor.cell import Cell, Form

view = page("Lifetime value", "What is a customer worth to us, and how sure are we?")

HEADLINES = [Cell("clv"), Cell("arpa"), Cell("logo_churn_rate"), Cell("gross_revenue_retention")]
ACCOUNTS = [Cell("clv")]
COST = [Cell("ltv_to_cac"), Cell("payback_months")]

sentence(view, [Cell("clv"), Cell("arpa")])
cards(view, HEADLINES)
# A month's newcomers are often too few to tell anything.
is_long = view.scope.grain in (Grain.QUARTER, Grain.YEAR)
by = replace(view.scope, grain=view.scope.grain if is_long else Grain.QUARTER)
# Cohorts are of every year where nobody chose a period: thirteen months show none that is old.
by = replace(by, start=None if view.is_usual_period else by.start)
exhibit(view, Cell("cohort_revenue", scope=by, form=Form.CURVES))
value_what_if(view)
by_segment(view, Cell("clv"))
fold(view, "cost", "Against the cost of acquisition", lambda inner: exhibits(inner, COST))
fold(view, "survival", "Survival, on which it rests", lambda inner: exhibits(inner, [Cell("survival")]))
COHORTS = Cell("cohort_revenue", scope=by)
fold(view, "cohorts", "Revenue by cohort", lambda inner: exhibits(inner, [COHORTS]))
fold(
    view,
    "accounts",
    "Value of each account, and the model's parameters",
    lambda inner: exhibits(inner, [Cell("clv")]),
)
trust(view, HEADLINES)
