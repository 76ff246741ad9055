"""Load: one file or sheet that is in a workspace."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from csm_core.intake.batch import Batch


@dataclass(frozen=True, slots=True)
class Load:
    """One file or sheet that was loaded: where its rows came from and what became of them."""

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
    loaded_at: datetime
    superseded_by: int | None

    @classmethod
    def of(cls, load_id: int, batch: Batch, loaded_at: datetime) -> Load:
        """The load of a batch, in force, under the number that the workspace gives it."""
        report = batch.report
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
            loaded_at=loaded_at,
            superseded_by=None,
        )
