"""The 'tracks' table of a Segment or RudderStack warehouse."""

from __future__ import annotations

import re

from csm_core.intake.dialects.declare import Dialect

DIALECTS = (
    Dialect(
        source="Segment tracks",
        kind="events",
        signature=("anonymous_id", "user_id", "event", "timestamp", "original_timestamp", "received_at"),
        columns={
            "event_at": ("timestamp",),
            "event_name": ("event",),
            "user_id": ("user_id",),
            "account_id": ("context_group_id",),
        },
        unused={
            "the tool's own ids and clocks": (
                "id",
                "anonymous_id",
                "original_timestamp",
                "sent_at",
                "received_at",
                "uuid_ts",
            ),
            "text that no metric uses": (
                "event_text",
                re.compile(r"^context_"),
            ),
        },
    ),
)
