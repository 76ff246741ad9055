"""A fact of tables without a row is made without running its SQL: equal to what the SQL would have given."""

import re
from collections.abc import Iterable

import pytest

from csm_core.facts.build import (
    FACTS,
    built_facts,
    empty_fact_sql,
    rolled_schema,
    typed_fact_sql,
)
from csm_core.facts.framework.fact import Fact
from csm_core.facts.queries.decisions import Decision, decide_match
from csm_core.scope import RollUp
from csm_core.sources.views import KEPT, LIVE_VIEWS
from csm_core.store.workspace import Workspace
from csm_core.tables.catalogue import TABLES
from tests.contract.company import company
from tests.csm_core.facts.reading import fact_rows
from tests.workspaces import LOADED_AT, Row, batch_of, new_workspace_of, workspace_of

PAID = {"account_id": "c000", "currency": "EUR"}
MORE: dict[str, list[Row]] = {
    "contacts": [{"contact_id": "1", "contact_email": "p@c000.example", "user_id": "u", "account_id": "c000"}],
    "mrr_snapshots": [PAID | {"month": "2024-01-31", "mrr": "90"}],
    "mrr_movements": [PAID | {"movement_date": "2024-02-01", "mrr_delta": "5", "mrr_after": "95"}],
    "annotations": [{"date": "2024-03-01", "text": "new price"}],
    "overrides": [{"account_id": "c000", "date": "2024-03-01", "author": "me", "band": "red"}],
    "health_scores": [{"account_id": "c000", "date": "2024-03-01", "score": "71", "tool": "Gainsight"}],
}
CANCELLED = {"start_date": "2023-01-01", "end_date": "2024-01-01", "cancel_requested_at": "2023-12-01", "mrr": "5"}
PASSED_BY = [fact for fact in FACTS if fact.is_surely_empty(())]
# Bills say nothing of what recurs where subscriptions do: nothing is to be seen of it in a company that has both.
# What other facts say of a table is not seen by looking away from the table: see the test of a company without it.
BY_OTHERS = ("account_coverage", "derived_attributes")
# Needs a column of accounts and no table: seen where no account names a parent.
BY_COLUMN = ("account_groups",)
SEEN = [fact for fact in PASSED_BY if fact.name not in ("billed_stretches", *BY_OTHERS, *BY_COLUMN)]


@pytest.fixture(scope="module")
def full() -> Workspace:
    """Rows in every canonical table; c009 stands below c000."""
    tables: dict[str, list[Row]] = {**company(accounts=4), **MORE}
    assert set(tables) == set(TABLES)
    tables["accounts"] = [*tables["accounts"], {"account_id": "c009", "parent_account_id": "c000"}]
    tables["subscriptions"] = [*tables["subscriptions"], PAID | CANCELLED]
    written_off = PAID | {"invoice_date": "2024-01-06", "total": "5", "status": "written_off"}
    tables["invoices"] = [*tables["invoices"], PAID | {"invoice_date": "2024-01-05", "total": "-5"}, written_off]
    workspace = workspace_of(**tables)
    built_facts(workspace, "UTC", RollUp.PARENT)
    return workspace


def without(names: Iterable[str], sql: str) -> str:
    """The SQL as if there were no row under these names."""
    for name in names:
        sql = re.sub(rf"\b{re.escape(name)}\b", f"(select * from {name} limit 0)", sql)
    return sql


@pytest.mark.parametrize("fact", SEEN, ids=lambda fact: fact.name)
def test_a_fact_has_no_row_where_its_tables_have_none_however_full_others_are(fact: Fact, full: Workspace) -> None:
    needs = fact.needs or fact.reads
    filled = set(TABLES) - set(needs)
    for schema in ["facts"] if fact.rolled_up else ["facts", rolled_schema("UTC")]:
        sql = typed_fact_sql(fact, schema, "UTC")
        assert full.query(sql).num_rows, "empty anyway: this would prove nothing"
        before = [one.name for one in FACTS if one.is_surely_empty(filled)]
        nothing = [f"{schema}.{name}" for name in before] + [
            f"{view}{table}" for table in needs for view in ("live.", "live.described_", "live.listed_", "canonical.")
        ]
        assert full.query(without(nothing, sql)).num_rows == 0


