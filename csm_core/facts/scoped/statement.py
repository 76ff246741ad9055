"""Scoped inputs: the facts as one Scope sees them, by name, as the tables that a metric's SQL reads.

Attribute filters and the as-of cut are applied, `period` and `segment` (as it stood on the row's own day) are
labelled. Nothing is trimmed by the scope's start, so that a look-back sees what came before.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from csm_core.facts.revenue.ledger import LedgerRules
from csm_core.facts.revenue.unnamed_currency import UNNAMED, stated_currency
from csm_core.facts.scoped.campaign_segments import is_campaign, membership_sql
from csm_core.facts.scoped.contracts import contract_inputs
from csm_core.facts.scoped.health_bands import HEALTH_BAND, health_band_table
from csm_core.facts.scoped.revenue import revenue_inputs
from csm_core.facts.scoped.use import use_inputs
from csm_core.facts.scoped.whole import whole_inputs
from csm_core.periods import Period, add_months
from csm_core.scope import NOT_SET, Scope
from csm_core.store.workspace import Parameter

# A name that stands by itself: not a column behind a dot, not a parameter.
_NAME = re.compile(r"(?<![.$\w])[a-z_]+\b")
_PARAMETER = re.compile(r"\$([a-z_0-9]+)")


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL with named parameters, and their values."""

    sql: str
    parameters: Mapping[str, Parameter]

    def with_literals(self) -> str:
        """The statement as it can be pasted into any DuckDB: values in place, texts quoted."""
        return _PARAMETER.sub(lambda match: _literal(self.parameters[match[1]]), self.sql)


def scoped_statement(
    sql: str,
    scope: Scope,
    periods: Sequence[Period],
    facts: str,
    ledger: str,
    rules: LedgerRules,
    parameters: Mapping[str, Parameter],
) -> Statement:
    """`sql` with the scoped inputs that it names before it, and the values of all parameters that are used.

    Parameters
    ----------
    periods
        Every period of the data up to the scope's end, not only those shown.
    facts, ledger
        Where the facts and the ledger stand (names of our own making).
    own
        The metric's own parameters. 'instants' (dates) adds moments at which states are needed beside the
        edges of the periods.
    """
    inputs = _inputs(scope, facts, ledger, rules)
    needed: list[str] = []

    def need(text: str) -> None:
        for name in _NAME.findall(text):
            if name in inputs and name not in needed:
                need(inputs[name])
                needed.append(name)

    need(sql)
    ctes = [f"{name} as ({inputs[name].strip()})" for name in needed]
    body = sql.strip()
    if ctes:
        lead = "with recursive " if body.lower().startswith("with recursive ") else "with "
        rest = body[len(lead) :] if body.lower().startswith(lead) else None
        body = lead + ",\n".join(ctes) + (",\n" + rest if rest is not None else "\n" + body)
    values = _values(scope, periods) | dict(parameters)
    extra = parameters.get("instants", ())
    values["instants"] = _instants(scope, periods, extra if isinstance(extra, Sequence) else ())  # type: ignore[arg-type]
    for back in (1, 2):
        values[f"instants_{back}_months_back"] = [add_months(day, -back) for day in values["instants"]]  # type: ignore[union-attr, arg-type]
    used = set(_PARAMETER.findall(body))
    return Statement(body, {name: value for name, value in values.items() if name in used})


# Scoped input → the fact that it is made from, and the day that says in which period a row lies.
DATED = {
    "answers": ("answers", "responded_on"),
    "survey_invitations": ("answers", "asked_on"),
    "tickets": ("tickets", "created_on"),
    "solved_tickets": ("tickets", "solved_on"),
    "ticket_escalations": ("tickets", "escalated_on"),
    "bills": ("bills", "billed_on"),
    "user_days": ("user_days", "used_on"),
    "account_days": ("account_days", "used_on"),
    "sessions": ("sessions", "began_on"),
    "feature_turns": ("feature_turns", "used_on"),
    "attainments": ("attainments", "measured_on"),
}


