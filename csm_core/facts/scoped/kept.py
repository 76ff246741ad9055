"""Scoped inputs that are kept: of many rows, what no split or filter changes is worked out once for all questions."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from csm_core.engines.parsed import run
from csm_core.facts.framework.statement import Statement
from csm_core.facts.scoped.query import Query
from csm_core.facts.scoped.scoped_input import Basis
from csm_core.facts.scoped.statement import input_selects, scoped_statement
from csm_core.periods import Period
from csm_core.store.workspace import Parameter, Workspace

# Input → the tables of which it is made.
_KEPT: Mapping[str, Collection[str]] = {
    "account_edges": ("subscriptions", "mrr_snapshots", "mrr_movements", "invoices"),
}
# Of fewer rows, to plan and store a table takes longer than working it out again.
_MANY_ROWS = 20_000


def kept_inputs(
    workspace: Workspace,
    query: Query,
    basis: Basis,
    periods: Sequence[Period],
    parameters: Mapping[str, Parameter],
) -> tuple[Basis, dict[str, Statement]]:
    """The basis with the tables of the inputs that a query reads and that are worth keeping, made where they are not
    there; and by table the statement that it was made by.

    They hang on periods, as-of day, currency and rules: `parameters` are those that any of them takes.
    """
    counts = workspace.row_counts()
    worth = [name for name, tables in _KEPT.items() if sum(counts.get(one, 0) for one in tables) >= _MANY_ROWS]
    if not worth:
        return basis, {}
    read = input_selects(query.inputs, basis).keys()
    # Neither split nor filter is in them, nor may it be in what tells them apart.
    plain = replace(basis, scope=replace(basis.scope, split=None, filters=()))
    statements = {
        name: scoped_statement(Query(f"select * from {name}"), plain, periods, parameters)
        for name in worth
        if name in read
    }
    tables = {
        name: _table(workspace, basis.facts, statement.sql, statement.parameters)
        for name, statement in statements.items()
    }
    return replace(basis, kept=tables), {tables[name]: statement for name, statement in statements.items()}


def _table(workspace: Workspace, facts: str, select: str, parameters: Mapping[str, Parameter]) -> str:
    text = select + repr(sorted(parameters.items()))
    table = f"derived.main.kept_{hashlib.sha256(text.encode()).hexdigest()[:12]}"
    with workspace.building:
        revision = workspace.built[facts]
        if workspace.built.get(table) != revision:
            with workspace.writing(derived=True) as cursor:
                run(cursor, f"create or replace table {table} as {select}", parameters)
            workspace.built[table] = revision
    return table
