"""What intake hands to the store: typed rows, quarantined rows, and the report of how it went."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Literal

import pyarrow as pa

from csm_core.intake.rows_on_disk import RowsOnDisk

QUARANTINE_SCHEMA = pa.schema(
    [
        ("source_row", pa.int64()),  # line or row of the file, as the reader would count it
        ("code", pa.string()),  # the cause, as in Issue.code
        ("column", pa.string()),  # the file's own header, or null when the row as a whole is meant
        ("value", pa.string()),  # the offending text
        ("message", pa.string()),  # the sentence to show
        ("raw", pa.string()),  # the whole row as JSON text {header: text}, so that nothing is lost
    ]
)
ATTRIBUTE_SCHEMA = pa.schema([("account_id", pa.string()), ("attribute", pa.string()), ("value", pa.string())])


@dataclass(frozen=True, slots=True)
class Issue:
    """One problem, or one thing that was decided, while reading. `row` is 1-based in the file."""

    code: str
    level: Literal["info", "warning", "error"]
    message: str
    row: int | None = None
    column: str | None = None
    value: str | None = None


@dataclass(frozen=True, slots=True)
class ColumnReport:
    """How one column of the file was understood. `canonical` is None where it was left out."""

    header: str
    canonical: str | None
    confidence: float
    format: str | None


@dataclass(frozen=True, slots=True)
class FileReport:
    """What a file (or one sheet of it) is and what became of its rows: rows_in = kept + quarantined."""

    file: str
    sheet: str | None
    kind: str | None
    source: str | None
    confidence: float
    encoding: str | None
    delimiter: str | None
    header_row: int | None
    rows_in: int
    rows_kept: int
    rows_quarantined: int
    columns: tuple[ColumnReport, ...] = ()
    issues: tuple[Issue, ...] = ()

    def to_json(self) -> dict[str, object]:
        """The object that `read --json` prints for one file or sheet."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Batch:
    """All rows of one file or sheet under one mapping.

    `rows` has the schema of `TABLES[table].schema`; `attributes` is long (ATTRIBUTE_SCHEMA, accounts only);
    `quarantined` has QUARANTINE_SCHEMA. `content_hash` is the SHA-256 of the file's bytes and `mapping`
    the JSON text of the mapping that was applied: together they say what was loaded. What would fill the
    memory stays on disk.
    """

    table: str
    rows: pa.Table | RowsOnDisk
    quarantined: pa.Table | RowsOnDisk
    report: FileReport
    content_hash: str
    mapping: str
    attributes: pa.Table = field(default_factory=ATTRIBUTE_SCHEMA.empty_table)
