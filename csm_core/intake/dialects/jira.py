"""Jira Service Management issues: month names in the exporter's language, SLA clocks that are no durations."""

from __future__ import annotations

import re

import pyarrow as pa

from csm_core.intake.dialects.declare import Dialect
from csm_core.intake.dialects.rewrite import words


def _states(cells: pa.Table) -> pa.Table:
    return words(cells, "Status", {"Resolved": "solved", "Done": "solved", "Waiting for customer": "pending"})


DIALECTS = (
    Dialect(
        source="Jira Service Management",
        kind="tickets",
        signature=("Summary", "Issue key", "Issue Type", "Status", "Created", "Resolved", "Reporter"),
        columns={
            "ticket_id": ("Issue key",),
            "subject": ("Summary",),
            "ticket_status": ("Status",),
            "priority": ("Priority",),
            "created_at": ("Created",),
            "solved_at": ("Resolved",),
            "first_response_at": ("Custom field ([CHART] Date of First Response)",),
            "account_name": (re.compile(r"(?i)^(custom field \()?organi[sz]ations?\)?$"),),
        },
        unused={
            "the tool's own ids and clocks": (
                "Issue id",
                "Assignee Id",
                "Project key",
            ),
            "names of people and teams": (
                "Project name",
                "Assignee",
                "Reporter",
            ),
            "text that no metric uses": (
                "Issue Type",
                re.compile(r"^Comment( \(\d+\))?$"),
                re.compile(r"^Custom field (?!.*[Ss]atisfaction)"),
            ),
            "days on which the record was created or changed": (
                "Updated",
                "Status Category Changed",
            ),
            "the state by group": ("Status Category",),
        },
        adapt=_states,
    ),
)
