"""Where queries and facts run: DuckDB in this process, with every door to the outside shut."""

from __future__ import annotations

import warnings
from pathlib import Path

import duckdb

from csm_core.engines.file_trouble import cause_in_file
from csm_core.engines.limits import UNLIMITED, Limits
from csm_core.engines.workspace_unusable import WorkspaceUnusable

# What DuckDB advises instead plans every statement twice: a third of the time of a small question, to spare a copy
# that is a tenth of the time of a million rows.
warnings.filterwarnings("ignore", "Arrow output on a DB-API result makes an extra copy", UserWarning)


def is_database(path: Path) -> bool:
    """Whether a file is a DuckDB database, by its own mark: DuckDB would open a CSV file too, and keep nothing.

    Raises
    ------
    WorkspaceUnusable
        When it may not be looked into.
    """
    if not path.is_file():
        return False
    try:
        with path.open("rb") as file:
            return file.read(12)[8:] == b"DUCK"
    except OSError as error:
        raise cause_in_file(error, path) or WorkspaceUnusable.of_disk(path.name) from error


def connect(database: str, limits: Limits = UNLIMITED) -> duckdb.DuckDBPyConnection:
    """A hardened DuckDB: no files but its own, no extensions, no network, configuration locked.

    `database` is a path or ':memory:'; a second database, `derived`, lives in memory beside it.

    Raises
    ------
    WorkspaceUnusable
        When there is a file at the path that is no database.
    """
    path = Path(database)
    if path.is_dir():
        raise WorkspaceUnusable.a_folder(path.name)
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
            # From its statistics DuckDB 2.0 may conclude that a sum over a left join that finds nothing is 0, and
            # then answers `sum > 0` with false without looking at the sum.
            "disabled_optimizers": "statistics_propagation",
            **limits.config(),
        },
    )
    # Facts that depend on settings live here: rebuilt at will, never written to the visitor's file.
    connection.execute("attach ':memory:' as derived")
    # The order matters: once the configuration is locked, nothing can open a door again.
    connection.execute("set enable_external_access = false")
    connection.execute("set lock_configuration = true")
    return connection
