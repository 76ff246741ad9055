"""Support: how many ask for help, how fast and how well they get it, and who escalates."""

import streamlit as st

from csm_ui.exhibits.card import cards
from csm_ui.exhibits.fold import fold
from csm_ui.exhibits.leaderboard import by_segment
from csm_ui.exhibits.movers import escalated
from csm_ui.exhibits.show import exhibit, exhibits, sentence
from csm_ui.page.frame import page
from csm_ui.page.trust import trust
from csm_ui.visitor.cell import Cell

view = page("Support", "How often do customers need help, and how well do they get it?")

TICKETS = Cell("ticket_rate", label="Tickets per 100 customers")
TIME = Cell("resolution_time", measure="median", label="Median resolution time")
HEADLINES = [Cell("first_contact_resolution"), TICKETS, TIME, Cell("escalation_rate")]
ESCALATION = Cell("escalation_duration", measure="median", label="Median escalation")
SLOWEST = Cell("resolution_time", measure="p90", label="90th-percentile resolution time")

sentence(view, [Cell("first_contact_resolution"), TIME])
cards(view, HEADLINES)
with st.grid(2, min_column_width=340):
    exhibit(view, TICKETS)
    exhibit(view, TIME)
escalated(view)
fold(view, "segments", "Tickets by segment", lambda inner: by_segment(inner, TICKETS))
QUALITY = [Cell("first_contact_resolution"), Cell("within_sla")]
fold(view, "course", "First contacts and response targets over time", lambda inner: exhibits(inner, QUALITY))
ESCALATIONS = [Cell("escalation_rate"), ESCALATION, SLOWEST]
fold(view, "escalations", "Escalations and the slowest tickets", lambda inner: exhibits(inner, ESCALATIONS))
trust(view, [*HEADLINES, Cell("within_sla"), ESCALATION, SLOWEST])
