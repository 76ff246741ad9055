"""Small workspaces for tests, from rows of text as a CSV would hold them."""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import cache

import pyarrow as pa

from csm_core.engines.limits import Limits
from csm_core.intake.batch import ATTRIBUTE_SCHEMA, QUARANTINE_SCHEMA, Batch, FileReport
from csm_core.loading.demo import load_demo
from csm_core.metrics.framework.declare import Example
from csm_core.store.workspace import Workspace
from csm_core.tables.catalogue import TABLES, Type

Row = Mapping[str, str]
LOADED_AT = datetime(2025, 1, 1)  # noqa: DTZ001 - the store keeps plain UTC


_MOST = 24
_made: OrderedDict[str, tuple[Workspace, int]] = OrderedDict()


def workspace_of(**tables: Sequence[Row]) -> Workspace:
    """A workspace in memory with the given canonical tables; unknown columns of accounts become attributes.

    The same rows give the same workspace as before, unless somebody has written to it: to make one and to build its
    facts is most of what a small test takes. Who needs two of the same rows takes `new_workspace_of`.
    """
    key = json.dumps([[name, [dict(row) for row in rows]] for name, rows in tables.items()])
    workspace, moments = _made.pop(key, (None, None))
    if workspace is None or workspace.is_closed or workspace.state.moments != moments:
        workspace = new_workspace_of(**tables)
    _made[key] = workspace, workspace.state.moments
    if len(_made) > _MOST:
        _made.popitem(last=False)
    return workspace


def new_workspace_of(**tables: Sequence[Row]) -> Workspace:
    """The same that nobody else holds."""
    # One thread: many of them for so few rows cost more than they do.
    workspace = Workspace.in_memory(Limits(threads=1))
    workspace.load([batch_of(name, rows) for name, rows in tables.items()], LOADED_AT, "add")
    return workspace


@cache
def demo_workspace() -> Workspace:
    """The demo company, loaded once a process, for all tests that only read it."""
    workspace = Workspace.in_memory(Limits(threads=1))
    load_demo(workspace)
    return workspace


def example_workspace(example: Example) -> Workspace:
    """The workspace of a metric's worked example."""
    return workspace_of(**{name: [dict(row) for row in rows] for name, rows in example.given})


def batch_of(table: str, rows: Sequence[Row], file: str | None = None) -> Batch:
    """Typed rows of one table, without going through a file."""
    declared = TABLES[table]
    types = {column.name: column.type for column in (*declared.columns, *declared.internal)}
    typed = [
        {"source_row": index + 2} | {name: _typed(types[name], text) for name, text in row.items() if name in types}
        for index, row in enumerate(rows)
    ]
    attributes = [
        {"account_id": row["account_id"], "attribute": name, "value": text}
        for row in rows
        for name, text in row.items()
        if name not in types and text
    ]
    digest = hashlib.sha256(json.dumps([table, [dict(row) for row in rows]]).encode()).hexdigest()
    report = FileReport(file or f"{table}.csv", None, table, None, 1.0, "utf-8", ",", 1, len(rows), len(rows), 0)
    return Batch(
        table,
        pa.Table.from_pylist(typed, schema=declared.schema),
        QUARANTINE_SCHEMA.empty_table(),
        report,
        digest,
        "{}",
        pa.Table.from_pylist(attributes, schema=ATTRIBUTE_SCHEMA),
    )


def _typed(kind: Type, text: str) -> object:
    if text == "":
        return None
    match kind:
        case Type.MOMENT:
            return datetime.fromisoformat(text)
        case Type.MONEY:
            return Decimal(text).quantize(Decimal("0.0001"))
        case Type.NUMBER:
            return float(text)
        case Type.INTEGER:
            return int(text)
        case Type.BOOLEAN:
            return text == "true"
        case Type.TEXT:
            return text
