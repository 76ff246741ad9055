"""Raw text under a mapping to typed rows: each row is kept or quarantined with the reason."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc

from csm_core.errors import BadMapping
from csm_core.intake.batch import ATTRIBUTE_SCHEMA, QUARANTINE_SCHEMA, Batch, ColumnReport, FileReport, Issue
from csm_core.intake.checks import check_rows
from csm_core.intake.dialect import Dialect
from csm_core.intake.headers import compact
from csm_core.intake.mapping import FileMapping
from csm_core.intake.melt import melt_months, month_headers
from csm_core.intake.nothing import nothing_to_null
from csm_core.intake.quarantine import Quarantine
from csm_core.intake.raw import RawTable
from csm_core.intake.recognise import recognise
from csm_core.intake.typed import TypedColumns, type_columns
from csm_core.tables import KINDS, TABLES

_INTERVAL_ENDS = {"valid_from": "start_date", "valid_to": "end_date"}


def validate(raw: RawTable, mapping: FileMapping, content_hash: str, confidence: float = 1.0) -> Batch:
    """All rows of `raw` as rows of the mapping's table, or quarantined.

    `content_hash` is the file's. `confidence` is how sure the mapping is (1 where a person made it). Columns
    that a known export writes oddly are put right first. Raises BadMapping when the mapping names headers
    that the file has not.
    """
    mapping = _fitted(raw, mapping)
    known = recognise(raw.headers)
    dialect = known[0] if known and KINDS[known[0].kind] == KINDS[mapping.kind] else None
    cells = dialect.adapt(raw.cells) if dialect and dialect.adapt else raw.cells
    quarantine = Quarantine(raw)
    if dialect and dialect.leave_out:
        for left in dialect.leave_out(raw.cells):
            quarantine.add(left.rows, left.code, None, left.message)
    if _is_wide(raw, mapping):
        typed = melt_months(raw, cells, mapping, quarantine)
    else:
        typed = type_columns(raw, cells, mapping, quarantine)
        check_rows(TABLES[KINDS[mapping.kind]], typed, mapping, quarantine)
    return _batch(raw, mapping, typed, quarantine, dialect, content_hash, confidence)


def _is_wide(raw: RawTable, mapping: FileMapping) -> bool:
    """True for one column a month: finance sheets, and snapshots without a column that holds the month."""
    if mapping.kind == "mrr_snapshots":
        return not {"month", "mrr"} & {*mapping.columns, *mapping.constants} and bool(month_headers(raw.headers))
    return mapping.kind == "finance_months"


def _fitted(raw: RawTable, mapping: FileMapping) -> FileMapping:
    """The mapping with headers as this file writes them (case and signs don't matter), interval ends renamed."""
    written = {compact(header): header for header in reversed(raw.headers)}

    def header(name: str) -> str:
        found = name if name in raw.headers else written.get(compact(name))
        if found is None:
            there = ", ".join(f"'{one}'" for one in raw.headers[:30])
            raise BadMapping.because(raw.file, f"there is no column '{name}'. The file has: {there}.")
        return found

    columns = {_INTERVAL_ENDS.get(name, name): header(given) for name, given in mapping.columns.items()}
    attributes = {name: header(given) for name, given in mapping.attributes.items()}
    return replace(mapping, columns=columns, attributes=attributes)


def _batch(
    raw: RawTable,
    mapping: FileMapping,
    typed: TypedColumns,
    quarantine: Quarantine,
    dialect: Dialect | None,
    content_hash: str,
    confidence: float,
) -> Batch:
    table = TABLES[KINDS[mapping.kind]]
    kept = quarantine.kept()
    rows = typed.table(table.schema, kept)
    bad = pa.concat_tables([raw.set_aside, quarantine.table()]).sort_by("source_row").cast(QUARANTINE_SCHEMA)
    rows_kept = int(pc.sum(kept, min_count=0).as_py())
    report = FileReport(
        raw.file,
        raw.sheet,
        mapping.kind,
        dialect.source if dialect else None,
        confidence,
        raw.encoding,
        raw.delimiter,
        raw.header_row,
        raw.rows_in,
        rows_kept,
        bad.num_rows,
        _column_reports(raw, mapping, typed, confidence),
        (*raw.issues, *typed.issues, *_quarantine_issues(bad)),
    )
    text = json.dumps(mapping.to_json(), ensure_ascii=False, sort_keys=True)
    return Batch(table.name, rows, bad, report, content_hash, text, _attributes(raw, mapping, typed, kept))


def _column_reports(
    raw: RawTable, mapping: FileMapping, typed: TypedColumns, confidence: float
) -> tuple[ColumnReport, ...]:
    meant: dict[str, list[str | None]] = {}
    for canonical, header in mapping.columns.items():
        meant.setdefault(header, []).append(canonical)
    split = set(mapping.attributes.values())
    reports: list[ColumnReport] = []
    for header in raw.headers:
        other = "mrr" if header in typed.months else "attribute" if header in split else None
        names = meant.get(header, [other])
        reports += [
            ColumnReport(header, name, confidence if name else 0.0, typed.formats.get(name or "")) for name in names
        ]
    return tuple(reports)


def _quarantine_issues(bad: pa.Table) -> list[Issue]:
    """One issue a cause: how many rows, the first one's line, column, value and message."""
    issues = []
    causes = bad.group_by(["code", "column"]).aggregate([("source_row", "count"), ("source_row", "min")])
    for cause in causes.sort_by("source_row_min").to_pylist():
        same = pc.fill_null(pc.equal(bad["column"], cause["column"]), False)
        same = pc.is_null(bad["column"]) if cause["column"] is None else same
        first = bad.filter(pc.and_(pc.equal(bad["code"], cause["code"]), same)).slice(0, 1).to_pylist()[0]
        count = cause["source_row_count"]
        told = f"{count:,} rows were set aside" if count > 1 else "1 row was set aside"
        message = f"{told}: {first['message']}"
        value = first["value"] and first["value"][:200]
        level: Literal["warning", "error"] = "error" if cause["code"] == "missing_column" else "warning"
        issues.append(Issue(cause["code"], level, message, first["source_row"], cause["column"], value))
    return issues


def _attributes(raw: RawTable, mapping: FileMapping, typed: TypedColumns, kept: pa.Array) -> pa.Table:
    accounts = typed.columns.get("account_id")
    if not mapping.attributes or accounts is None:
        return ATTRIBUTE_SCHEMA.empty_table()
    parts = []
    for name, header in mapping.attributes.items():
        texts = nothing_to_null(raw.cells.column(header).combine_chunks(), typed=False)
        filled = pc.and_(kept, pc.is_valid(texts))
        values = {
            "account_id": accounts.filter(filled),
            "attribute": pa.repeat(pa.scalar(name), int(pc.sum(filled, min_count=0).as_py())),
            "value": texts.filter(filled),
        }
        parts.append(pa.table(values, schema=ATTRIBUTE_SCHEMA))
    return pa.concat_tables(parts)
