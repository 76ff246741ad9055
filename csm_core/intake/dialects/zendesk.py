"""Zendesk ticket export: minutes beside rounded hours, stations that count the first one."""

from __future__ import annotations

import re

import pyarrow as pa

from csm_core.intake.dialects.declare import Dialect
from csm_core.intake.dialects.rewrite import less_one, words


def _stations(cells: pa.Table) -> pa.Table:
    """The first group and assignee count as a station but are no change."""
    cells = words(cells, "Status", {"On-hold": "hold"})
    return less_one(less_one(cells, "Group stations"), "Assignee stations")


DIALECTS = (
    Dialect(
        source="Zendesk tickets",
        kind="tickets",
        signature=("Id", "Requester", "Assignee", "Group", "Subject", "Status", "Created at", "Via"),
        columns={
            "ticket_id": ("Id",),
            "contact_email": ("Requester email",),
            "user_id": ("Requester external id",),
            "subject": ("Subject",),
            "ticket_status": ("Status",),
            "priority": ("Priority",),
            "channel": ("Via",),
            "created_at": ("Created at",),
            "solved_at": ("Solved at",),
            "group_changes": ("Group stations",),
            "assignee_changes": ("Assignee stations",),
            "reopens": ("Reopens",),
            "agent_replies": ("Replies",),
            "first_response_minutes": ("First reply time in minutes",),
            "resolution_minutes": ("Full resolution time in minutes",),
            "escalated_at": (re.compile(r"(?i)^escalated[ _]at"),),
            "escalation_closed_at": (re.compile(r"(?i)^escalation[ _](closed|resolved|solved)[ _]at"),),
            "account_name": ("Organization",),
            "account_id": (re.compile(r"(?i)^(account|company|organi[sz]ation)[ _](id|external id)"),),
        },
        unused={
            "names of people and teams": (
                "Requester",
                "Requester domain",
                "Submitter",
                "Assignee",
                "Group",
            ),
            "the tool's own ids and clocks": (
                "Summation column",
                "Requester id",
            ),
            "text that no metric uses": (
                "Tags",
                "Ticket type",
                re.compile(r" \[list\]$"),
            ),
            "days on which the record was created or changed": (
                "Updated at",
                "Assigned at",
                "Initially assigned at",
            ),
            "when it should be solved": ("Due date",),
            "the same times in another unit, or by business hours": (
                "Resolution time",
                "First resolution time in minutes",
                re.compile(r"within business hours$"),
            ),
        },
        adapt=_stations,
    ),
)
