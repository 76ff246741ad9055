"""Run SQL that comes again and again: its text is parsed once, which is a third of what a small question takes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from threading import Lock

import duckdb

# A parsed statement takes about twenty times the memory of its text: all of them together some 50 MB.
_MOST_TEXTS = 400

# A connection serves one thread at a time, and to make one takes as long as to parse ten statements.
PARSING = Lock()


@cache
def parser() -> duckdb.DuckDBPyConnection:
    """A connection without any table, to read texts with; ask it while PARSING is held."""
    return duckdb.connect(":memory:", config={"threads": 1})


def run(
    cursor: duckdb.DuckDBPyConnection, sql: str, parameters: Mapping[str, object] | None = None
) -> duckdb.DuckDBPyConnection:
    """What `cursor.execute` does, for a text that does not hold values: one statement, or several without parameters.

    Raises
    ------
    duckdb.Error
        As `execute` does.
    """
    *before, last = _statements(sql)
    for statement in before:
        cursor.execute(statement)
    return cursor.execute(last, dict(parameters) if parameters else None)


@lru_cache(maxsize=_MOST_TEXTS)
def _statements(sql: str) -> tuple[duckdb.Statement, ...]:
    with PARSING:
        return tuple(parser().extract_statements(sql))
