"""What crosses from the child process to us: JSON and Arrow, never code."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pyarrow as pa

from csm_core.intake.batch import ATTRIBUTE_SCHEMA, Batch, ColumnReport, FileReport, Issue
from csm_core.intake.check.validate import mapping_text
from csm_core.intake.kept_folder import KeptFolder
from csm_core.intake.mapping import FileMapping
from csm_core.intake.propose.propose import Proposal
from csm_core.intake.rows_on_disk import RowsOnDisk
from csm_core.intake.stream.rows_file import RowsFile
from csm_core.intake.stream.stream import WHY_WHOLE, Streamed
from csm_core.intake.worker.work import Ingested, InspectedTable, Inspection
from csm_core.tables.catalogue import KINDS

_PARTS = ("rows", "quarantined", "attributes")
_IN_MEMORY = 32 << 20


def write_ingested(folder: Path, ingested: Ingested) -> None:
    """result.json, and three Arrow files a batch."""
    entries = []
    for number, batch in enumerate(ingested.batches):
        for part in _PARTS:
            table: pa.Table = getattr(batch, part)
            with RowsFile(folder / f"{number}.{part}.arrow", table.schema) as file:
                file.add(table)
        report = ingested.reports.index(batch.report)
        entry = {"table": batch.table, "report": report, "hash": batch.content_hash, "mapping": batch.mapping}
        entries.append(entry | {"counts": [getattr(batch, part).num_rows for part in _PARTS]})
    whole = {"batches": entries, "reports": [asdict(report) for report in ingested.reports]}
    _write(folder, whole)


def write_streamed(folder: Path, streamed: Streamed, report: FileReport) -> None:
    """result.json beside the rows that are there already."""
    entries = []
    if streamed.mapping is not None:
        RowsFile(folder / "0.attributes.arrow", ATTRIBUTE_SCHEMA).close()
        mapping = mapping_text(streamed.mapping)
        table = KINDS[streamed.mapping.kind]
        entry = {"table": table, "report": 0, "hash": streamed.content_hash, "mapping": mapping}
        entries.append(entry | {"counts": [streamed.rows, streamed.quarantined, 0]})
    _write(folder, {"batches": entries, "reports": [asdict(report)]})


def read_ingested(folder: KeptFolder) -> Ingested:
    """What `write_ingested` or `write_streamed` wrote. What is large stays on disk as long as it is needed."""
    whole = _read(folder.path)
    reports = tuple(_report(one) for one in whole["reports"])
    batches = []
    for number, entry in enumerate(whole["batches"]):
        names = [f"{number}.{part}.arrow" for part in _PARTS]
        tables = [_rows(folder, name, count) for name, count in zip(names, entry["counts"], strict=True)]
        report = reports[entry["report"]]
        batches.append(
            Batch(entry["table"], tables[0], tables[1], report, entry["hash"], entry["mapping"], tables[2])
        )
    return Ingested(tuple(batches), reports)


def write_inspection(folder: Path, inspection: Inspection) -> None:
    """result.json with all of it."""
    tables = []
    for table in inspection.tables:
        proposal = table.proposal
        entry = {
            **{name: getattr(table, name) for name in InspectedTable.__slots__ if name not in ("proposal", "issues")},
            "issues": [asdict(issue) for issue in table.issues],
            "proposal": {
                "mappings": [mapping.to_json() for mapping in proposal.mappings],
                "source": proposal.source,
                "confidence": proposal.confidence,
                "columns": [asdict(column) for column in proposal.columns],
                "samples": dict(proposal.samples),
                "questions": [asdict(question) for question in proposal.questions],
            },
        }
        tables.append(entry)
    _write(folder, {"hash": inspection.content_hash, "tables": tables})


def read_inspection(folder: Path) -> Inspection:
    """What `write_inspection` wrote."""
    whole = _read(folder)
    tables = []
    for entry in whole["tables"]:
        written = entry.pop("proposal")
        proposal = Proposal(
            tuple(FileMapping.from_json(mapping, entry["file"]) for mapping in written["mappings"]),
            written["source"],
            written["confidence"],
            tuple(ColumnReport(**column) for column in written["columns"]),
            {header: tuple(values) for header, values in written["samples"].items()},
            _issues(written["questions"]),
        )
        issues = _issues(entry.pop("issues"))
        headers = tuple(entry.pop("headers"))
        tables.append(InspectedTable(**entry, headers=headers, proposal=proposal, issues=issues))
    return Inspection(whole["hash"], tuple(tables))


def write_error(folder: Path, kind: str, message: str) -> None:
    """result.json of a failure that a person can mend."""
    _write(folder, {"error": kind, "message": message})


def read_error(folder: Path) -> tuple[str, str] | None:
    """Kind and message of a failure, or None; ('', '') where there is no result at all."""
    try:
        whole = _read(folder)
    except (OSError, ValueError):
        return "", ""
    return (whole["error"], whole["message"]) if "error" in whole else None


def why_whole(folder: Path) -> str:
    """Which line kept a file from being read in blocks, '' where none did or nobody knows."""
    note = folder / WHY_WHOLE
    return note.read_text(encoding="utf-8") if note.exists() else ""


def _report(one: Mapping[str, Any]) -> FileReport:
    columns = tuple(ColumnReport(**column) for column in one["columns"])
    return FileReport(**{**one, "columns": columns, "issues": _issues(one["issues"])})


def _issues(entries: list[dict[str, Any]]) -> tuple[Issue, ...]:
    return tuple(Issue(**issue | {"headers": tuple(issue["headers"])}) for issue in entries)


def _rows(folder: KeptFolder, name: str, count: int) -> pa.Table | RowsOnDisk:
    rows = RowsOnDisk(folder.path / name, count, folder)
    return rows.table() if (folder.path / name).stat().st_size <= _IN_MEMORY else rows


def _write(folder: Path, whole: Mapping[str, object]) -> None:
    (folder / "result.json").write_text(json.dumps(whole, ensure_ascii=False), encoding="utf-8")


def _read(folder: Path) -> dict[str, Any]:
    whole = json.loads((folder / "result.json").read_text(encoding="utf-8"))
    if not isinstance(whole, dict):
        raise ValueError("result.json holds no object")
    return whole
