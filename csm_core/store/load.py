"""Load: one file or sheet that is in a workspace."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from csm_core.intake.batch import Batch
from csm_core.intake.cells.date_in_name import date_in_name

# One row a load, with the fields of Load.
LOADS_SQL = """
select load_id, file, sheet, kind, "table", source, content_hash, mapping, rows_in, rows_kept, rows_quarantined,
    coalesce(rows_unanswered, 0) as rows_unanswered,
    loaded_at, superseded_by, origin, coalesce(origin_said, false) as origin_said, listed_on, missing
from meta.loads order by load_id
"""
# Rows in force by canonical table.
COUNTS_SQL = 'select "table", sum(rows_kept)::bigint as kept from meta.loads where superseded_by is null group by 1'
QUARANTINE_SQL = """
select source_row, code, "column", value, message, raw from meta.quarantine
where load_id = $load_id order by source_row, code
"""


@dataclass(frozen=True, slots=True)
class Load:
    """One file or sheet that was loaded: where its rows came from and what became of them.

    `origin` names the source that it is an export of, `origin_said` whether a person said so. `listed_on`: the day
    that it is of, where its mapping or its name says it. `missing`: who is missing from it has 'ended', is 'kept', or
    (None) as it is told by the lists themselves. `rows_unanswered` as in the report.
    """

    load_id: int
    file: str
    sheet: str | None
    kind: str
    table: str
    source: str | None
    content_hash: str
    mapping: str
    rows_in: int
    rows_kept: int
    rows_quarantined: int
    rows_unanswered: int
    loaded_at: datetime
    superseded_by: int | None
    origin: str | None = None
    origin_said: bool = False
    listed_on: date | None = None
    missing: str | None = None

    @property
    def rows_in_trouble(self) -> int:
        """Rows that could not be read."""
        return self.rows_quarantined - self.rows_unanswered

    @classmethod
    def of(cls, load_id: int, batch: Batch, loaded_at: datetime) -> Load:
        """The load of a batch, in force, under the number that the workspace gives it."""
        report = batch.report
        options = json.loads(batch.mapping).get("options") or {}
        return cls(
            load_id=load_id,
            file=report.file,
            sheet=report.sheet,
            kind=report.kind or batch.table,
            table=batch.table,
            source=report.source,
            content_hash=batch.content_hash,
            mapping=batch.mapping,
            rows_in=report.rows_in,
            rows_kept=report.rows_kept,
            rows_quarantined=report.rows_quarantined,
            rows_unanswered=report.rows_unanswered,
            loaded_at=loaded_at,
            superseded_by=None,
            origin=options.get("source"),
            origin_said="source" in options,
            listed_on=day_of(batch, loaded_at),
            missing=options.get("missing"),
        )


def day_of(batch: Batch, loaded_at: datetime) -> date | None:
    """The day that a batch is of, as its mapping says it, else its sheet or its file."""
    list_date = (json.loads(batch.mapping).get("options") or {}).get("list_date")
    if list_date is not None:
        return date.fromisoformat(list_date)
    names = (batch.report.sheet, batch.report.file)
    return next((day for name in names if name and (day := date_in_name(name, loaded_at.date()))), None)


def of_one_source(loads: Sequence[Load]) -> list[list[str]]:
    """Which loads in force are of one source, of what days their lists are, and what becomes of who is missing: by
    content, because the names of sources change nothing."""
    members: dict[tuple[str, str | None], list[list[str]]] = {}
    for load in loads:
        if load.superseded_by is None:
            key = [load.content_hash, load.mapping, str(load.listed_on), str(load.missing)]
            members.setdefault((load.table, load.origin), []).append(key)
    return [sum(sorted(group), [table]) for (table, _), group in members.items() if len(group) > 1]
