"""Build every fact of a workspace, in the transaction of the load, and again only when the data changed."""

from __future__ import annotations

import hashlib
from collections.abc import Collection

from csm_core.engines.parsed import run
from csm_core.errors import FactsUnbuildable
from csm_core.facts.accounts import (
    account_attributes,
    account_coverage,
    account_groups,
    account_list,
    derived_attributes,
)
from csm_core.facts.activity import (
    account_days,
    active_days,
    answers,
    attainments,
    campaign_members,
    campaigns,
    feature_turns,
    recorded_days,
    sessions,
    tickets,
    tool_scores,
    user_days,
)
from csm_core.facts.framework.fact import DECISIONS, NAMES, PARENTS, PEOPLE, Day, Fact
from csm_core.facts.live_views import make_live_views, make_live_views_in
from csm_core.facts.matching import identities, matches, sightings, spellings
from csm_core.facts.proved import Failure, proved
from csm_core.facts.revenue import (
    account_intervals,
    bill_gaps,
    billed_stretches,
    bills,
    cancellations,
    costs,
    exchange_rates,
    ledger_gaps,
    movement_balances,
    opportunities,
    snapshot_months,
    subscription_lines,
    trials,
    used_currencies,
    written_off_bills,
)
from csm_core.scope import RollUp
from csm_core.sources.views import LIVE_VIEWS
from csm_core.store.revision import Revision
from csm_core.store.workspace import Cursor, Workspace
from csm_core.tables.catalogue import TABLES

FACTS: tuple[Fact, ...] = tuple(
    module.FACT
    for module in (
        sightings,
        spellings,
        identities,
        matches,
        used_currencies,
        account_groups,
        subscription_lines,
        snapshot_months,
        movement_balances,
        account_intervals,
        answers,
        user_days,
        active_days,
        account_days,
        sessions,
        feature_turns,
        tickets,
        bills,
        written_off_bills,
        bill_gaps,
        billed_stretches,
        attainments,
        campaigns,
        campaign_members,
        cancellations,
        costs,
        opportunities,
        trials,
        exchange_rates,
        ledger_gaps,
        recorded_days,
        account_coverage,
        account_list,
        tool_scores,
        account_attributes,
        derived_attributes,
    )
)

# Which columns lead to an account beside its id.
_WAYS = {
    NAMES: ("account_name",),
    PEOPLE: ("user_id", "contact_id", "contact_email", "domain"),
    PARENTS: ("parent_account_id",),
}
# Also tables of which all loads were superseded count as filled here.
_FILLED_SQL = " union all ".join(
    (
        *(f"(select '{name}' from canonical.{name} limit 1)" for name in (*TABLES, "attributes")),
        *(
            f"(select '{key}' from canonical.{name} where coalesce({', '.join(filled)}) is not null limit 1)"
            for key, columns in _WAYS.items()
            for name, table in TABLES.items()
            if (filled := [column for column in columns if table.column(column)])
        ),
        f"(select '{DECISIONS}' from meta.matches limit 1)",
    )
)
# Where the facts of customer groups stand, before the mark of the time zone.
_ROLLED = "derived.rolled_"


def built_facts(workspace: Workspace, timezone: str = "UTC", roll_up: RollUp = RollUp.ACCOUNT) -> str:
    """The schema that holds the facts of the present data in a time zone; builds them where they are stale.

    UTC's facts of accounts live in the workspace file; those of any other zone and those of customer groups beside
    it in memory. Where no account has a parent, the facts of groups are those of accounts.
    """
    plain = plain_schema(timezone)
    if roll_up is RollUp.ACCOUNT and workspace.built.get(plain) == workspace.revision:
        return plain  # without waiting for a load that is on its way
    with workspace.building:
        _freshen(workspace, plain, timezone)
        if roll_up is RollUp.ACCOUNT or not has_groups(workspace, plain):
            return plain
        schema = rolled_schema(timezone)
        _freshen(workspace, schema, timezone)
    return schema


def build_facts_in(cursor: Cursor, workspace: Workspace, failed: Failure = FactsUnbuildable.in_force) -> None:
    """Build the facts of accounts in UTC inside a transaction, from what it sees: they come into force with the rows.

    Raises
    ------
    FactsUnbuildable
        Made by `failed`, from what could not be built and why.
    """
    _build_in(cursor, workspace, "facts", "UTC", failed)


