"""By which name the loads of reference exchange rates go, and up to which day those in force reach."""

from __future__ import annotations

from datetime import date

from csm_core.store.workspace import Workspace

REFERENCE = "European Central Bank reference rates"

_LAST_SQL = """
select cast(max(r."date") as date) as last_on from canonical.fx_rates r
join meta.loads l on l.load_id = r.load_id and l.superseded_by is null and l.source = $source
"""


def reference_rates_end(workspace: Workspace) -> date | None:
    """The day of the last reference rate in force; None where rates are the user's own, or there are none."""
    rows = workspace.recall(_LAST_SQL, {"source": REFERENCE}, of_files=True).to_pylist()
    last_on: date | None = rows[0]["last_on"]
    return last_on
