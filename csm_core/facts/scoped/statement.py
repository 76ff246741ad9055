"""The statement of a query: the scoped inputs that it reads before it, and the values that it runs with.

Attribute filters and the as-of cut are applied in the inputs, `period` and `segment` (as it stood on the row's own
day) are labelled. Nothing is trimmed by the scope's start, so that a look-back sees what came before.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta

from csm_core.engines.sql_names import sql_names
from csm_core.facts.framework.statement import Statement
from csm_core.facts.revenue.unnamed_currency import UNNAMED
from csm_core.facts.scoped.catalogue import SCOPED_INPUTS
from csm_core.facts.scoped.query import Query, joined_sql
from csm_core.facts.scoped.scoped_input import Basis
from csm_core.periods import Period, add_months
from csm_core.scope import NOT_SET, Scope
from csm_core.store.workspace import Parameter


def scoped_statement(
    query: Query, basis: Basis, periods: Sequence[Period], parameters: Mapping[str, Parameter]
) -> Statement:
    """`query` after the scoped inputs that it reads, and the values of all parameters that are used.

    Parameters
    ----------
    periods
        Every period of the data up to the scope's end, not only those shown.
    parameters
        The metric's own parameters. 'instants' (dates) adds moments at which states are needed beside the
        edges of the periods.
    """
    selects = input_selects(query.inputs, basis) | dict(query.needed)
    values = _values(basis.scope, periods) | dict(parameters)
    extra = parameters.get("instants", ())
    values["instants"] = _instants(basis.scope, periods, extra if isinstance(extra, Sequence) else ())  # type: ignore[arg-type]
    for back in (1, 2):
        values[f"instants_{back}_months_back"] = [add_months(day, -back) for day in values["instants"]]  # type: ignore[union-attr, arg-type]
    used = {name for text in (*selects.values(), query.select) for name in sql_names(text).parameters}
    sql = joined_sql(selects, query.select)
    return Statement(sql, {name: value for name, value in values.items() if name in used})


def input_selects(names: Collection[str], basis: Basis) -> dict[str, str]:
    """The SELECT of each of these scoped inputs and of those that they read, each after what it reads."""
    selects: dict[str, str] = {}
    for name in sorted(names):
        table = basis.kept.get(name)
        text = SCOPED_INPUTS[name].sql(basis) if table is None else f"select * from {table}"
        selects |= input_selects(sql_names(text).tables & SCOPED_INPUTS.keys(), basis) | {name: text}
    return selects


def _instants(scope: Scope, periods: Sequence[Period], extra: Sequence[date]) -> list[date]:
    edges = {period.start for period in periods} | {_instant(scope, period) for period in periods}
    return sorted(edges | set(extra))


def _instant(scope: Scope, period: Period) -> date:
    """The midnight that closes a period's last day, of the as-of day in the running one: a state is read there."""
    _, _, as_of = scope.window()
    return min(period.end, as_of + timedelta(days=1))


def _values(scope: Scope, periods: Sequence[Period]) -> dict[str, Parameter]:
    start, _, as_of = scope.window()
    values: dict[str, Parameter] = {
        "as_of": as_of,
        "currency": scope.currency or UNNAMED,
        "not_set": NOT_SET,
        "fx_fixed": False,
        "period_start": [period.start for period in periods],
        "period_end": [period.end for period in periods],
        "period_instant": [_instant(scope, period) for period in periods],
        "period_complete": [period.complete for period in periods],
        "period_place": list(range(len(periods))),
        "period_shown": [period.start >= start for period in periods],
    }
    for index, (attribute, chosen) in enumerate(scope.filters):
        values[f"f{index}_attribute"] = attribute
        values[f"f{index}_values"] = list(chosen)
    if scope.split:
        values["s_attribute"] = scope.split
    return values
