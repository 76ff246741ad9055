"""A file's rows as text, before anybody has said what they mean."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import pyarrow as pa

from csm_core.intake.batch import QUARANTINE_SCHEMA, Issue


@dataclass(frozen=True, slots=True)
class RawTable:
    """One file, sheet or archive member as text.

    `cells`: one string column a header (headers unique), one row a data row, blank cells null.
    `row_numbers`: int64, the line (text formats) or row (sheets, parquet) of each data row, from 1.
    `quarantined`: QUARANTINE_SCHEMA, rows that are no data (totals, footers) or can't be read as such.
    `labels`: header → the explanation that the file gives below it (a question's wording, a unit).
    """

    file: str
    sheet: str | None
    cells: pa.Table
    row_numbers: pa.Array
    encoding: str | None = None
    delimiter: str | None = None
    header_row: int | None = None
    issues: tuple[Issue, ...] = ()
    labels: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    quarantined: pa.Table = field(default_factory=QUARANTINE_SCHEMA.empty_table)

    @property
    def headers(self) -> tuple[str, ...]:
        """The unique headers, in the file's order."""
        return tuple(self.cells.column_names)

    @property
    def rows_in(self) -> int:
        """Rows that the file holds, blank lines and header lines apart."""
        return int(self.cells.num_rows + self.quarantined.num_rows)

    @classmethod
    def unread(cls, file: str, message: str) -> RawTable:
        """Part of an archive that could not be read: no cells, one error that says why."""
        issue = Issue("unreadable", "error", message)
        return cls(file, None, pa.table({}), pa.array([], pa.int64()), issues=(issue,))


def raw_text(headers: Sequence[str], values: Sequence[str | None]) -> str:
    """A row as JSON text {header: text}, blank cells left out, for the quarantine."""
    row: Mapping[str, str] = {h: v for h, v in zip(headers, values, strict=False) if v is not None}
    return json.dumps(row, ensure_ascii=False)
