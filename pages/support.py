"""Support: how many ask for help, and how fast and how well they get it."""

import streamlit as st

from csm_ui.exhibits.card import cards
from csm_ui.exhibits.leaderboard import by_segment
from csm_ui.exhibits.show import exhibit, sentence
from csm_ui.page.frame import page
from csm_ui.page.trust import trust
from csm_ui.visitor.cell import Cell

view = page("Support", "How often do customers need help, and how well do they get it?")

HEADLINES = [
    Cell("first_contact_resolution"),
    Cell("ticket_rate", label="Tickets per 100 customers"),
    Cell("resolution_time", measure="median", label="Median resolution time"),
    Cell("resolution_time", measure="p90", label="90th-percentile resolution time"),
    Cell("within_sla"),
    Cell("escalation_rate"),
    Cell("escalation_duration", measure="median", label="Median escalation"),
]

sentence(view, [Cell("first_contact_resolution"), Cell("resolution_time", measure="median")])
cards(view, HEADLINES, columns=3)
exhibit(view, Cell("first_contact_resolution"))
with st.grid(2, min_column_width=340):
    exhibit(view, Cell("ticket_rate", label="Tickets per 100 customers"))
    exhibit(view, Cell("resolution_time", measure="median", label="Median resolution time"))
    exhibit(view, Cell("within_sla"))
    exhibit(view, Cell("escalation_rate"))
    exhibit(view, Cell("escalation_duration", measure="median", label="Median escalation"))
by_segment(view, Cell("ticket_rate", label="Tickets per 100 customers"))
trust(view, HEADLINES)
