"""A case of the corpus: a small file as people or tools make it, and beside it exactly what must come of it.

`NAME.case` is UTF-8 text in parts that begin with '== ':
- head: `what` it is about, the `file` name, its `kind`, and where it matters `encoding`, `newline` (lf, crlf, cr),
  `source`, `said` (codes of issues that must be told), `asked` (codes of questions; none unless stated)
- == input: the file's text; `\\uXXXX` stands for a character that could not be seen
- == kept: CSV of the rows that must be kept; every canonical column that is not listed must be empty throughout
- == attributes: account_id,attribute,value (accounts)
- == quarantined: row,code of every row that must be quarantined
"""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pyarrow as pa

from csm_core.intake.batch import Batch
from csm_core.intake.propose.propose import propose
from csm_core.intake.read.any_file import read
from csm_core.intake.read.source import Source
from csm_core.intake.worker.work import ingest_source
from csm_core.tables.catalogue import TABLES

_NEWLINES = {"lf": "\n", "crlf": "\r\n", "cr": "\r"}


@dataclass(frozen=True, slots=True)
class Case:
    """One case; `parts` are its texts by name."""

    path: Path
    head: Mapping[str, str]
    parts: Mapping[str, str]

    @property
    def content(self) -> bytes:
        """The bytes of the file."""
        text = re.sub(r"\\u([0-9A-Fa-f]{4})", lambda m: chr(int(m[1], 16)), self.parts["input"])
        text = text.replace("\n", _NEWLINES[self.head.get("newline", "lf")])
        return text.encode(self.head.get("encoding", "utf-8"))


def load_case(path: Path) -> Case:
    """The case that the file describes."""
    head, *rest = re.split(r"(?m)^== ", path.read_text("utf-8"))
    text = dict(line.split(": ", 1) for line in head.strip().splitlines())
    return Case(path, text, dict(part.split("\n", 1) for part in rest))


def check_case(case: Case) -> None:
    """What comes of the file is exactly what the case says."""
    source = Source(case.head["file"], case.content)
    ingested = ingest_source(source, None, lambda _stage, _share: None)
    (raw,) = read(source)
    check_batch(ingested.batches[0] if ingested.batches else None, case)
    if ingested.batches:
        asked = {issue.code for issue in propose(raw).questions}
        assert asked == set(case.head.get("asked", "").split())


def check_batch(batch: Batch | None, case: Case) -> None:
    """The batch has the kept rows, the quarantine, the types and the words of the case."""
    assert batch is not None
    report = batch.report
    assert report.kind == case.head["kind"]
    assert report.source == case.head.get("source")
    assert report.rows_in == report.rows_kept + report.rows_quarantined
    assert batch.rows.schema == TABLES[batch.table].schema
    assert texts_of(batch.rows) == _wanted(case, batch.rows.schema)
    if "quarantined" in case.parts or batch.quarantined.num_rows:
        wanted = [(int(row["row"]), row["code"]) for row in _rows(case.parts.get("quarantined", "row,code\n"))]
        assert [(row["source_row"], row["code"]) for row in batch.quarantined.to_pylist()] == wanted
    if "attributes" in case.parts:
        rows = [tuple(row.values()) for row in batch.attributes.to_pylist()]
        assert sorted(rows) == sorted(tuple(row.values()) for row in _rows(case.parts["attributes"]))
    assert set(case.head.get("said", "").split()) <= {issue.code for issue in report.issues}


def texts_of(rows: pa.Table) -> list[dict[str, str]]:
    """Each row's filled cells as text, but for the line it stood in."""
    return [
        {name: _text(value) for name, value in row.items() if value is not None and name != "source_row"}
        for row in rows.to_pylist()
    ]


def _text(value: object) -> str:
    if isinstance(value, dt.datetime):
        # Kept a microsecond late: a moment at midnight, and no date.
        if value.time() == dt.time(microsecond=1):
            return f"{value.date().isoformat()} 00:00:00"
        return value.isoformat(sep=" ") if value.time() != dt.time() else value.date().isoformat()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value:.2f}" if value == round(value, 2) else str(value.normalize())
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def _wanted(case: Case, schema: pa.Schema) -> list[dict[str, str]]:
    rows = _rows(case.parts["kept"])
    wanted = []
    for row in rows:
        assert set(row) <= set(schema.names)
        wanted.append({name: value for name, value in row.items() if value})
    return wanted


def _rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(text.strip("\n").splitlines(keepends=True)))
