"""Seals: sums of the rows and documents in a workspace file, by which damage and foreign changes are noticed."""

from __future__ import annotations

from collections.abc import Collection

import duckdb

from csm_core.engines.workspace_unusable import WorkspaceUnusable
from csm_core.tables.catalogue import TABLES

_DOCUMENTS = ("meta.loads", "meta.saved", "meta.matches")
_ROWS = ("meta.quarantine", "canonical.attributes", *(f"canonical.{name}" for name in TABLES))
# The order of rows is no part of the sum. How values are hashed is the engine's own affair, and may change with it.
_SUM_SQL = (
    "select '{name}' as name, count(*) as rows, coalesce(bit_xor(hash(t)), 0)::varchar as digest, "
    "version() as engine from {name} t"
)
_CHANGES_SQL = "select cast(value as bigint) from meta.notes where key = 'changes'"
_TABLES_SQL = """
select schema_name || '.' || table_name as name from duckdb_tables()
where database_name = current_database() and not internal order by name"""


def seal(cursor: duckdb.DuckDBPyConnection, rows: bool) -> int:
    """Keep the sums of what a transaction sees, just before its end.

    `rows`: canonical rows or quarantine were written; else only what people save. Returns how many changes were ever
    sealed in this file, this one included.
    """
    names = (*_DOCUMENTS, *_ROWS) if rows else _DOCUMENTS
    sums_sql = " union all ".join(_SUM_SQL.format(name=name) for name in names)
    cursor.execute(f"insert or replace into meta.seals {sums_sql}")
    changes = changes_in(cursor) + 1
    cursor.execute("insert or replace into meta.notes values ('changes', $changes)", {"changes": str(changes)})
    return changes


def changes_in(cursor: duckdb.DuckDBPyConnection) -> int:
    """How many changes were ever sealed in this file."""
    row = cursor.execute(_CHANGES_SQL).fetchone()
    return int(row[0]) if row else 0


def raise_if_changed(cursor: duckdb.DuckDBPyConnection, file: str, sealed: bool) -> None:
    """Read every table of the file through, which has the engine check each block, and compare with what is sealed.

    `file` is the file's name; `sealed` says whether its format has seals.

    Raises
    ------
    WorkspaceDamaged
        When rows or documents are not those that were saved.
    """
    seals = {name: rest for name, *rest in cursor.execute("from meta.seals").fetchall()} if sealed else {}
    changed = []
    for (name,) in cursor.execute(_TABLES_SQL).fetchall():
        if name == "meta.seals":
            continue
        _, rows, digest, engine = cursor.execute(_SUM_SQL.format(name=_quoted(name))).fetchall()[0]
        sealed_rows, sealed_digest, sealed_by = seals.pop(name, (rows, digest, engine))
        if rows != sealed_rows or (engine == sealed_by and digest != sealed_digest):
            changed.append(name)
    # What is left was sealed and is not there any more.
    if changed or seals:
        raise WorkspaceUnusable.changed(file, _words([*changed, *seals]))


def _quoted(name: str) -> str:
    schema, _, table = name.partition(".")
    return f'"{schema}"."{table}"'


def _words(names: Collection[str]) -> str:
    return ", ".join(sorted(name.partition(".")[2] for name in names))