def _inputs(scope: Scope, facts: str, ledger: str, rules: LedgerRules) -> dict[str, str]:
    inputs = {
        "periods": """
            select unnest($period_start::date[]) as period, unnest($period_end::date[]) as period_end,
                unnest($period_instant::date[]) as period_instant, unnest($period_shown::boolean[]) as shown,
                unnest($period_complete::boolean[]) as complete, unnest($period_place::bigint[]) as place""",
        # An equal join finds the period of a day in a fraction of the time that looking between two days takes.
        "period_days": """
            select period, period + cast(unnest(range(cast(period_end - period as bigint))) as integer) as day
            from periods""",
        "instants": "select distinct unnest($instants::date[]) as instant",
        "members": _members(scope, facts),
        "intervals": f"select * from {facts}.account_intervals where valid_from <= $as_of",
        "campaigns": f"select * from {facts}.campaigns where started_on <= $as_of",
        "campaign_members": f"select * from {facts}.campaign_members",
        "stated_goals": """
            select metric, cast(by_date as date) as by_date, "target", filters from live.goals""",
        # What the tickets of all accounts tell of at all, whatever the filters: what nobody recorded is no zero.
        "ticket_record": f"""
            select min(created_on) as first_on, count(agent_replies) as replies, count(reopens) as reopens,
                count(assignee_changes) as assignees, count(group_changes) as teams,
                count(case when escalated_on <= $as_of or is_escalated is not null then 1 end) as escalations
            from {facts}.tickets where created_on <= $as_of""",
        "identities": f"select * from {facts}.identities",
        "account_names": f"select account_id, account_name, owner from {facts}.account_list",
        "account_list": f"select * from {facts}.account_list",
    }
    dated = {name: _dated_rows(scope, f"{facts}.{fact}", day) for name, (fact, day) in DATED.items()}
    whole = whole_inputs(facts, scope.timezone) | use_inputs(facts)
    return inputs | revenue_inputs(facts, ledger, rules) | contract_inputs(facts) | whole | dated


def _scoped_by_accounts(scope: Scope) -> bool:
    return bool(scope.split or scope.filters)


def _dated_rows(scope: Scope, fact: str, day: str) -> str:
    """Rows of one day each. Without split or filter, rows without an account count too."""
    shared = f"from {fact} f left join period_days p on p.day = f.{day}"
    columns = "f.*" + (f" replace ({stated_currency('f.currency')} as currency)" if fact.endswith(".bills") else "")
    if not _scoped_by_accounts(scope):
        return f"select {columns}, p.period, cast(null as varchar) as segment {shared} where f.{day} <= $as_of"
    joined = (
        f"{shared} {'left ' if not scope.filters else ''}join members m on m.account_id = f.account_id "
        f"and m.valid_from <= f.{day} and f.{day} < m.valid_to"
    )
    segment = "coalesce(m.segment, $not_set)" if scope.split else "cast(null as varchar)"
    return f"select {columns}, p.period, {segment} as segment {joined} where f.{day} <= $as_of"


def _members(scope: Scope, facts: str) -> str:
    """account_id, segment, valid_from, valid_to: who is in the filters, from when to when, and in which segment."""
    joins, wheres, starts, ends = [], [], ["date '0001-01-01'"], ["date '9999-12-31'"]
    names = [f"f{index}" for index in range(len(scope.filters))] + (["s"] if scope.split else [])
    for name in names:
        stretches_sql = _stretches_sql(_attribute(scope, name), name, facts)
        joins.append(f"left join ({stretches_sql}) {name} on {name}.account_id = a.account_id")
        starts.append(f"coalesce({name}.valid_from, date '0001-01-01')")
        ends.append(f"coalesce({name}.valid_to, date '9999-12-31')")
        if name != "s":
            wheres.append(f"coalesce({name}.value, $not_set) = any(${name}_values::varchar[])")
    first, last = f"greatest({', '.join(starts)})", f"least({', '.join(ends)})"
    wheres.append(f"{first} < {last}")
    segment = "coalesce(s.value, $not_set)" if scope.split else "cast(null as varchar)"
    return (
        f"select a.account_id, {segment} as segment, {first} as valid_from, {last} as valid_to "
        f"from {facts}.account_list a {' '.join(joins)} where {' and '.join(wheres)}"
    )


def _attribute(scope: Scope, name: str) -> str | None:
    return scope.split if name == "s" else scope.filters[int(name[1:])][0]


def _stretches_sql(attribute: str | None, name: str, facts: str) -> str:
    """When each account had which value of an attribute."""
    if is_campaign(attribute):
        return membership_sql(facts, name)
    if attribute == HEALTH_BAND:
        table_sql = health_band_table(facts)
        return f"select account_id, value, valid_from, valid_to from {table_sql}"
    return (
        f"select account_id, value, valid_from, valid_to from {facts}.account_attributes "
        f"where attribute = ${name}_attribute union all "
        f"select account_id, value, valid_from, valid_to from {facts}.derived_attributes "
        f"where attribute = ${name}_attribute"
    )


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


def _literal(value: Parameter) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, date):
        return f"date '{value.isoformat()}'"
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return "[" + ", ".join(_literal(each) for each in value) + "]"
