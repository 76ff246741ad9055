"""Mixpanel's raw events: JSON lines, nested under 'properties', retried deliveries twice in the file."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pyarrow as pa

from csm_core.intake.dialects.declare import Dialect, LeftOut
from csm_core.intake.dialects.rewrite import repeats


def _delivered_twice(cells: pa.Table) -> Sequence[LeftOut]:
    again = repeats(cells, "properties.$insert_id")
    message = "This event was delivered twice; it counts once."
    return () if again is None else (LeftOut(again, "duplicate_event", message),)


DIALECTS = (
    Dialect(
        source="Mixpanel events",
        kind="events",
        signature=("event", "properties.time", "properties.distinct_id"),
        columns={
            "event_name": ("event",),
            "event_at": ("properties.time",),
            "user_id": ("properties.distinct_id", "properties.$user_id"),
            "account_id": (
                re.compile(r"(?i)^properties\.\$?(account|company|organi[sz]ation|workspace|group|tenant)(_?id)?$"),
            ),
            "account_name": (re.compile(r"(?i)^properties\.\$?(account|company|organi[sz]ation|customer)_?name$"),),
            "session_id": (re.compile(r"(?i)^properties\.\$?session_?id$"),),
            "duration_minutes": (re.compile(r"(?i)^properties\.\$?duration_?min(ute)?s$"),),
        },
        unused={
            "the tool's own ids and clocks": (
                "properties.$insert_id",
                "properties.mp_processing_time_ms",
                re.compile(r"^properties\.(\$|mp_)"),
            ),
        },
        leave_out=_delivered_twice,
    ),
)
