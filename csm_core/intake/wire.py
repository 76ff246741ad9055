"""What crosses from the child process to us: JSON and Arrow, never code."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pyarrow as pa

from csm_core.intake.batch import Batch, ColumnReport, FileReport, Issue
from csm_core.intake.mapping import FileMapping
from csm_core.intake.propose import Proposal
from csm_core.intake.work import Ingested, InspectedTable, Inspection

_PARTS = ("rows", "quarantined", "attributes")


def write_ingested(folder: Path, ingested: Ingested) -> None:
    """result.json, and three Arrow files a batch."""
    entries = []
    for number, batch in enumerate(ingested.batches):
        for part in _PARTS:
            table: pa.Table = getattr(batch, part)
            with (
                pa.OSFile(str(folder / f"{number}.{part}.arrow"), "wb") as sink,
                pa.ipc.new_file(sink, table.schema) as writer,
            ):
                writer.write_table(table)
        report = ingested.reports.index(batch.report)
        entries.append({"table": batch.table, "report": report, "hash": batch.content_hash, "mapping": batch.mapping})
    whole = {"batches": entries, "reports": [asdict(report) for report in ingested.reports]}
    _write(folder, whole)


def read_ingested(folder: Path) -> Ingested:
    """What `write_ingested` wrote."""
    whole = _read(folder)
    reports = tuple(_report(one) for one in whole["reports"])
    batches = []
    for number, entry in enumerate(whole["batches"]):
        rows, quarantined, attributes = (_table(folder / f"{number}.{part}.arrow") for part in _PARTS)
        report = reports[entry["report"]]
        batches.append(Batch(entry["table"], rows, quarantined, report, entry["hash"], entry["mapping"], attributes))
    return Ingested(tuple(batches), reports)


def write_inspection(folder: Path, inspection: Inspection) -> None:
    """result.json with all of it."""
    tables = []
    for table in inspection.tables:
        proposal = table.proposal
        mapping = proposal.mapping.to_json() if proposal.mapping else None
        entry = {
            **{name: getattr(table, name) for name in InspectedTable.__slots__ if name not in ("proposal", "issues")},
            "issues": [asdict(issue) for issue in table.issues],
            "proposal": {
                "mapping": mapping,
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
        told = entry.pop("proposal")
        mapping = FileMapping.from_json(told["mapping"], entry["file"]) if told["mapping"] else None
        proposal = Proposal(
            mapping,
            told["source"],
            told["confidence"],
            tuple(ColumnReport(**column) for column in told["columns"]),
            {header: tuple(values) for header, values in told["samples"].items()},
            _issues(told["questions"]),
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


def _report(one: Mapping[str, Any]) -> FileReport:
    columns = tuple(ColumnReport(**column) for column in one["columns"])
    return FileReport(**{**one, "columns": columns, "issues": _issues(one["issues"])})


def _issues(found: list[dict[str, Any]]) -> tuple[Issue, ...]:
    return tuple(Issue(**issue) for issue in found)


def _table(path: Path) -> pa.Table:
    with pa.OSFile(str(path), "rb") as stream, pa.ipc.open_file(stream) as reader:
        return reader.read_all()


def _write(folder: Path, whole: Mapping[str, object]) -> None:
    (folder / "result.json").write_text(json.dumps(whole, ensure_ascii=False), encoding="utf-8")


def _read(folder: Path) -> dict[str, Any]:
    whole = json.loads((folder / "result.json").read_text(encoding="utf-8"))
    if not isinstance(whole, dict):
        raise ValueError("result.json holds no object")
    return whole
