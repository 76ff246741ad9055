"""Context: one question to one workspace, as a metric's compute sees it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date

import pyarrow as pa

from csm_core.facts.build import built_facts
from csm_core.facts.framework.statement import Statement
from csm_core.facts.revenue.ledger import LedgerRules, ledger_table
from csm_core.facts.scoped.kept import kept_inputs
from csm_core.facts.scoped.query import Query
from csm_core.facts.scoped.scoped_input import Basis
from csm_core.facts.scoped.statement import scoped_statement
from csm_core.metrics.framework.declare import Declaration, Shape, Value, Variant
from csm_core.periods import Period, period_start, periods_between
from csm_core.result import Parameter as Fitted
from csm_core.result import Result
from csm_core.scope import Scope, Span
from csm_core.store.workspace import Parameter, Workspace
from csm_core.units import Unit


@dataclass(frozen=True, slots=True)
class Answer:
    """What a metric's compute returns: rows with some of Result's columns, and what to know of them.

    `variant` names the one that answered, where the one asked for could not. `unit` is given where it depends on
    what was asked about, not on the variant.
    """

    table: pa.Table
    parameters: tuple[Fitted, ...] = ()
    notes: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    variant: str | None = None
    unit: Unit | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """A resolved Scope, a variant and settings over one workspace; `table` runs SQL over the scoped inputs."""

    workspace: Workspace
    metric: Declaration
    variant: Variant
    settings: Mapping[str, Value]
    scope: Scope
    span: Span
    facts: str
    ledger: str
    rules: LedgerRules
    # How another metric is asked: (workspace, metric id, scope, variant) to its Result.
    ask: Callable[[Workspace, str, Scope, str | None], Result]
    statements: list[str] = field(default_factory=list)
    # The ledgers that the statements read, by their tables' names, with the rules of each.
    ledgers: dict[str, LedgerRules] = field(default_factory=dict)
    # The tables of kept inputs that they read, and how each was made.
    kept: dict[str, Statement] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        workspace: Workspace,
        metric: Declaration,
        variant: Variant,
        settings: Mapping[str, Value],
        scope: Scope,
        span: Span,
        ask: Callable[[Workspace, str, Scope, str | None], Result],
    ) -> Context:
        """The context of a question; builds the facts and the ledger where they are missing.

        Where periods are counted, as ages or in a rolling window, the scope begins with a whole one: what is shown
        from may not move anybody's age.
        """
        facts = built_facts(workspace, scope.timezone, scope.roll_up)
        rules = _ledger_rules(settings)
        resolved = scope.resolved(span)
        if metric.shape is Shape.COHORTS or settings.get("rolling_periods", 1) != 1:
            resolved = resolved.from_whole_period()
        ledger = ledger_table(workspace, facts, rules)
        return cls(
            workspace, metric, variant, settings, resolved, span, facts, ledger, rules, ask, ledgers={ledger: rules}
        )

    @property
    def periods(self) -> tuple[Period, ...]:
        """The periods that are shown."""
        return self.scope.periods()

    @property
    def all_periods(self) -> tuple[Period, ...]:
        """Every period from the data's first day to the scope's end: what a look-back may see."""
        start, _, as_of = self.scope.window()
        first = period_start(min(self.span.first, start), self.scope.calendar)
        before = periods_between(first, start, self.scope.calendar, as_of) if first < start else ()
        return (*before, *self.periods)

    def table(self, query: Query, **parameters: Parameter) -> pa.Table:
        """Run a query over the scoped inputs that it reads; every value is a bound parameter."""
        values = {"fx_fixed": self.settings.get("fx") == "fixed", **parameters}
        basis = Basis(self.scope, self.facts, self.ledger, self.rules)
        fixed = {"fx_fixed": values["fx_fixed"]}
        basis, kept = kept_inputs(self.workspace, query, basis, self.all_periods, fixed)
        self.kept.update(kept)
        statement = scoped_statement(query, basis, self.all_periods, values)
        self.statements.append(statement.with_literals())
        return self.workspace.query(statement.sql, statement.parameters)

    def ask_other(self, metric_id: str, scope: Scope, variant: str | None = None) -> Result:
        """The answer of another metric over the same workspace; its statements are shown among this one's.

        Raises
        ------
        UnknownName, BadValue
            As `csm_core.metrics.asking.ask.ask`.
        """
        result = self.ask(self.workspace, metric_id, scope, variant)
        self.statements.extend(result.sql)
        return result

    def of_metric(self, metric: Declaration, settings: Mapping[str, Value]) -> Context:
        """The same question of another metric, by its usual variant; what it runs is not shown among this one's."""
        variant = metric.variant(None, self.workspace.row_counts())
        return Context.of(self.workspace, metric, variant, settings, self.scope, self.span, self.ask)

    def text(self, name: str) -> str:
        """A setting whose values are words."""
        return str(self.settings[name])

    def number(self, name: str) -> float:
        """A setting whose value is a number."""
        return float(self.settings[name])

    def whole(self, name: str) -> int:
        """A setting whose value is a whole number."""
        return int(self.settings[name])

    @property
    def without_segments(self) -> Context:
        """The same question of everybody: without split and filters."""
        return self.with_scope(replace(self.scope, split=None, filters=()))

    def with_scope(self, scope: Scope) -> Context:
        """The same question of another, resolved scope."""
        return replace(self, scope=scope)

    @property
    def as_of(self) -> date:
        """The last day that the answer may know of."""
        return self.scope.window()[2]


def _ledger_rules(settings: Mapping[str, Value]) -> LedgerRules:
    usual = LedgerRules()
    chosen = {name: settings[name] for name in (field.name for field in fields(LedgerRules)) if name in settings}
    return replace(usual, **chosen)  # type: ignore[arg-type]
