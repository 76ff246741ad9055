"""A workspace file brought to the present format when it is opened."""

from __future__ import annotations

import duckdb

from csm_core.engines.parsed import run
from csm_core.engines.workspace_unusable import WorkspaceUnusable
from csm_core.store.insert import place_loads
from csm_core.store.migrations import format_version, steps_from
from csm_core.store.schema import missing_columns, schema_statements
from csm_core.store.seals import changes_in, raise_if_changed, seal
from csm_core.store.witness import Witness

_IN_FILE_SQL = """
    select schema_name, table_name, list(column_name) as columns from duckdb_columns()
    where database_name = current_database() and not internal group by all"""


def prepared(
    connection: duckdb.DuckDBPyConnection, file: str, is_new: bool, witness: Witness | None = None
) -> duckdb.DuckDBPyConnection:
    """The connection with every table of ours, in the present format; closed again where that can't be.

    Parameters
    ----------
    is_new
        There was no such workspace before, so that nobody need look for its tables, which takes long.
    witness
        What stands beside the file; None for a workspace in memory. A file that is not as it was is read through.

    Raises
    ------
    WorkspaceUnusable
        When it is damaged or no workspace, a later version made it, or what was saved in it is missing.
    """
    try:
        connection.execute("begin transaction")
        listed = [] if is_new else connection.execute(_IN_FILE_SQL).fetchall()
        tables = {(schema, name): columns for schema, name, columns in listed}
        if tables and ("meta", "notes") not in tables:
            raise WorkspaceUnusable.damaged(file)
        noted = connection.execute("select value from meta.notes where key = 'format'").fetchone() if tables else None
        steps = steps_from(noted[0] if noted else None, file)
        if witness is not None and not is_new and not witness.is_as_it_was:
            raise_if_changed(connection, file, ("meta", "seals") in tables)
        canonical = {name: columns for (schema, name), columns in tables.items() if schema == "canonical"}
        added = missing_columns(canonical)
        run(connection, ";".join((*schema_statements(), *added, *steps)))
        if not noted or steps:
            stamp = {"version": str(format_version())}
            connection.execute("insert or replace into meta.notes values ('format', $version)", stamp)
        placed = 0 if is_new else place_loads(connection)
        if witness is not None and not is_new and (added or steps or placed):
            seal(connection, rows=True)
        connection.execute("commit")
        if witness is not None:
            _compare(connection, is_new, witness)
    except BaseException:
        connection.close()
        raise
    return connection


def _compare(connection: duckdb.DuckDBPyConnection, is_new: bool, witness: Witness) -> None:
    if is_new:
        witness.forget()  # of a file that was there before
        return
    changes = changes_in(connection)
    witness.raise_if_older(changes)
    if not witness.is_as_it_was:
        witness.note_whole(changes)
