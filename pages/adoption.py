"""Adoption: who uses what they bought, how much, and where newcomers stop."""

from dataclasses import replace

import streamlit as st

from csm_core.periods import Grain
from csm_ui.exhibits.card import cards
from csm_ui.exhibits.first_value import first_value
from csm_ui.exhibits.fold import fold
from csm_ui.exhibits.leaderboard import by_segment
from csm_ui.exhibits.movers import under_users
from csm_ui.exhibits.show import exhibit, exhibits, sentence
from csm_ui.page.frame import page
from csm_ui.page.trust import trust
from csm_ui.visitor.cell import Cell

view = page("Adoption", "Do our customers use what they bought?")

LICENCES = Cell("licence_utilisation", variant="monthly", measure="overall")
USAGE = Cell("usage_rate", variant="working_days")
ONBOARDING = Cell("sticking_points", measure="conversion", settings=(("who", "accounts"), ("entry", "first")))
HEADLINES = [Cell("active_users"), LICENCES, USAGE, Cell("stickiness")]
# Its ages are days, whatever the periods are.
LAUNCHES = Cell("launch_uptake", measure="adopted", scope=replace(view.scope, grain=Grain.DAY))
MORE = [
    LICENCES,
    Cell("engagement_score", measure="mean"),
    Cell("time_on_platform", measure="per_user_day", label="Minutes per user per day"),
    Cell("feature_adoption", measure="breadth", label="Features used by an account"),
]
FIRST_VALUE = Cell("time_to_value", measure="reached", label="Reached value within 30 days")

sentence(view, [Cell("active_users"), USAGE])
cards(view, HEADLINES)
exhibit(view, Cell("active_users"))
with st.grid(2, min_column_width=340):
    under_users(view, LICENCES)
    exhibit(view, Cell("feature_adoption", measure="adoption"))
fold(
    view, "onboarding", "Onboarding", lambda inner: (exhibit(inner, ONBOARDING), first_value(inner, FIRST_VALUE))[-1]
)
fold(view, "segments", "Usage rate by segment", lambda inner: by_segment(inner, USAGE))
fold(view, "launches", "Uptake of launches", lambda inner: exhibits(inner, [LAUNCHES]))
fold(view, "course", "Licences, engagement and time over time", lambda inner: exhibits(inner, MORE))
trust(view, [*HEADLINES, *MORE[1:]])
