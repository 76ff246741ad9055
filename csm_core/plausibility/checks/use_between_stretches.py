"""use_between_stretches: use of one person in a load of a lake and in another one, within minutes of each other."""

from __future__ import annotations

from collections.abc import Iterator

from csm_core.plausibility.declare import Check
from csm_core.plausibility.doubt import Doubt
from csm_core.store.workspace import Workspace
from csm_core.text.plural import agreeing, plural

# Quarters of an hour of one person in which a lake's rows were put together, and another load has rows, too.
_BETWEEN_SQL = """
with timed as (
    select load_id, user_id, epoch_us(event_at) // 900000000 as quarter, row_count from live.events
    where user_id is not null and event_at <> date_trunc('day', event_at)
),
stretches as (select distinct load_id, user_id, quarter from timed where row_count > 1)
select s.load_id, t.load_id as other_id, count(distinct s.user_id) as people, min(s.user_id) as example
from stretches s join timed t on t.user_id = s.user_id and t.quarter = s.quarter and t.load_id <> s.load_id
group by s.load_id, t.load_id order by s.load_id, t.load_id
"""


def _examine(workspace: Workspace, check: Check) -> Iterator[Doubt]:
    loads = {load.load_id: load for load in workspace.loads() if load.superseded_by is None}
    if sum(load.table == "events" for load in loads.values()) < 2:
        return
    for row in workspace.query(_BETWEEN_SQL).to_pylist():
        lake, other = loads[row["load_id"]], loads[row["other_id"]]
        yield check.doubt(
            f"{lake.content_hash[:12]}:{other.content_hash[:12]}",
            f"{plural(row['people'], 'user')} {agreeing(row['people'], 'have')} events within the same quarter of an "
            f"hour in '{lake.file}' and in '{other.file}': turns from one feature to another may be missing there.",
            "A cluster sends repeated use of one feature as its first and last event. Put both sources into one "
            "table on the cluster, and load that.",
            [{"people": row["people"], "example": row["example"], "lake": lake.file, "other": other.file}],
        )


CHECK = Check(
    "use_between_stretches", "Do other events lie between those that a cluster put together?", ("events",), _examine
)
