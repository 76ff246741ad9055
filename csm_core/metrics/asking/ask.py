"""Ask a metric: from a workspace, an id, a Scope and settings to a Result or the rows behind it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeVar

import pyarrow as pa
import pyarrow.compute as pc

from csm_core.errors import NothingLoaded
from csm_core.facts.build import built_facts
from csm_core.facts.queries.group_members import group_members, parent_troubles
from csm_core.facts.queries.span import data_span
from csm_core.metrics.asking.finished import finished, shown
from csm_core.metrics.caveats.billed_notes import billed_notes
from csm_core.metrics.caveats.coverage import coverage
from csm_core.metrics.caveats.early_rates import early_rates, reference_rates
from csm_core.metrics.caveats.money_gaps import money_gaps
from csm_core.metrics.caveats.of_lake import lake_notes
from csm_core.metrics.caveats.reading_doubts import reading_doubts
from csm_core.metrics.caveats.unjoined import Unjoined
from csm_core.metrics.caveats.unknown_attributes import unknown_attributes
from csm_core.metrics.caveats.unmatched_rows import account_gaps
from csm_core.metrics.caveats.unpriced import unpriced, with_rates_missing
from csm_core.metrics.caveats.usage_grain import UsageGrain
from csm_core.metrics.framework.context import Answer, Context
from csm_core.metrics.framework.declare import ROLL_UP, Declaration, Value
from csm_core.metrics.framework.fill_gaps import with_gaps
from csm_core.metrics.framework.registry import computed_attributes, metric_named
from csm_core.metrics.framework.what_to_load import what_to_load
from csm_core.plausibility.examine import doubts_about
from csm_core.result import KEYS, Result
from csm_core.scope import RollUp, Scope
from csm_core.store.questions import question
from csm_core.store.workspace import Workspace

T = TypeVar("T")


def ask(
    workspace: Workspace,
    metric_id: str,
    scope: Scope | None = None,
    variant: str | None = None,
    settings: Mapping[str, Value] | None = None,
) -> Result:
    """The answer of one metric.

    Raises
    ------
    UnknownName, BadValue
        For a metric, variant, setting or value that does not exist.
    NothingLoaded
        When the workspace is empty.
    """
    return _of_one_moment(workspace, lambda: result_of(context_of(workspace, metric_id, scope, variant, settings)))


def _of_one_moment(workspace: Workspace, work: Callable[[], T]) -> T:
    """`work()`; asked again where a load came into force meanwhile: it may be in half of the answer."""
    while True:
        moment = workspace.revision, workspace.state.moments
        with question(workspace):
            answer = work()
        if (workspace.revision, workspace.state.moments) == moment:
            return answer


def result_of(context: Context) -> Result:
    """The answer to a checked question; the context holds the statements that ran, and the ledgers that they read."""
    workspace, metric = context.workspace, context.metric
    missing = missing_tables(workspace, metric)
    answer, joined = _answer(context, missing)
    missing_rates = unpriced(context)
    doubts = reading_doubts(context)
    lacking = () if missing else coverage(context)
    table = with_rates_missing(finished(answer.table, context), missing_rates, context.scope.currency)
    return Result(
        metric=metric.id,
        variant=answer.variant or context.variant.name,
        settings=context.settings,
        unit=answer.unit or context.variant.unit,
        scope=context.scope,
        fingerprint=workspace.fingerprint,
        table=table,
        parameters=answer.parameters,
        notes=(
            *_of_bills(context, missing),
            *unknown_attributes(context, table),
            *reference_rates(context),
            *early_rates(context),
            *answer.notes,
            *_beside(context),
            *doubts.notes,
        ),
        left_out=(
            *(f"{one.sentence}. {one.cure}" for one in lacking),
            *answer.left_out,
            *(one.sentence for one in missing_rates),
            *_gaps(context),
            *doubts.left_out,
        ),
        sql=tuple(context.statements),
        missing=missing,
        unjoined=joined.tables,
        coverage=lacking,
    )


def _answer(context: Context, missing: tuple[str, ...]) -> tuple[Answer, Unjoined]:
    """What the metric says, or why it can't; and what the tables without accounts mean for it."""
    if missing:
        return _unanswered(missing), Unjoined()
    use, joined = UsageGrain.of(context), Unjoined.of(context)
    refused = joined.refused or use.refused
    if refused is not None:
        answer = Answer(with_gaps(pa.table({"value": pa.array([], pa.float64())}), context, refused))
    else:
        answer = metric_named(context.metric.id).compute(context)
    return replace(answer, notes=(*answer.notes, *use.notes, *joined.notes)), joined


