"""Scoped inputs have the columns that they declare, whatever the scope."""

import pytest

from csm_core.facts.build import built_facts
from csm_core.facts.queries.span import data_span
from csm_core.facts.revenue.ledger import LedgerRules, ledger_table
from csm_core.facts.scoped.catalogue import SCOPED_INPUTS
from csm_core.facts.scoped.query import Query
from csm_core.facts.scoped.scoped_input import Basis
from csm_core.facts.scoped.statement import scoped_statement
from csm_core.scope import Scope
from tests.workspaces import workspace_of

# Each clause of a scope changes the text of some inputs, and so may change their columns.
SCOPES = {
    "everybody": Scope(),
    "split": Scope(split="Plan"),
    "filtered": Scope(filters=(("Plan", ("Pro",)),)),
    "both": Scope(split="Plan", filters=(("Plan", ("Pro",)), ("Region", ("EMEA",)))),
    "elsewhere": Scope(timezone="Europe/Berlin"),
}
RULES = {"out": LedgerRules(), "mean3": LedgerRules(metered="mean3")}


@pytest.mark.parametrize("metered", RULES)
@pytest.mark.parametrize("scope", SCOPES)
def test_each_input_has_the_columns_that_it_declares(scope: str, metered: str) -> None:
    workspace = workspace_of(
        accounts=[{"account_id": "a", "account_name": "Acme", "Plan": "Pro", "Region": "EMEA"}],
        subscriptions=[{"account_id": "a", "subscription_id": "s", "start_date": "2024-01-01", "amount": "10"}],
    )
    span = data_span(workspace, {"subscriptions"}, "UTC")
    assert span is not None
    asked = SCOPES[scope].resolved(span)
    facts = built_facts(workspace, asked.timezone)
    basis = Basis(asked, facts, ledger_table(workspace, facts, RULES[metered]), RULES[metered])
    columns = {}
    for name in SCOPED_INPUTS:
        statement = scoped_statement(Query(f"select * from {name}"), basis, asked.periods(), {"feature": "Export"})
        described = workspace.query(f"describe {statement.sql}", statement.parameters).to_pylist()
        columns[name] = tuple((row["column_name"], row["column_type"].lower()) for row in described)
    assert columns == {name: declared.columns for name, declared in SCOPED_INPUTS.items()}
