"""Outcomes and goals: what customers reach, what we want to reach, and what goes along with campaigns and seasons."""

from csm_ui.exhibits.card import cards
from csm_ui.exhibits.fold import fold
from csm_ui.exhibits.leaderboard import by_segment
from csm_ui.exhibits.show import exhibit, exhibits, sentence
from csm_ui.outcomes.campaign_card import campaign_cell
from csm_ui.outcomes.customer_goals import customer_goals
from csm_ui.page.frame import page
from csm_ui.page.trust import trust
from csm_ui.visitor.cell import Cell, Form

view = page("Outcomes and goals", "Do customers reach what they want, and do we?")

ON_TARGET = Cell("outcome_attainment", measure="on_target", label="Accounts on target")
HEADLINES = [
    ON_TARGET,
    Cell("outcome_attainment", measure="attainment", label="Mean attainment"),
    campaign_cell(view),
]
CUSTOMERS = Cell("customer_outcomes", measure="on_target", label="Outcomes by customer", form=Form.TABLE)

sentence(view, HEADLINES[:1])
cards(view, HEADLINES, columns=3)
exhibit(view, Cell("goal_progress", form=Form.BULLETS))
customer_goals(view, CUSTOMERS)
fold(view, "segments", "Accounts on target by segment", lambda inner: by_segment(inner, ON_TARGET))
fold(view, "course", "Accounts on target over time", lambda inner: exhibits(inner, [ON_TARGET]))
CAMPAIGN = Cell("campaign_effect", measure="gap", label="Days of use against the others, by months since the start")
fold(view, "campaign", "Campaigns", lambda inner: exhibits(inner, [CAMPAIGN]))
TREND = Cell("seasonality", measure="trend", label="Trend without season")
fold(view, "seasons", "Seasons", lambda inner: exhibits(inner, [TREND]))
trust(view, HEADLINES)
