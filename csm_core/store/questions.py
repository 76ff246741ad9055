"""Questions to a workspace: what they derive in memory stays within bounds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from csm_core.store.workspace import Workspace

# What is derived at once from so few rows takes at most so much; a look at its size, as long as a question.
_FEW_ROWS, _BYTES_OF_FEW_ROWS = 20_000, 4_000_000
# Looked at before so much of the budget may have been added.
_SHARE = 1 / 8
# A column of few rows takes so much; a value of many takes so much, texts beside numbers.
_BYTES_A_COLUMN, _BYTES_A_VALUE = 28_000, 9
_SIZES_SQL = f"""
select case when schema_name = 'main' then 'derived.main.' || table_name else 'derived.' || schema_name end as name,
    cast(column_count * ({_BYTES_A_COLUMN} + {_BYTES_A_VALUE} * estimated_size) as bigint) as bytes
from duckdb_tables() where database_name = 'derived'
"""


@contextmanager
def question(workspace: Workspace) -> Iterator[None]:
    """Around the answer to one question: the tables that it uses stay, and then those go that were used longest ago,
    where all that is derived in memory takes more than the workspace's limits give it."""
    with workspace.built.reading():
        yield
    # Never waited for: who builds may wait for what this thread holds. The next question sees to it.
    if _may_be_large(workspace) and workspace.building.acquire(blocking=False):
        try:
            _let_go(workspace)
        finally:
            workspace.building.release()


def _may_be_large(workspace: Workspace) -> bool:
    growth = workspace.built.growth
    if growth * _BYTES_OF_FEW_ROWS > workspace.limits.derived_bytes * _SHARE:
        return True
    return growth > 0 and sum(workspace.row_counts().values()) > _FEW_ROWS


def _let_go(workspace: Workspace) -> None:
    sizes: Counter[str] = Counter()
    for row in workspace.query(_SIZES_SQL).to_pylist():
        sizes[row["name"]] += row["bytes"]
    forgotten = workspace.built.forget(sizes, workspace.limits.derived_bytes)
    if forgotten:
        with workspace.writing(derived=True) as cursor:
            for name in forgotten:
                is_table = name.startswith("derived.main.")
                cursor.execute(f"drop table {name}" if is_table else f"drop schema {name} cascade")
