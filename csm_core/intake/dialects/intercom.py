"""Intercom conversations: the native export (zone in the header, seconds) and a third-party exporter's."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from csm_core.intake.dialects.declare import Dialect, LeftOut
from csm_core.intake.dialects.rewrite import is_any, rewrite, words


def _first_company(cells: pa.Table) -> pa.Table:
    """Several companies of one person stand in one cell with ','; snoozed is neither open nor solved."""
    cells = words(cells, "conversation_state", {"snoozed": "hold"})
    return rewrite(cells, "message_author_companies", lambda text: text.split(",")[0].strip())


def _states(cells: pa.Table) -> pa.Table:
    """Snoozed is neither open nor solved."""
    return words(cells, "Current conversation state", {"snoozed": "hold"})


def _messages(cells: pa.Table) -> Sequence[LeftOut]:
    """One row a message: the first message of a conversation stands for it."""
    first = is_any(cells, "message_type", ("conversation_message",))
    if first is None or not pc.any(first).as_py():
        return ()
    message = "This is a later message of a conversation; the conversation is counted once."
    return (LeftOut(pc.invert(first), "later_message", message),)


DIALECTS = (
    Dialect(
        source="Intercom conversations",
        kind="tickets",
        signature=(
            *("Conversation ID", re.compile(r"^Conversation started at"), "Started by", "Conversation source"),
            "Current conversation state",
        ),
        columns={
            "ticket_id": ("Conversation ID",),
            "created_at": (re.compile(r"(?i)^conversation started at"),),
            "solved_at": (re.compile(r"(?i)^(last closed|closed|conversation closed) at"),),
            "ticket_status": ("Current conversation state",),
            "channel": ("Channel", "Conversation source"),
            "first_response_minutes": ("First response time (seconds)",),
            "contact_email": ("User email",),
            "account_id": ("Company ID",),
            "account_name": ("Company name",),
            "subject": ("Topics", "AI Topic"),
        },
        unused={
            "days on which the record was created or changed": (re.compile(r"^Updated at"),),
            "names of people and teams": (
                "Team currently assigned",
                "Teammate currently assigned",
                "User name",
            ),
            "text that no metric uses": (
                "Ticket type",
                "AI Subtopic",
                re.compile(r"^Fin AI"),
            ),
        },
        adapt=_states,
    ),
    Dialect(
        source="Intercom conversations (Prodsight)",
        kind="tickets",
        signature=("conversation_id", "conversation_state", "conversation_created_at", "message_author_email"),
        columns={
            "ticket_id": ("conversation_id",),
            "ticket_status": ("conversation_state",),
            "created_at": ("conversation_created_at",),
            "first_response_at": ("conversation_first_response_at",),
            "solved_at": ("conversation_closed_at",),
            "contact_email": ("message_author_email",),
            "account_name": ("message_author_companies",),
        },
        unused={
            "text that no metric uses": ("conversation_tags",),
            "who wrote the message, and of what kind it is": (
                "message_author_user_id",
                "message_author_type",
                "message_type",
            ),
        },
        adapt=_first_company,
        leave_out=_messages,
    ),
)
