"""Pendo's list of visitors: a summary over a range of days that the file does not state."""

from __future__ import annotations

from csm_core.intake.dialects.declare import Dialect

DIALECTS = (
    Dialect(
        source="Pendo visitors",
        kind="adoption_summary",
        signature=("Visitor ID", "Account ID", "First Visit", "Last Visit", "Number of Days Active"),
        columns={
            "user_id": ("Visitor ID",),
            "account_id": ("Account ID",),
            "event_at": ("Last Visit",),
            "event_count": ("Number of Days Active",),
        },
        unused={
            "days before the counted ones": ("First Visit",),
            "totals without dates": (
                "Average Daily Time on App",
                "Number of Visitors",
            ),
        },
        constants={"event_name": "Days active"},
    ),
)
