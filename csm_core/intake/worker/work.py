"""What is done with one file, from bytes to batches; runs in the limited child process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from csm_core.intake.batch import Batch, FileReport, Issue
from csm_core.intake.check.validate import validate
from csm_core.intake.columns.by_values import NOTHING_KNOWN, SeenValues
from csm_core.intake.layout.raw import RawTable
from csm_core.intake.mapping import FileMapping, MappingFile
from csm_core.intake.propose.propose import Proposal, propose
from csm_core.intake.read.any_file import read
from csm_core.intake.read.source import Source
from csm_core.intake.stream.stream import READ_WHOLE, Streamed, stream
from csm_core.intake.vocabulary.headers import compact
from csm_core.tables.catalogue import KINDS
from csm_core.text.table_words import table_words

Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class Ingested:
    """`batches`: what can be loaded. `reports`: one for each table and mapping, those that gave no batch too."""

    batches: tuple[Batch, ...]
    reports: tuple[FileReport, ...]


@dataclass(frozen=True, slots=True)
class InspectedTable:
    """One table of a file as the mapping screen shows it; `rows` counts its data rows."""

    file: str
    sheet: str | None
    encoding: str | None
    delimiter: str | None
    header_row: int | None
    rows: int
    headers: tuple[str, ...]
    proposal: Proposal
    issues: tuple[Issue, ...]


@dataclass(frozen=True, slots=True)
class Inspection:
    """What is in a file, before anything is taken from it."""

    content_hash: str
    tables: tuple[InspectedTable, ...]


def inspect_source(
    source: Source, mapping: MappingFile | None, progress: Progress, seen: SeenValues = NOTHING_KNOWN
) -> Inspection:
    """Read and propose. A saved mapping stands in for the proposal where its headers are there."""
    progress("Reading", 0.0)
    raws = read(source)
    tables = []
    for number, raw in enumerate(raws):
        progress("Recognising", number / len(raws))
        tables.append(_inspected(raws, raw, mapping, seen, raw.rows_in))
    return Inspection(source.sha256, tuple(tables))


def stream_inspection(
    source: Source, mapping: MappingFile | None, progress: Progress, folder: Path, seen: SeenValues = NOTHING_KNOWN
) -> Inspection | None:
    """As `inspect_source`, block by block, for a large regular file; None where it has to be read whole."""
    result = stream(source, lambda _raw: Proposal((), None, 0.0, (), {}), progress, folder)
    if result is None:
        return None
    return Inspection(result.content_hash, (_inspected((result.raw,), result.raw, mapping, seen, result.rows_in),))


def _inspected(
    raws: tuple[RawTable, ...], raw: RawTable, mapping: MappingFile | None, seen: SeenValues, rows: int
) -> InspectedTable:
    proposal = propose(raw, seen)
    saved = tuple(one for one in _saved(raws, raw, mapping) if _has_headers(raw, one))
    if saved:
        proposal = replace(proposal, mappings=saved, confidence=1.0, questions=(), assumed=())
    issues = tuple(issue for issue in proposal.assumed if not issue.is_question)
    layout = (raw.file, raw.sheet, raw.encoding, raw.delimiter, raw.header_row)
    return InspectedTable(*layout, rows, raw.headers, proposal, (*raw.issues, *issues))


def ingest_source(
    source: Source, mapping: MappingFile | None, progress: Progress, seen: SeenValues = NOTHING_KNOWN
) -> Ingested:
    """Read, map and validate every table of the file. Raises UnreadableFile and BadMapping."""
    progress("Reading", 0.0)
    raws = read(source)
    content_hash = source.sha256
    batches: list[Batch] = []
    reports: list[FileReport] = []
    for number, raw in enumerate(raws):
        progress("Checking rows", 0.4 + 0.6 * number / len(raws))
        ingested = [validate(raw, one, content_hash) for one in _saved(raws, raw, mapping)] or _proposed(
            raw, content_hash, seen
        )
        batches += ingested
        reports += [batch.report for batch in ingested] or [_unknown(raw)]
    progress("Checking rows", 1.0)
    return Ingested(tuple(batches), tuple(reports))


def stream_source(
    source: Source, mapping: MappingFile | None, progress: Progress, folder: Path, seen: SeenValues = NOTHING_KNOWN
) -> tuple[Streamed, FileReport] | None:
    """As `ingest_source`, block by block, for a large regular file; None where it has to be read whole.

    The rows go to files in `folder`. Raises UnreadableFile and BadMapping.
    """

    def choose(raw: RawTable) -> Proposal:
        saved = _saved((raw,), raw, mapping)
        return Proposal(tuple(saved), None, 1.0, (), {}) if saved else _main_alone(propose(raw, seen))

    result = stream(source, choose, progress, folder)
    if result is None:
        return None
    if result.report is None:
        return result, replace(_unknown(result.raw), rows_in=result.rows_in, rows_quarantined=result.rows_in)
    return result, _reported(result.report, result.proposal)


def _main_alone(proposal: Proposal) -> Proposal:
    """A large file is taken for its main table alone: to read it whole for another would take the memory for it."""
    main = proposal.mapping
    if main is None or len(proposal.mappings) == 1 or KINDS[main.kind] in READ_WHOLE:
        return proposal
    kinds = " and ".join(table_words(mapping.kind) for mapping in proposal.mappings[1:])
    message = f"The file also contains {kinds}, left out because the file is large. Map it to include them."
    left = Issue("further_tables_asked", "warning", message)
    return replace(proposal, mappings=(main,), assumed=(*proposal.assumed, left))


def _proposed(raw: RawTable, content_hash: str, seen: SeenValues) -> list[Batch]:
    """A batch for each table of our own proposal, none where we have none."""
    proposal = propose(raw, seen)
    batches = [validate(raw, mapping, content_hash, proposal.confidence) for mapping in proposal.mappings]
    return [
        # What was assumed of the file as a whole is said once.
        replace(batch, report=_reported(batch.report, proposal if not index else replace(proposal, assumed=())))
        for index, batch in enumerate(batches)
    ]


def _reported(report: FileReport, proposal: Proposal) -> FileReport:
    """The report with the proposal's confidences, and what was assumed in proposing it."""
    return replace(_with_confidences(report, proposal), issues=(*report.issues, *proposal.assumed))


