"""The statement of a query: the scoped inputs that it reads before it, and the values that it runs with.

Attribute filters and the as-of cut are applied in the inputs, `period` and `segment` (as it stood on the row's own
day) are labelled. Nothing is trimmed by the scope's start, so that a look-back sees what came before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from csm_core.engines.sql_names import sql_names
from csm_core.facts.framework.statement import Statement
from csm_core.facts.revenue.unnamed_currency import UNNAMED
from csm_core.facts.scoped.catalogue import SCOPED_INPUTS
from csm_core.facts.scoped.scoped_input import Basis
from csm_core.periods import Period, add_months
from csm_core.scope import NOT_SET, Scope
from csm_core.store.workspace import Parameter


def scoped_statement(sql: str, basis: Basis, periods: Sequence[Period], own: Mapping[str, Parameter]) -> Statement:
    """`sql` after the scoped inputs that it reads, and the values of all parameters that are used.

    Parameters
    ----------
    periods
        Every period of the data up to the scope's end, not only those shown.
    own
        The metric's own parameters. 'instants' (dates) adds moments at which states are needed beside the
        edges of the periods.
    """
    inputs = read_inputs(sql, basis)
    ctes = [f"{name} as ({text})" for name, text in inputs.items()]
    body = sql.strip()
    if ctes:
        lead = "with recursive " if body.lower().startswith("with recursive ") else "with "
        rest = body[len(lead) :] if body.lower().startswith(lead) else None
        body = lead + ",\n".join(ctes) + (",\n" + rest if rest is not None else "\n" + body)
    values = _values(basis.scope, periods) | dict(own)
    extra = own.get("instants", ())
    values["instants"] = _instants(basis.scope, periods, extra if isinstance(extra, Sequence) else ())  # type: ignore[arg-type]
    for back in (1, 2):
        values[f"instants_{back}_months_back"] = [add_months(day, -back) for day in values["instants"]]  # type: ignore[union-attr, arg-type]
    used = sql_names(sql).parameters.union(*(sql_names(text).parameters for text in inputs.values()))
    return Statement(body, {name: value for name, value in values.items() if name in used})


def read_inputs(sql: str, basis: Basis) -> dict[str, str]:
    """The text of each scoped input that a SELECT reads, itself or through another, after those that it reads."""
    inputs: dict[str, str] = {}
    for name in sorted(sql_names(sql).tables & SCOPED_INPUTS.keys()):
        text = SCOPED_INPUTS[name].sql(basis).strip()
        inputs |= read_inputs(text, basis) | {name: text}
    return inputs


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
    for place, (attribute, chosen) in enumerate(scope.filters):
        values[f"f{place}_attribute"] = attribute
        values[f"f{place}_values"] = list(chosen)
    if scope.split:
        values["s_attribute"] = scope.split
    return values
