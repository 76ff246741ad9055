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


_ASKING = ("_assumed", "_asked")


@dataclass(frozen=True, slots=True)
class Issue:
    """One problem, or one thing that was decided, while reading. `row` is 1-based in the file.

    A code that ends in `_assumed` says that a cautious reading was taken, one in `_asked` that none was: both are
    questions for a person. Of these, `canonical` is the column that is in doubt, `headers` those it may be.
    """

    code: str
    level: Literal["info", "warning", "error"]
    message: str
    row: int | None = None
    column: str | None = None
    value: str | None = None
    canonical: str | None = None
    headers: tuple[str, ...] = ()

    @property
    def is_question(self) -> bool:
        """Whether a person should decide it."""
        return self.code.endswith(_ASKING) or self.code == "missing_column"

    def to_json(self) -> dict[str, object]:
        """The object that `read --json` prints for one issue."""
        return {name: getattr(self, name) for name in ("code", "level", "row", "column", "value", "message")}


@dataclass(frozen=True, slots=True)
class ColumnReport:
    """How one column of the file was understood. `canonical` is None where it was left out."""

    header: str
    canonical: str | None
    confidence: float
    format: str | None


@dataclass(frozen=True, slots=True)
class FileReport:
    """What a file (or one sheet of it) is and what became of its rows: rows_in = kept + quarantined.

    `rows_unanswered`: of those quarantined, the ones that hold no answer to a survey. Nothing is wrong with them.
    """

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
    rows_unanswered: int = 0

    @property
    def rows_in_trouble(self) -> int:
        """Rows that could not be read."""
        return self.rows_quarantined - self.rows_unanswered

    def to_json(self) -> dict[str, object]:
        """The object that `read --json` prints for one file or sheet."""
        shape = asdict(self) | {"issues": [issue.to_json() for issue in self.issues]}
        del shape["rows_unanswered"]  # the issue 'not_answered' says it
        return shape

    def questions(self) -> list[dict[str, object]]:
        """What a person should decide, as `read --json` prints it: file, canonical, headers, why."""
        return [
            {
                "file": self.file,
                "canonical": issue.canonical,
                "headers": list(issue.headers or ([issue.column] if issue.column else [])),
                "why": issue.message,
            }
            for issue in self.issues
            if issue.is_question
        ]


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
