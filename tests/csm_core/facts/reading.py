"""Facts as plain Python rows, for tests."""

from collections.abc import Sequence
from datetime import date

from csm_core.facts.build import built_facts
from csm_core.store.workspace import Workspace
from tests.workspaces import Row, workspace_of

OPEN = date(9999, 12, 31)


def fact_rows(
    workspace: Workspace, fact: str, columns: str, timezone: str = "UTC", where: str = "true"
) -> list[tuple[object, ...]]:
    """The rows of a fact as tuples of the named columns, in their own order."""
    facts = built_facts(workspace, timezone)
    table = workspace.query(f"select {columns} from {facts}.{fact} where {where} order by all")
    return [tuple(row.values()) for row in table.to_pylist()]


def stretches(
    columns: str = "valid_from, valid_to, amount::double", timezone: str = "UTC", **tables: Sequence[Row]
) -> list[tuple[object, ...]]:
    """account_intervals of the given tables."""
    return fact_rows(workspace_of(**tables), "account_intervals", columns, timezone)