def _saved(raws: tuple[RawTable, ...], raw: RawTable, mapping: MappingFile | None) -> list[FileMapping]:
    """The mappings meant for this table. One that names no sheet of a workbook is for the first that fits."""
    if mapping is None or not raw.headers:
        return []
    batches = []
    for one in mapping.of(raw.file, raw.sheet):
        of_file = [other for other in raws if other.file == raw.file and other.headers]
        first = next((other for other in of_file if _has_headers(other, one)), of_file[0])
        if one.sheet is not None or first is raw:
            batches.append(one)
    return batches


def _has_headers(raw: RawTable, mapping: FileMapping) -> bool:
    there = {compact(header) for header in raw.headers}
    return all(compact(header) in there for header in (*mapping.columns.values(), *mapping.attributes.values()))


def _with_confidences(report: FileReport, proposal: Proposal) -> FileReport:
    sure = {(column.header, column.canonical): column.confidence for column in proposal.columns}
    columns = tuple(
        replace(column, confidence=sure.get((column.header, column.canonical), column.confidence))
        for column in report.columns
    )
    return replace(report, columns=columns)


def _unknown(raw: RawTable) -> FileReport:
    """The report of a table that nothing can be made of without help: all rows count as quarantined."""
    issues = list(raw.issues)
    if raw.headers:
        headers = ", ".join(f"'{header}'" for header in raw.headers[:12])
        message = f"This file was not recognised from its headers: {headers}. Please map it."
        issues.append(Issue("unknown_kind", "error", message))
    layout = (raw.file, raw.sheet, None, None, 0.0, raw.encoding, raw.delimiter, raw.header_row)
    return FileReport(*layout, raw.rows_in, 0, raw.rows_in, (), tuple(issues))