def plain_schema(timezone: str) -> str:
    """Where the facts of accounts stand, in the days of a time zone."""
    return "facts" if timezone == "UTC" else "derived.tz_" + hashlib.sha256(timezone.encode()).hexdigest()[:8]


def rolled_schema(timezone: str) -> str:
    """Where the facts of whole customer groups stand, in the days of a time zone."""
    return f"{_ROLLED}{hashlib.sha256(timezone.encode()).hexdigest()[:8]}"


def has_groups(workspace: Workspace, facts: str) -> bool:
    """Whether any account has another one above it."""
    rows = workspace.query(f"select 1 from {facts}.account_groups where group_id <> account_id limit 1")
    return bool(rows.num_rows)


def fact_sql(fact: Fact, schema: str, timezone: str, filled: Collection[str] | None = None) -> str:
    """The SELECT that builds a fact, for the reader who wants to see where the numbers come from.

    `filled`: what there is of EVERYTHING, where it may be made for that alone.
    """
    day = Day(timezone)
    if schema.startswith(_ROLLED) and fact.rolled_up:
        whole_sql = fact.rolled_up(day)
    elif filled is not None and fact.trimmed:
        whole_sql = fact.trimmed(day, filled)
    else:
        whole_sql = fact.sql(day)
    return whole_sql.replace("{facts}", schema).replace("{plain}", plain_schema(timezone)).strip()


def typed_fact_sql(fact: Fact, schema: str, timezone: str, filled: Collection[str] | None = None) -> str:
    """The same SELECT with every declared column, in its declared type: what a fact's table is created as."""
    columns = ", ".join(f'cast("{name}" as {type_}) as "{name}"' for name, type_ in fact.columns)
    select = fact_sql(fact, schema, timezone, filled)
    return f"select {columns} from (\n{select}\n)"


def empty_fact_sql(fact: Fact) -> str:
    """The same table without a row, as column definitions: to plan a SELECT takes long, however little it reads."""
    return ", ".join(f'"{name}" {type_}' for name, type_ in fact.columns)


def definitions() -> str:
    """16 hex digits of how facts are made by this version."""
    ours = "".join(fact_sql(fact, "facts", "UTC") for fact in FACTS) + "".join(LIVE_VIEWS.values())
    return hashlib.sha256(ours.encode()).hexdigest()[:16]


def _stamp(revision: str) -> str:
    """What the facts in a file were built from: the data, and our own definitions."""
    return revision + definitions()


def _freshen(workspace: Workspace, schema: str, timezone: str) -> None:
    """Build a schema's facts unless they stand for the present data."""
    revision = workspace.revision
    if workspace.built.get(schema) == revision:
        return
    if schema != "facts" or workspace.note("facts") != _stamp(revision):
        if schema != "facts":
            make_live_views(workspace)  # in the file, which one transaction can't write beside the memory
        with workspace.writing(derived=True) as cursor:
            # Of what the transaction sees: a load may have come into force since the question.
            revision = _build_in(cursor, workspace, schema, timezone, FactsUnbuildable.in_force)
    workspace.built[schema] = revision


def _build_in(cursor: Cursor, workspace: Workspace, schema: str, timezone: str, failed: Failure) -> str:
    """Build every fact of a schema; the revision of the data that they were built from."""
    with proved("the data's fingerprint", failed):
        revision = Revision.read(cursor).mark
    if schema == "facts":
        make_live_views_in(cursor)
    filled = [name for (name,) in run(cursor, _FILLED_SQL).fetchall()]
    empty = [fact for fact in FACTS if fact.is_surely_empty(filled)]
    tables = [f"create or replace table {schema}.{fact.name} ({empty_fact_sql(fact)})" for fact in empty]
    with proved("the tables of facts", failed):
        # In one go: each statement of its own costs twice what it does.
        run(cursor, ";".join((f"create schema if not exists {schema}", *tables)))
    for fact in (fact for fact in FACTS if fact not in empty):
        with proved(f"'{fact.name}'", failed):
            select_sql = typed_fact_sql(fact, schema, timezone, filled)
            run(cursor, f"create or replace table {schema}.{fact.name} as {select_sql}")
    if schema == "facts":
        cursor.execute("insert or replace into meta.notes values ('facts', $stamp)", {"stamp": _stamp(revision)})
    return revision
