"""Voice of the customer: NPS and satisfaction, by whom, and in their own words."""

from csm_ui.exhibits.card import cards
from csm_ui.exhibits.comments import comments, distribution
from csm_ui.exhibits.fold import fold
from csm_ui.exhibits.leaderboard import by_segment
from csm_ui.exhibits.show import exhibit, exhibits, sentence
from csm_ui.exhibits.worklist import worklist
from csm_ui.page.frame import page
from csm_ui.page.trust import trust
from csm_ui.visitor.cell import Cell

view = page("Voice of the customer", "Would they recommend us, and what do they say?")

HEADLINES = [
    Cell("nps", label="NPS"),
    Cell("csat"),
    Cell("ces"),
    Cell("response_rate", series="nps", label="NPS response rate"),
]

sentence(view, HEADLINES[:3])
cards(view, HEADLINES)
exhibit(view, Cell("nps"))
worklist(
    view,
    Cell("detractor_follow_up", measure="open"),
    "Open detractor follow-ups",
    "No open detractor follow-ups in this scope.",
)
fold(view, "words", "In their own words", lambda inner: comments(inner, Cell("nps")))
THEMES = Cell("feedback_themes", measure="share", label="Comment themes")
fold(view, "themes", "Comment themes", lambda inner: exhibits(inner, [THEMES]))
fold(view, "segments", "NPS by segment", lambda inner: by_segment(inner, Cell("nps")))
SATISFACTION = [
    Cell("csat"),
    Cell("ces"),
    Cell("csat", measure="by_touchpoint", label="Satisfaction by touchpoint"),
    Cell("detractor_follow_up", measure="rate"),
    Cell("response_rate"),
    Cell("survey_responses", measure="answers"),
]
fold(view, "satisfaction", "Satisfaction, effort and surveys over time", lambda inner: exhibits(inner, SATISFACTION))
fold(view, "scores", "Score distribution", lambda inner: distribution(inner, Cell("nps")))
trust(view, HEADLINES)
