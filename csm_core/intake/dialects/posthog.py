"""PostHog events."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pyarrow as pa

from csm_core.intake.dialect import Dialect, LeftOut
from csm_core.intake.rewrite import repeats


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
            ),
            "session_id": ("session_id", "properties.$session_id"),
        },
        ignored=("uuid", "person_id", re.compile(r"^properties(\.|$)")),
        leave_out=_twice,
    ),
)
