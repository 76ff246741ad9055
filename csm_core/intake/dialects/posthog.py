"""PostHog events."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

import pyarrow as pa

from csm_core.intake.dialects.declare import Dialect, LeftOut
from csm_core.intake.dialects.rewrite import repeats, rewrite


def _group(cells: pa.Table) -> pa.Table:
    """Unflattened exports keep the account inside the JSON text of the properties."""
    return rewrite(cells, "properties", _account)


def _account(text: str) -> str | None:
    try:
        properties = json.loads(text)
    except ValueError:
        return None
    group = properties.get("$group_0") if isinstance(properties, dict) else None
    return group if isinstance(group, str) else None


def _twice(cells: pa.Table) -> Sequence[LeftOut]:
    again = repeats(cells, "uuid")
    message = "This event was delivered twice; it counts once."
    return () if again is None else (LeftOut(again, "duplicate_event", message),)


DIALECTS = (
    Dialect(
        source="PostHog events",
        kind="events",
        signature=("uuid", "event", "timestamp", "distinct_id"),
        columns={
            "event_at": ("timestamp",),
            "event_name": ("event",),
            "user_id": ("distinct_id",),
            "account_id": (
                re.compile(r"^properties\.\$group_0$"),
                re.compile(r"(?i)^properties\.(account|company)_?id$"),
                "properties",
            ),
            "session_id": ("session_id", "properties.$session_id"),
        },
        unused={
            "the tool's own ids and clocks": (
                "uuid",
                "person_id",
            ),
            "traits of people and events": (re.compile(r"^properties(\.|$)"),),
        },
        adapt=_group,
        leave_out=_twice,
    ),
)
