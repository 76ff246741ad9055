"""Each fact says the same on Spark as in DuckDB: equal rows, to the last digit, and equal types."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pyarrow as pa
import pytest

from csm_core.engines.spark_sql import spark_steps
from csm_core.facts.build import FACTS, build_facts_in, built_facts, typed_fact_sql
from csm_core.facts.framework.fact import Fact
from csm_core.loading.demo import load_demo
from csm_core.store.workspace import Workspace
from csm_core.tables.catalogue import TABLES
from tests.conformance.companies import billed, tangled
from tests.conformance.session import Spark
from tests.workspaces import new_workspace_of

# What facts read beside the canonical tables and each other.
_OTHER = ("live.described_accounts", "live.listed_subscriptions", "meta.matches", "meta.loads")
_UNDERNEATH = ("canonical.accounts", "canonical.attributes")
# Of the demo's quarter of a million events a twelfth is enough, of as many people as that leaves.
_PART = "delete from canonical.events where hash(account_id) % 12 <> 0"


@dataclass(frozen=True)
class Company:
    """A workspace whose tables and facts in DuckDB stand as views on the cluster, too."""

    workspace: Workspace
    facts: str
    timezone: str


def _demo() -> Workspace:
    workspace = Workspace.in_memory()
    load_demo(workspace)
    with workspace.writing() as cursor:
        cursor.execute(_PART)
        build_facts_in(cursor, workspace)
    return workspace


_COMPANIES = {
    "demo": (_demo, "UTC"),
    "tangled": (lambda: new_workspace_of(**tangled()), "Europe/Berlin"),
    "billed": (lambda: new_workspace_of(**billed()), "America/New_York"),
}


@pytest.fixture(scope="module", params=_COMPANIES)
def company(request: pytest.FixtureRequest, spark: Spark) -> Iterator[Company]:
    make, timezone = _COMPANIES[request.param]
    workspace = make()
    facts = built_facts(workspace, timezone)
    names = [*(f"live.{name}" for name in TABLES), *_OTHER, *_UNDERNEATH, *(f"{facts}.{fact.name}" for fact in FACTS)]
    for name in names:
        spark.put(name.replace(".", "_"), workspace.query(f"select * from {name}"))
    yield Company(workspace, facts, timezone)
    workspace.close()


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.name)
def test_a_fact_is_the_same_on_spark(fact: Fact, company: Company, spark: Spark) -> None:
    ours = company.workspace.query(f"select * from {company.facts}.{fact.name}")
    theirs = spark.answer(spark_steps(typed_fact_sql(fact, company.facts, company.timezone), fact.name))
    assert theirs.schema.types == ours.schema.types
    assert theirs.column_names == ours.column_names
    assert _rows(theirs) == _rows(ours)


def _rows(table: pa.Table) -> list[str]:
    """The rows, in an order of their own."""
    return sorted(map(repr, zip(*(column.to_pylist() for column in table.columns), strict=True)))
