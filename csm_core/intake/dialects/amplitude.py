"""Amplitude's event export: JSON lines in gzips in a zip."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pyarrow as pa

from csm_core.intake.dialects.declare import Dialect, LeftOut
from csm_core.intake.dialects.rewrite import repeats, rewrite


def _sessions(cells: pa.Table) -> pa.Table:
    """-1 is no session."""
    return rewrite(cells, "session_id", lambda text: None if text == "-1" else text)


def _twice(cells: pa.Table) -> Sequence[LeftOut]:
    again = repeats(cells, "uuid")
    message = "This event was delivered twice; it counts once."
    return () if again is None else (LeftOut(again, "duplicate_event", message),)


DIALECTS = (
    Dialect(
        source="Amplitude events",
        kind="events",
        signature=("event_type", "event_time", "user_id", "amplitude_id", "device_id"),
        columns={
            "event_name": ("event_type",),
            "event_at": ("event_time",),
            "user_id": ("user_id",),
            "session_id": ("session_id",),
            "account_id": (re.compile(r"(?i)^groups?\.(account|company|org|organi[sz]ation|workspace)[ _]?(id)?$"),),
        },
        unused={
            "the tool's own ids and clocks": (
                "amplitude_id",
                "device_id",
                "uuid",
                "$insert_id",
                "client_event_time",
                "server_upload_time",
            ),
            "traits of people and events": (
                "paying",
                "platform",
                "country",
                "city",
                re.compile(r"^(event|user|group)_properties"),
                re.compile(r"^groups?\."),
            ),
        },
        adapt=_sessions,
        leave_out=_twice,
    ),
)
