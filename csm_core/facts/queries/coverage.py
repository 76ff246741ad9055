"""What is there of each canonical table: how many rows, from when to when, from which files, and how late it ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from csm_core.facts.build import built_facts
from csm_core.store.workspace import Workspace
from csm_core.tables.catalogue import TABLES

# A table that ends so many days before the others was probably not exported with them.
STALE_DAYS = 35


@dataclass(frozen=True, slots=True)
class Coverage:
    """One canonical table. `first_on` and `last_on` are None where it tells of no dated thing; `days_behind` is by
    how many days it ends before the last table does. A missing table has no files and 0 rows."""

    table: str
    rows: int
    first_on: date | None
    last_on: date | None
    files: tuple[str, ...]
    loaded_at: datetime | None
    days_behind: int | None

    @property
    def is_stale(self) -> bool:
        """Whether newer rows of it are likely to exist."""
        return self.days_behind is not None and self.days_behind > STALE_DAYS


def coverage(workspace: Workspace) -> list[Coverage]:
    """Every canonical table, in the order in which they are declared."""
    facts = built_facts(workspace)
    days = {row["source"]: row for row in workspace.recall(f"select * from {facts}.recorded_days").to_pylist()}
    last = max((row["last_on"] for row in days.values()), default=None)
    loads = [load for load in workspace.loads() if load.superseded_by is None]
    counts = workspace.row_counts()
    tables = []
    for table in TABLES:
        table_loads = [load for load in loads if load.table == table]
        span = days.get(table)
        files = tuple(
            dict.fromkeys(f"{load.file} · {load.sheet}" if load.sheet else load.file for load in table_loads)
        )
        behind = (last - span["last_on"]).days if span and last else None
        tables.append(
            Coverage(
                table,
                counts.get(table, 0),
                span["first_on"] if span else None,
                span["last_on"] if span else None,
                files,
                max((load.loaded_at for load in table_loads), default=None),
                behind,
            )
        )
    return tables
