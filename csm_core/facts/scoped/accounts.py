"""The scoped inputs of accounts: who is in the scope and when, the list of all, and what is known of them."""

from __future__ import annotations

from csm_core.facts.accounts import account_list
from csm_core.facts.activity import campaign_members, campaigns
from csm_core.facts.matching import identities
from csm_core.facts.scoped.campaign_segments import is_campaign, membership_sql
from csm_core.facts.scoped.health_bands import HEALTH_BAND, health_band_table
from csm_core.facts.scoped.scoped_input import Basis, ScopedInput
from csm_core.scope import Scope


def _members(basis: Basis) -> str:
    """Who is in the filters, from when to when, and in which segment."""
    scope, facts = basis.scope, basis.facts
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


INPUTS = (
    ScopedInput(
        name="members",
        one_row_per="account in the filters and stretch of time in one segment",
        columns=(("account_id", "varchar"), ("segment", "varchar"), ("valid_from", "date"), ("valid_to", "date")),
        sql=_members,
    ),
    ScopedInput(
        name="account_list",
        one_row_per=f"{account_list.FACT.one_row_per}, whatever the filters",
        columns=account_list.FACT.columns,
        sql=lambda basis: f"select * from {basis.facts}.account_list",
    ),
    ScopedInput(
        name="account_names",
        one_row_per="account, whatever the filters",
        columns=(("account_id", "varchar"), ("account_name", "varchar"), ("owner", "varchar")),
        sql=lambda basis: f"select account_id, account_name, owner from {basis.facts}.account_list",
    ),
    ScopedInput(
        name="identities",
        one_row_per=identities.FACT.one_row_per,
        columns=identities.FACT.columns,
        sql=lambda basis: f"select * from {basis.facts}.identities",
    ),
    ScopedInput(
        name="campaigns",
        one_row_per="campaign that has begun",
        columns=campaigns.FACT.columns,
        sql=lambda basis: f"select * from {basis.facts}.campaigns where started_on <= $as_of",
    ),
    ScopedInput(
        name="campaign_members",
        one_row_per=campaign_members.FACT.one_row_per,
        columns=campaign_members.FACT.columns,
        sql=lambda basis: f"select * from {basis.facts}.campaign_members",
    ),
    ScopedInput(
        name="stated_goals",
        one_row_per="goal as it was loaded",
        columns=(("metric", "varchar"), ("by_date", "date"), ("target", "double"), ("filters", "varchar")),
        sql=lambda basis: 'select metric, cast(by_date as date) as by_date, "target", filters from live.goals',
    ),
)
