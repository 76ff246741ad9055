"""A workspace file brought to the present format when it is opened."""

from __future__ import annotations

import duckdb

from csm_core.engines.workspace_unusable import WorkspaceUnusable
from csm_core.store.insert import place_loads
from csm_core.store.migrations import format_version, steps_from
from csm_core.store.schema import missing_columns, schema_statements

_IN_FILE_SQL = """
    select schema_name, table_name, list(column_name) as columns from duckdb_columns()
    where database_name = current_database() and not internal group by all"""


def prepared(connection: duckdb.DuckDBPyConnection, file: str, is_new: bool) -> duckdb.DuckDBPyConnection:
    """The connection with every table of ours, in the present format; closed again where that can't be.

    `is_new`: there was no such workspace before, so that nobody need look for its tables, which takes long.
    """
    try:
        connection.execute("begin transaction")
        listed = [] if is_new else connection.execute(_IN_FILE_SQL).fetchall()
        tables = {(schema, name): columns for schema, name, columns in listed}
        if tables and ("meta", "notes") not in tables:
            raise WorkspaceUnusable.damaged(file)
        noted = connection.execute("select value from meta.notes where key = 'format'").fetchone() if tables else None
        steps = steps_from(noted[0] if noted else None, file)
        canonical = {name: columns for (schema, name), columns in tables.items() if schema == "canonical"}
        connection.execute(";".join((*schema_statements(), *missing_columns(canonical), *steps)))
        if not noted or steps:
            stamp = {"version": str(format_version())}
            connection.execute("insert or replace into meta.notes values ('format', $version)", stamp)
        if not is_new:
            place_loads(connection)
        connection.execute("commit")
    except BaseException:
        connection.close()
        raise
    return connection
