"""Rows of use that count several things, of which one column is taken for the events: which one is a question."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from csm_core.intake.batch import Issue
from csm_core.intake.values.profile import Profiles
from csm_core.intake.vocabulary.headers import spoken
from csm_core.intake.vocabulary.judged import is_judged
from csm_core.intake.vocabulary.own_ids import is_id
from csm_core.intake.vocabulary.readings import readings
from csm_core.tables.catalogue import Table

_PEOPLE = re.compile(r"^(dau|wau|mau)$|\b(users|people|visitors|seats|members|benutzer|nutzer)\b")
_NO_COUNTS = frozenset({"score", "month", "date", "mrr", "amount", "revenue", "cost", "seats", "minutes", "duration"})
_MANY = re.compile(r"[a-z]{3}s\b")
_WHOLE = re.compile(r"^\d{1,7}(\.0+)?$")


def several_counts(table: Table, columns: Mapping[str, tuple[str, float]], profiles: Profiles) -> tuple[Issue, ...]:
    """A question where further columns count what happened beside the one that was taken, and no column names what
    each row counts."""
    if table.name != "events" or "event_count" not in columns or "event_name" in columns:
        return ()
    taken = columns["event_count"][0]
    used = {header for header, _ in columns.values()}
    others = sorted(
        header for header in profiles if header not in used and may_be_counts(header, profiles[header].values)
    )
    if not others:
        return ()
    headers = (taken, *others)
    each = ", ".join(f"'{one}'" for one in headers)
    message = (
        f"{each} are all counts; '{taken}' was used as the number of events, and the others were left out. Please "
        "check."
    )
    return (Issue("column_assumed", "warning", message, column=taken, canonical="event_count", headers=headers),)


def may_be_counts(header: str, values: Sequence[str]) -> bool:
    """Whole numbers under the name of many things, which is no id and nothing that a tool thinks of the customer."""
    concepts = frozenset().union(*(one.concepts for one in readings(header)))
    is_other = is_id(header) or is_judged(header) or concepts & _NO_COUNTS or _PEOPLE.search(spoken(header))
    is_named = _MANY.search(spoken(header)) is not None or bool(concepts & {"visits", "count", "event"})
    return is_named and not is_other and len(set(values)) > 1 and all(map(_WHOLE.match, values))
