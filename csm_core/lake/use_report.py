"""The report of use that a cluster has judged: rows in, kept and quarantined, each cause with its sentence."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pyarrow as pa

from csm_core.engines.spark_use import WHO
from csm_core.intake.batch import QUARANTINE_SCHEMA, ColumnReport, FileReport, Issue
from csm_core.intake.check.causes import Causes, quarantine_issues
from csm_core.intake.check.row_checks import message_of_empty
from csm_core.intake.mapping import FileMapping
from csm_core.intake.values.believed import far_doubt, placeholder_doubt
from csm_core.lake.decided_use import FAR, DecidedUse
from csm_core.tables.catalogue import TABLES
from csm_core.text.plural import agreeing, plural

_AT = "event_at"
_NOTHING = pa.array([], pa.bool_())


@dataclass(frozen=True, slots=True)
class Reason:
    """Why rows are quarantined: its code, the header that it is about, and the sentence, with {value} in it."""

    code: str
    header: str
    message: str


def reasons(decided: DecidedUse, mapping: FileMapping) -> Mapping[str, Reason]:
    """The reason by the cluster's word for it."""
    header = mapping.columns[_AT]
    column = next(one for one in TABLES["events"].columns if one.name == _AT)
    placeholder = placeholder_doubt(column, header, _NOTHING)
    far = far_doubt(decided.near, header, _NOTHING, mapping.options.date_range is not None)
    unread = (
        f"'{{value}}' in '{header}' is not a date or time. A cluster reads those that computers write, such as "
        "2024-01-31, 2024-01-31 10:00:00, 2024-01-31T10:00:00+01:00 or seconds since 1970."
    )
    who = [name for name in WHO if name in mapping.columns]
    who_header = mapping.columns[who[0]] if who else header
    who_message = message_of_empty(who[0], ("account_id", "user_id", "account_name"), mapping) if who else ""
    return {
        "not_a_date": Reason("not_a_date", header, unread),
        "placeholder_date": Reason(placeholder.code, header, placeholder.reason),
        FAR: Reason(far.code, header, far.reason),
        "missing_moment": Reason("missing_value", header, message_of_empty(_AT, (_AT,), mapping)),
        "missing_who": Reason("missing_value", who_header, who_message),
    }


def quarantined_rows(rows: pa.Table, why: Mapping[str, Reason]) -> pa.Table:
    """The rows that came home as the workspace keeps them (QUARANTINE_SCHEMA). A lake has no lines to count."""
    records = []
    for row in rows.to_pylist():
        reason = why[row.pop("quarantined_because")]
        value = row[reason.header]
        message = reason.message.replace("{value}", value or "nothing")
        texts = json.dumps(row, ensure_ascii=False)
        record = {"source_row": None, "code": reason.code, "column": reason.header, "value": value}
        records.append(record | {"message": message, "raw": texts})
    return pa.Table.from_pylist(records, schema=QUARANTINE_SCHEMA)


def use_report(
    name: str, mapping: FileMapping, decided: DecidedUse, bad: pa.Table, headers: Sequence[str]
) -> FileReport:
    """`bad`: the quarantined rows that came home; `headers`: the source's columns."""
    quarantined = sum(decided.causes.values())
    canonical = {header: column for column, header in mapping.columns.items()}
    columns = tuple(ColumnReport(one, canonical.get(one), float(one in canonical), None) for one in headers)
    issues = (*decided.issues, *_empty_figures(decided, mapping), *_causes(decided, mapping, bad))
    if bad.num_rows < quarantined:
        message = (
            f"{plural(bad.num_rows, 'quarantined row')} of {quarantined:,} came home from the cluster; the others "
            "are counted."
        )
        issues = (*issues, Issue("quarantine_counted", "info", message))
    counts = (decided.rows_in, decided.kept, quarantined)
    return FileReport(name, None, mapping.kind, None, 1.0, None, None, None, *counts, columns, issues)


def _empty_figures(decided: DecidedUse, mapping: FileMapping) -> list[Issue]:
    issues = []
    for name, count, code, noun in (
        ("duration_minutes", decided.empty_minutes, "not_a_number", "a number"),
        ("event_count", decided.empty_counts, "not_a_whole_number", "a whole number"),
    ):
        if count:
            header = mapping.columns.get(name, name)
            message = f"{plural(count, 'cell')} in '{header}' {agreeing(count, 'are')} not {noun}, and left empty."
            issues.append(Issue(code, "warning", message, column=header))
    return issues


def _causes(decided: DecidedUse, mapping: FileMapping, bad: pa.Table) -> list[Issue]:
    """One issue a cause, each with a row that came home as its example."""
    why = reasons(decided, mapping)
    examples = {(row["code"], row["column"]): row for row in reversed(bad.to_pylist())}
    causes = Causes()
    for index, (cause, count) in enumerate(sorted(decided.causes.items())):
        reason = why[cause]
        key = (reason.code, reason.header)
        example = examples.get(key, {"value": None, "message": reason.message.replace("{value}", "…")})
        causes.counts[key] = causes.counts.get(key, 0) + count
        causes.first[key] = (index, example["value"], example["message"])
    return [replace(issue, row=None) for issue in quarantine_issues(causes)]
