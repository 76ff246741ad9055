"""Raw text under a mapping to typed rows: each row is kept or quarantined with the reason."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pyarrow as pa
import pyarrow.compute as pc

from csm_core.errors import BadMapping
from csm_core.intake.batch import ATTRIBUTE_SCHEMA, QUARANTINE_SCHEMA, Batch, ColumnReport, FileReport, Issue
from csm_core.intake.check.adapted_units import as_adapted
from csm_core.intake.check.all_rows import AllRows
from csm_core.intake.check.answer_texts import read_answer_texts
from csm_core.intake.check.captions import caption_questions
from csm_core.intake.check.causes import Causes, quarantine_issues
from csm_core.intake.check.coarse_use import read_grain
from csm_core.intake.check.customer_mails import fold_mails
from csm_core.intake.check.deleted_rows import set_deleted_aside
from csm_core.intake.check.ends import read_ends
from csm_core.intake.check.movements import read_movements
from csm_core.intake.check.row_checks import check_rows
from csm_core.intake.check.running_totals import read_running_totals
from csm_core.intake.check.statuses import mark_statuses
from csm_core.intake.check.terms import read_terms
from csm_core.intake.dialects.declare import Dialect
from csm_core.intake.dialects.recognise import whole_export
from csm_core.intake.empty_cells import nothing_to_null
from csm_core.intake.layout.raw import RawTable
from csm_core.intake.mapping import INTERVAL_ENDS, FileMapping
from csm_core.intake.values.month_figures import month_figure_questions
from csm_core.intake.values.parse_column import Reading
from csm_core.intake.values.quarantine import Quarantine
from csm_core.intake.values.typed_columns import TypedColumns, type_columns
from csm_core.intake.values.wide_months import is_wide, melt_months
from csm_core.intake.vocabulary.headers import compact
from csm_core.tables.catalogue import KINDS, TABLES

_MANY = 20


def validate(raw: RawTable, mapping: FileMapping, content_hash: str, confidence: float = 1.0) -> Batch:
    """All rows of `raw` as rows of the mapping's table, or quarantined.

    `content_hash` is the file's. `confidence` is how sure the mapping is (1 where a person made it). Columns
    that a known export writes oddly are put right first. Raises BadMapping when the mapping names headers
    that the file has not.
    """
    return batch_of(raw, check(raw, mapping), content_hash, confidence)


@dataclass(frozen=True, slots=True)
class Checked:
    """The rows of a raw table under a mapping that was fitted to its headers: typed, and the quarantined ones."""

    mapping: FileMapping
    dialect: Dialect | None
    typed: TypedColumns
    quarantine: Quarantine


def check(
    raw: RawTable,
    mapping: FileMapping,
    readings: Mapping[str, Reading] | None = None,
    rows: AllRows | None = None,
) -> Checked:
    """Every row typed and judged. `readings`: how columns are read, where that was decided before; `rows`: the file
    that these rows are of, where they are not all."""
    mapping = fitted(raw, mapping)
    dialect = dialect_of(raw.headers, mapping)
    cells = dialect.adapt(raw.cells) if dialect and dialect.adapt else raw.cells
    cells, mapping, answered = read_answer_texts(cells, mapping)
    quarantine = Quarantine(raw)
    if dialect and dialect.leave_out:
        for left in dialect.leave_out(raw.cells):
            if left.unless not in mapping.columns:
                quarantine.add(left.rows, left.code, None, left.message)
    set_deleted_aside(raw.cells, quarantine)
    captions = (*caption_questions(raw, mapping), *month_figure_questions(raw, mapping)) if readings is None else ()
    rows = rows or AllRows(mapping, raw.headers)
    rows.take(raw, cells, dialect)
    whole = rows.whole
    if is_wide(raw.headers, mapping):
        typed = melt_months(raw, cells, mapping, quarantine, whole.names)
    else:
        mapping = whole.cents.stated(mapping)
        adapted = as_adapted(mapping, raw.cells, cells)
        typed = type_columns(raw, cells, adapted, quarantine, readings, whole.names)
        rows.take_typed(typed)
        typed.remarks += [*whole.cents.issues, *whole.repeats.issues]
        rows.set_repeats_aside(whole.repeats, quarantine)
        fold_mails(typed, mapping)
        check_rows(TABLES[KINDS[mapping.kind]], typed, mapping, quarantine)
        read_ends(typed, mapping, dialect is not None)
        mark_statuses(typed, mapping, dialect is not None)
        read_terms(typed, mapping)
        if mapping.kind == "mrr_movements":
            read_movements(typed, mapping)
        read_grain(typed, mapping, rows.grain)
        read_running_totals(typed, mapping, quarantine, is_block=readings is not None)
    typed.remarks += (*captions, *answered)
    return Checked(mapping, dialect, typed, quarantine)


def dialect_of(headers: Sequence[str], mapping: FileMapping) -> Dialect | None:
    """The known export that the headers are of, where it gives the table that the mapping is for."""
    dialect = whole_export(headers)
    return dialect[0] if dialect and KINDS[dialect[0].kind] == KINDS[mapping.kind] else None


def fitted(raw: RawTable, mapping: FileMapping) -> FileMapping:
    """The mapping with headers as this file writes them (case and signs don't matter), interval ends renamed."""
    headers = raw.headers
    names, written = frozenset(headers), {compact(header): header for header in reversed(headers)}

    def header(name: str) -> str:
        header_name = name if name in names else written.get(compact(name))
        if header_name is None:
            there = ", ".join(f"'{one}'" for one in headers[:30])
            raise BadMapping.because(raw.file, f"there is no column '{name}'. The file has: {there}.")
        return header_name

    columns = {INTERVAL_ENDS.get(name, name): header(given) for name, given in mapping.columns.items()}
    attributes = {name: header(given) for name, given in mapping.attributes.items()}
    return replace(mapping, columns=columns, attributes=attributes)


def batch_of(raw: RawTable, checked: Checked, content_hash: str, confidence: float) -> Batch:
    """The kept rows, the quarantined ones and the report."""
    table = TABLES[KINDS[checked.mapping.kind]]
    kept = checked.quarantine.kept()
    bad = (
        pa.concat_tables([raw.quarantined, checked.quarantine.table()]).sort_by("source_row").cast(QUARANTINE_SCHEMA)
    )
    causes = Causes.of(bad)
    counts = (raw.rows_in, int(pc.sum(kept, min_count=0).as_py()), bad.num_rows, causes.unanswered)
    issues = (*raw.issues, *checked.typed.issues, *_survivors(raw, checked), *quarantine_issues(causes))
    report = report_of(raw, checked, confidence, counts, issues)
    attributes = _attributes(raw, checked.mapping, checked.typed, kept)
    rows = checked.typed.table(table.schema, kept)
    return Batch(table.name, rows, bad, report, content_hash, mapping_text(checked.mapping), attributes)


def _survivors(raw: RawTable, checked: Checked) -> tuple[Issue, ...]:
    """A list of subscriptions of which none has ended: tools often export those alone that still run."""
    ends = checked.typed.columns.get("end_date")
    if checked.mapping.kind != "subscriptions" or ends is None or raw.rows_in < _MANY or ends.null_count < len(ends):
        return ()
    header = checked.mapping.columns.get("end_date")
    message = "None of these subscriptions has ended. If the export leaves ended ones out, it shows no churn."
    return (Issue("no_ends", "warning", message, column=header),)


def mapping_text(mapping: FileMapping) -> str:
    """The mapping as the text that says what was loaded."""
    return json.dumps(mapping.to_json(), ensure_ascii=False, sort_keys=True)


def report_of(
    raw: RawTable, checked: Checked, confidence: float, counts: tuple[int, int, int, int], issues: tuple[Issue, ...]
) -> FileReport:
    """The report of a table; `counts`: rows in, kept and quarantined, and of these the unanswered."""
    source = checked.dialect.source if checked.dialect else None
    layout = (raw.encoding, raw.delimiter, raw.header_row)
    columns = _column_reports(raw, checked.mapping, checked.typed, confidence)
    about = (raw.file, raw.sheet, checked.mapping.kind, source, confidence, *layout)
    return FileReport(*about, *counts[:3], columns, issues, counts[3])


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


def _attributes(raw: RawTable, mapping: FileMapping, typed: TypedColumns, kept: pa.Array) -> pa.Table:
    accounts = typed.columns.get("account_id")
    if not mapping.attributes or accounts is None:
        return ATTRIBUTE_SCHEMA.empty_table()
    parts = []
    for name, header in mapping.attributes.items():
        texts = nothing_to_null(
            raw.cells.column(header).combine_chunks(), False, mapping.options.null_values, mapping.options.words
        )
        filled = pc.and_(kept, pc.is_valid(texts))
        values = {
            "account_id": accounts.filter(filled),
            "attribute": pa.repeat(pa.scalar(name), int(pc.sum(filled, min_count=0).as_py())),
            "value": texts.filter(filled),
        }
        parts.append(pa.table(values, schema=ATTRIBUTE_SCHEMA))
    return pa.concat_tables(parts)
