"""Rows of use that count several things, of which one column is taken for the events: which one is a question."""

from __future__ import annotations

import re
from collections.abc import Mapping

from csm_core.intake.batch import Issue
from csm_core.intake.values.profile import Profiles
from csm_core.intake.vocabulary.own_ids import is_id
from csm_core.intake.vocabulary.readings import readings
from csm_core.tables.catalogue import Table

_COUNTS = frozenset({"count", "visits", "session", "event", "feature"})
_WHOLE = re.compile(r"^\d+(\.0+)?$")


def several_counts(table: Table, columns: Mapping[str, tuple[str, float]], profiles: Profiles) -> tuple[Issue, ...]:
    """A question where further columns count what happened beside the one that was taken, and no column names what
    each row counts."""
    if table.name != "events" or "event_count" not in columns or "event_name" in columns:
        return ()
    taken = columns["event_count"][0]
    used = {header for header, _ in columns.values()}
    others = sorted(header for header in profiles if header not in used and _counts(header, profiles))
    if not others:
        return ()
    headers = (taken, *others)
    each = ", ".join(f"'{one}'" for one in headers)
    message = (
        f"{each} are all counts; '{taken}' was used as the number of events, and the others were left out. Please "
        "check."
    )
    return (Issue("column_assumed", "warning", message, column=taken, canonical="event_count", headers=headers),)


def _counts(header: str, profiles: Profiles) -> bool:
    values = profiles[header].values
    is_count = any(one.concepts & _COUNTS for one in readings(header)) and not is_id(header)
    return is_count and bool(values) and all(map(_WHOLE.match, values))
