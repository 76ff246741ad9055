"""What a workspace itself says: its first and last recorded day, its usual currency and its calendar."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date

from csm_core.facts.build import built_facts
from csm_core.scope import Span
from csm_core.store.saved_calendar import KeptCalendar
from csm_core.store.workspace import Workspace


def data_span(workspace: Workspace, tables: Iterable[str], timezone: str) -> Span | None:
    """First recorded day of `tables` (of all, where these hold none), last recorded day of everything loaded.

    A recorded day is one on which something happened; a planned end, renewal or term date is none. A mapping may
    say the as-of date itself. The currency is the one that rates are quoted in, else the one billed in most often.
    None when nothing dated is loaded.
    """
    facts = built_facts(workspace, timezone)
    days = {
        row["source"]: row
        for row in workspace.recall(f"select * from {facts}.recorded_days order by source").to_pylist()
    }
    if not days:
        return None
    first = min(row["first_on"] for row in [days[name] for name in tables if name in days] or days.values())
    stated_days = [
        date.fromisoformat(options["as_of"])
        for load in workspace.loads()
        if load.superseded_by is None and "as_of" in (options := json.loads(load.mapping).get("options") or {})
    ]
    last = max(stated_days) if stated_days else max(row["last_on"] for row in days.values())
    used = workspace.recall(
        f"select currency from {facts}.used_currencies order by as_base desc, lines desc, currency limit 1"
    ).to_pylist()
    kept = KeptCalendar.of(workspace)
    currency = str(used[0]["currency"]) if used else None
    return Span(min(first, last), last, currency, kept.week_start, kept.fiscal_start)
