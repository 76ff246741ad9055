"""Google Analytics 4 reports: a comment block, then counts by day without any customer."""

from __future__ import annotations

from csm_core.intake.dialect import Dialect

DIALECTS = (
    Dialect(
        source="Google Analytics 4",
        kind="events_aggregate",
        signature=("Date", "Event name", "Event count"),
        columns={
            "event_at": ("Date",),
            "event_name": ("Event name",),
            "event_count": ("Event count",),
            "account_id": ("account_id", "Company ID"),
            "user_id": ("User ID", "Effective user ID"),
        },
        ignored=(
            *("Total users", "Sessions", "Key events", "Engagement rate"),
            "Session primary channel group (Default Channel Group)",
        ),
    ),
)
