"""Load: one file or sheet that is in a workspace."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


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
