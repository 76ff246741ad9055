"""Where queries and facts run: DuckDB in this process, with every door to the outside shut."""

from __future__ import annotations

import duckdb


def connect(database: str) -> duckdb.DuckDBPyConnection:
    """A hardened DuckDB: no files but its own, no extensions, no network, configuration locked.

    `database` is a path or ':memory:'; a second database, `derived`, lives in memory beside it.
    """
    connection = duckdb.connect(
        database,
        config={
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "allow_community_extensions": False,
            "allow_persistent_secrets": False,
            "python_enable_replacements": False,
        },
    )
    # Facts that depend on settings live here: rebuilt at will, never written to the visitor's file.
    connection.execute("attach ':memory:' as derived")
    # The order matters: once the configuration is locked, nothing can open a door again.
    connection.execute("set enable_external_access = false")
    connection.execute("set lock_configuration = true")
    return connection