def rows_behind(
    workspace: Workspace,
    metric_id: str,
    scope: Scope | None = None,
    variant: str | None = None,
    settings: Mapping[str, Value] | None = None,
) -> pa.Table:
    """The rows behind every cell of the answer, with the cell's keys and the account's name; shown periods only.

    Where whole customer groups are counted, `members` names the accounts of each group.
    """
    return _of_one_moment(workspace, lambda: _rows_behind(workspace, metric_id, scope, variant, settings))


def _rows_behind(
    workspace: Workspace,
    metric_id: str,
    scope: Scope | None,
    variant: str | None,
    settings: Mapping[str, Value] | None,
) -> pa.Table:
    context = context_of(workspace, metric_id, scope, variant, settings)
    if missing_tables(workspace, context.metric) or UsageGrain.of(context).refused is not None:
        return pa.table({})
    if Unjoined.of(context).refused is not None:
        return pa.table({})
    return _with_members(shown(metric_named(context.metric.id).rows(context), context), context)


def rows_of_cell(rows: pa.Table, cell: Mapping[str, object]) -> pa.Table:
    """Those of the rows behind that belong to one cell: equal in every key that the rows carry."""
    for key in KEYS:
        # An account's name may be a key of the answer (one value an account) or just a column of the rows.
        if key not in rows.column_names or key not in cell or (key == "account_id" and cell[key] is None):
            continue
        column = rows.column(key)
        value = cell[key]
        mask = pc.is_null(column) if value is None else pc.equal(column, pa.scalar(value, column.type))
        rows = rows.filter(mask)
    return rows


def context_of(
    workspace: Workspace,
    metric_id: str,
    scope: Scope | None,
    variant: str | None,
    settings: Mapping[str, Value] | None,
) -> Context:
    """A checked question, ready to be computed."""
    metric = metric_named(metric_id)
    chosen = metric.variant(variant, workspace.row_counts())
    scope = scope or Scope()
    values = metric.read_settings({ROLL_UP.name: scope.roll_up.value, **(settings or {})})
    scope = replace(scope, roll_up=RollUp(str(values[ROLL_UP.name])))
    built_facts(workspace)
    loaded = workspace.row_counts()
    tables = {table for source in metric.inputs for table in source.used(loaded)}
    span = data_span(workspace, tables, scope.timezone)
    if span is None:
        loaded = workspace.row_counts()
        if not loaded:
            raise NothingLoaded.at_all()
        raise NothingLoaded.without_dates(loaded, what_to_load(missing_tables(workspace, metric)))
    _compute_attributes(workspace, scope)
    return Context.of(workspace, metric, chosen, values, scope, span, ask)


def _compute_attributes(workspace: Workspace, scope: Scope) -> None:
    """Attributes that the scope names and metrics compute, brought up to date."""
    named = {scope.split, *(name for name, _ in scope.filters)}
    for attribute in computed_attributes().values():
        if attribute.name in named:
            attribute.build(workspace, built_facts(workspace, scope.timezone, scope.roll_up), scope)


def missing_tables(workspace: Workspace, metric: Declaration) -> tuple[str, ...]:
    """The tables that a metric needs and the workspace lacks, each as 'a or b or c'; empty when it can answer."""
    loaded = workspace.row_counts()
    return tuple(
        " or ".join(source.accepted)
        for source in metric.inputs
        if not any(table in loaded for table in source.accepted)
    )


def _of_bills(context: Context, missing: tuple[str, ...]) -> tuple[str, ...]:
    """By which rules revenue is told by bills, where the metric takes them instead of what it would rather have."""
    takes = any("invoices" in source.instead for source in context.metric.inputs)
    return billed_notes(context) if takes and not missing else ()


def _beside(context: Context) -> tuple[str, ...]:
    return (*_of_groups(context), *_doubts(context), *lake_notes(context))


def _gaps(context: Context) -> tuple[str, ...]:
    return (*money_gaps(context), *account_gaps(context))


def _of_groups(context: Context) -> tuple[str, ...]:
    return parent_troubles(context.workspace) if context.scope.roll_up is RollUp.PARENT else ()


def _doubts(context: Context) -> tuple[str, ...]:
    """What looks wrong in the data that the metric reads."""
    tables = frozenset(table for source in context.metric.inputs for table in source.accepted)
    return tuple(f"{doubt.message} {doubt.cause}" for doubt in doubts_about(context.workspace, tables))


def _with_members(rows: pa.Table, context: Context) -> pa.Table:
    """Where whole groups are counted, the accounts of each one beside it."""
    if context.scope.roll_up is RollUp.ACCOUNT or "account_id" not in rows.column_names:
        return rows
    members = group_members(context.workspace)
    column = pa.array([members.get(group) for group in rows.column("account_id").to_pylist()], pa.string())
    return rows.append_column("members", column)


def _unanswered(missing: tuple[str, ...]) -> Answer:
    note = what_to_load(missing)
    return Answer(pa.table({"value": pa.array([None], pa.float64()), "note": [note]}))