@pytest.mark.parametrize("name", BY_OTHERS)
def test_what_other_facts_say_is_nothing_either_without_the_tables(name: str, full: Workspace) -> None:
    (fact,) = (fact for fact in FACTS if fact.name == name)
    sql = typed_fact_sql(fact, "facts", "UTC")
    assert full.query(sql).num_rows, "empty anyway: this would prove nothing"
    tables: dict[str, list[Row]] = {**company(accounts=4), **MORE}
    others = workspace_of(**{table: rows for table, rows in tables.items() if table not in fact.needs})
    built_facts(others)
    assert others.query(sql).num_rows == 0


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.name)
def test_a_table_made_empty_has_the_columns_and_types_of_one_that_is_filled(fact: Fact, full: Workspace) -> None:
    with full.writing(derived=True) as cursor:
        cursor.execute(f"create or replace table facts.made ({empty_fact_sql(fact)})")
        made = cursor.execute("describe facts.made").fetchall()
        cursor.execute("drop table facts.made")
    assert made == [tuple(row.values()) for row in full.query(f"describe facts.{fact.name}").to_pylist()]


def test_what_other_facts_and_peoples_words_bring_is_looked_for_whatever_is_loaded() -> None:
    assert [fact.name for fact in FACTS if fact not in PASSED_BY] == [
        "spellings",
        "identities",
        "matches",
        "account_list",
    ]
    # A ticket alone makes its account known, with a name to find it by.
    alone = workspace_of(tickets=[{"account_id": "A", "account_name": "Acme", "created_at": "2024-03-01"}])
    facts = built_facts(alone)
    for name in ("spellings", "identities", "matches"):
        assert alone.query(f"select 1 from {facts}.{name}").num_rows, name


@pytest.mark.parametrize("table", [*TABLES])
def test_with_one_table_alone_every_fact_is_what_its_sql_says(table: str) -> None:
    facts_are_as_their_sql_says(workspace_of(**{table: {**MORE, **company(accounts=2)}[table]}))


def test_where_ids_alone_lead_to_accounts_every_fact_is_what_its_sql_says() -> None:
    """Two accounts share the id "x" of another tool, no list knows "z", and A is listed twice."""
    accounts: list[Row] = [
        {"account_id": "A", "external_id": "x"},
        {"account_id": "B", "external_id": "x"},
        {"account_id": "C", "external_id": "y"},
    ]
    line = {"start_date": "2024-01-01", "mrr": "10", "currency": "EUR"}
    lines: list[Row] = [{"account_id": key, "subscription_id": f"s{key}"} | line for key in ("A", "x", "y", "z")]
    tickets: list[Row] = [{"account_id": key, "created_at": "2024-02-01"} for key in ("y", "z", "")]
    workspace = new_workspace_of(accounts=accounts, subscriptions=lines, tickets=tickets)
    workspace.load([batch_of("accounts", [{"account_id": "A", "external_id": "y"}])], LOADED_AT, "add")
    facts_are_as_their_sql_says(workspace)
    # The newer list has taken A's "x" away and given it "y", which now leads to two: nobody can say to which.
    assert {("x", "B"), ("y", "y"), ("z", "z")} <= set(fact_rows(workspace, "identities", "key, account_id"))
    decide_match(workspace, [Decision("id", "z", "A")])
    facts_are_as_their_sql_says(workspace)
    assert ("z", "A") in fact_rows(workspace, "identities", "key, account_id")


def facts_are_as_their_sql_says(workspace: Workspace) -> None:
    built_facts(workspace)
    for fact in FACTS:
        actual = workspace.query(f"from ({typed_fact_sql(fact, 'facts', 'UTC')}) order by all")
        assert workspace.query(f"from facts.{fact.name} order by all").equals(actual), fact.name


def test_lists_that_nobody_loaded_have_the_columns_of_those_that_are_kept(full: Workspace) -> None:
    for name, columns in KEPT.items():
        with full.writing(derived=True) as cursor:
            cursor.execute(f"create or replace table facts.made ({columns})")
            made = cursor.execute("describe facts.made").fetchall()
            cursor.execute("drop table facts.made")
        assert made == [tuple(row.values()) for row in full.query(f"describe {LIVE_VIEWS[name]}").to_pylist()], name
