"""Everything that a workspace knows of a customer or a person, for whoever has a right to be told."""

from __future__ import annotations

from csm_core.privacy.json_texts import in_json
from csm_core.privacy.rows_about import about_sql, about_values
from csm_core.privacy.subject import Subject
from csm_core.store.workspace import Workspace
from csm_core.tables.catalogue import TABLES

_ATTRIBUTES_SQL = """
select attribute, value, load_id from canonical.attributes where lower(account_id) = any($ids::varchar[])
order by load_id, attribute, value"""
_QUARANTINE_SQL = "select load_id, source_row, message, raw from meta.quarantine order by load_id, source_row, code"
_SAVED_SQL = "select kind, name, text from meta.saved order by kind, name"


def known_of(workspace: Workspace, subject: Subject) -> dict[str, list[dict[str, object]]]:
    """Rows by table, each with the load that it came in; quarantined rows, and saved texts that name the subject."""
    known_rows: dict[str, list[dict[str, object]]] = {}
    for table in TABLES:
        condition_sql = about_sql(table, subject)
        if condition_sql is not None:
            known_rows[table] = workspace.query(
                f"select * from canonical.{table} where {condition_sql} order by load_id, source_row",
                about_values(condition_sql, subject),
            ).to_pylist()
    if subject.is_customer:
        known_rows["attributes"] = workspace.query(_ATTRIBUTES_SQL, {"ids": sorted(subject.ids)}).to_pylist()
    without = subject.without("")
    for name, text, rows_sql in (("quarantine", "raw", _QUARANTINE_SQL), ("saved", "text", _SAVED_SQL)):
        rows = workspace.query(rows_sql).to_pylist()
        known_rows[name] = [row for row in rows if in_json(str(row[text]), without) != row[text]]
    return {name: [_filled(row) for row in rows] for name, rows in known_rows.items() if rows}


def _filled(row: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in row.items() if value is not None}
