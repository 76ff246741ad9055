"""Answered: a cell with all that it takes to show it, whether computed just now or kept from another day."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import pyarrow as pa
import pyarrow.compute as pc

from csm_core.errors import BadValue
from csm_core.facts.queries.account_profile import account_names
from csm_core.facts.queries.annotations import annotations_of
from csm_core.metrics.asking.ask import ask, rows_behind
from csm_core.metrics.compare.benchmarks import Benchmark, benchmarks_of
from csm_core.metrics.compare.headline import Headline, headline
from csm_core.metrics.compare.one_account import of_account
from csm_core.metrics.compare.rolling import ask_rolling, compared_window
from csm_core.metrics.framework.declare import Shape, Value
from csm_core.metrics.framework.registry import metric_named
from csm_core.notebook.cell import Cell, Form
from csm_core.periods import add_months
from csm_core.result import Result, complete_columns
from csm_core.scope import Compare, Scope
from csm_core.store.workspace import Workspace

Settings = Mapping[str, Value]
Ask = Callable[[Workspace, str, Scope | None, str | None, Settings | None], Result]
Rows = Callable[[Workspace, str, Scope | None, str | None, Settings | None], pa.Table]
# A float may differ in its last digits between two runs of one query; nobody reads so many.
_DIGITS = 9
_LOOKS_BACK = ("rolling_periods",)


@dataclass(frozen=True, slots=True)
class Answered:
    """A cell's answer; of a figure, the headline of the period that it is compared with; the dated notes on it
    (date, text, cohort); the names of the accounts that the answer has a row for; and what it is held against."""

    cell: Cell
    result: Result
    before: Headline | None
    annotations: pa.Table
    names: tuple[tuple[str, str], ...] = ()
    benchmarks: tuple[Benchmark, ...] = ()

    @property
    def now(self) -> Headline | None:
        """The figure that stands for the whole."""
        return headline(self.result, self.cell.measure, self.cell.series)

    @property
    def digest(self) -> str:
        """16 hex digits of every value in the answer: equal where nothing moved that a reader could see."""
        rows = [
            [
                *(str(row[key]) for key in ("period", "segment", "measure", "series", "age", "account_id")),
                *_digits(row),
            ]
            for row in self.result.rows()
        ]
        return hashlib.sha256(json.dumps(rows).encode()).hexdigest()[:16]


def answered(workspace: Workspace, cell: Cell, ask: Ask = ask, rows: Rows = rows_behind) -> Answered:
    """The answer of a cell that has a Scope of its own (see `Cell.asked`).

    Parameters
    ----------
    ask, rows
        Who answers: the metric itself, or somebody who remembers its answers.

    Raises
    ------
    UnknownName, BadValue, NothingLoaded
        As `ask` does; BadValue also for a cell without a Scope.
    """
    if cell.scope is None or cell.last is not None:
        raise BadValue.of("scope", "nothing", "a cell that says what it looks at")
    if cell.form is Form.FIGURE and cell.scope.split is not None:
        # A figure that stands alone is no segment's.
        cell = replace(cell, scope=replace(cell.scope, split=None))
    settings = dict(cell.settings)
    drawn_scope = _drawn_scope(cell, cell.scope)
    if cell.account is None:
        result = ask_rolling(ask, workspace, cell.metric, drawn_scope, cell.variant, settings)
    else:
        result = ask(workspace, cell.metric, drawn_scope, cell.variant, settings)
    if cell.account is not None and not result.missing:
        result = _of_account(
            result, cell.account, lambda: rows(workspace, cell.metric, cell.scope, cell.variant, settings)
        )
    if cell.form is Form.SEGMENTS:
        result = replace(result, table=_headlines(result, cell))
    return Answered(
        cell,
        result,
        _before(workspace, cell, result, ask),
        annotations_of(workspace, result.scope, cell.metric),
        _names(workspace, cell, result),
        benchmarks_of(workspace, result, (cell.measure,)),
    )


def _drawn_scope(cell: Cell, scope: Scope | None) -> Scope:
    """Cohorts are drawn of the whole company: the table of one segment would be read as that of all."""
    is_drawn = cell.form in (Form.PICTURE, Form.CURVES)
    scope = scope or Scope()
    if not is_drawn or metric_named(cell.metric).shape is not Shape.COHORTS:
        return scope
    return replace(scope, split=None)


def _of_account(result: Result, account_id: str, behind: Callable[[], pa.Table]) -> Result:
    """The account's own rows where the answer has them, else the answer made anew from the rows behind."""
    accounts = result.table.column("account_id")
    if accounts.null_count == len(accounts):
        return of_account(result, behind(), account_id)
    account_rows = result.table.filter(pc.equal(accounts, account_id))
    if account_rows.num_rows == 0:
        note = "This account is not a customer on the last day of this scope, or the filters exclude it."
        account_rows = complete_columns(pa.table({"value": pa.array([None], pa.float64()), "note": [note]}))
    return replace(result, table=account_rows)


def _headlines(result: Result, cell: Cell) -> pa.Table:
    """The row of each segment that its headline is, the largest value first."""
    rows = result.rows()
    kept = []
    for segment in dict.fromkeys(row["segment"] for row in rows if row["segment"] is not None):
        now = headline(result, cell.measure, cell.series, str(segment))
        kept += [row for row in rows if now and row["segment"] == segment and Headline.of(row) == now][:1]
    table = pa.Table.from_pylist(kept, schema=result.table.schema)
    return table.sort_by([("value", "descending"), ("segment", "ascending")]) if kept else result.table


def _before(workspace: Workspace, cell: Cell, result: Result, ask: Ask) -> Headline | None:
    now = headline(result, cell.measure, cell.series)
    if cell.form is not Form.FIGURE or cell.account is not None or now is None or now.period is None:
        return None
    period = next((one for one in result.scope.periods() if one.start == now.period), None)
    compared = compared_window(result, period) if period else None
    if compared is None:
        return None
    settings = dict(cell.settings) | {name: result.settings[name] for name in _LOOKS_BACK if name in result.settings}
    before = headline(ask(workspace, cell.metric, compared, cell.variant, settings), cell.measure, cell.series)
    if before is not None and before.period is not None:
        # A window is called by its last month.
        before = replace(before, period=add_months(compared.window()[1], -1) if result.window > 1 else before.period)
    if result.scope.compare is Compare.YEAR and (before is None or before.value is None):
        # A young company has no year ago: the period before is the nearest comparison.
        nearest = replace(result, scope=replace(result.scope, compare=Compare.PREVIOUS))
        return _before(workspace, cell, nearest, ask)
    return before


def _names(workspace: Workspace, cell: Cell, result: Result) -> tuple[tuple[str, str], ...]:
    wanted = {cell.account} if cell.account is not None else set()
    if metric_named(result.metric).shape in (Shape.ACCOUNTS, Shape.TABLE):
        wanted |= set(result.table.column("account_id").to_pylist())
    if not wanted - {None}:
        return ()
    names = account_names(workspace, result.scope.roll_up)
    return tuple((account, name) for account, name in names.items() if account in wanted)


def _digits(row: Mapping[str, object]) -> list[str | None]:
    return [
        f"{value:.{_DIGITS}g}" if isinstance(value := row[name], float) else None for name in ("value", "low", "high")
    ]
