"""Where queries and facts run: DuckDB in this process, with every door to the outside shut."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from csm_core.errors import WorkspaceUnusable
from csm_core.limits import UNLIMITED, Limits


def is_database(path: Path) -> bool:
    """Whether a file is a DuckDB database, by its own mark: DuckDB would open a CSV file too, and keep nothing."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(12)[8:] == b"DUCK"


def connect(database: str, limits: Limits = UNLIMITED) -> duckdb.DuckDBPyConnection:
    """A hardened DuckDB: no files but its own, no extensions, no network, configuration locked.

    `database` is a path or ':memory:'; a second database, `derived`, lives in memory beside it.

    Raises
    ------
    WorkspaceUnusable
        When there is a file at the path that is no database.
    """
    path = Path(database)
    if path.exists() and not is_database(path):
        raise WorkspaceUnusable.damaged(path.name)
    connection = duckdb.connect(
        database,
        config={
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "allow_community_extensions": False,
            "allow_persistent_secrets": False,
            "python_enable_replacements": False,
            **limits.config(),
        },
    )
    # Facts that depend on settings live here: rebuilt at will, never written to the visitor's file.
    connection.execute("attach ':memory:' as derived")
    # The order matters: once the configuration is locked, nothing can open a door again.
    connection.execute("set enable_external_access = false")
    connection.execute("set lock_configuration = true")
    return connection


_DAMAGE = (duckdb.IOException, duckdb.FatalException, duckdb.InternalException)


@contextmanager
def file_trouble(path: Path | None) -> Iterator[None]:
    """Trouble with a database's file as WorkspaceUnusable; trouble with a statement, which is ours, as it is."""
    try:
        yield
    except duckdb.Error as error:
        text = str(error).lower()
        name = path.name if path else "in memory"
        if "could not set lock" in text or "used by another process" in text:
            raise WorkspaceUnusable.because(f"{name}: another program has it open; close that first.") from error
        if isinstance(error, _DAMAGE) or type(error) is duckdb.Error:
            # Damage has no class of its own: a wrong checksum comes as a bare Error, torn pages as an internal one.
            raise WorkspaceUnusable.damaged(name) from error
        raise
