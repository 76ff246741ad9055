"""A statement holds the scoped inputs that are read, and no others."""

from datetime import date

from csm_core.facts.revenue.ledger import LedgerRules
from csm_core.facts.scoped.query import Query
from csm_core.facts.scoped.scoped_input import Basis
from csm_core.facts.scoped.statement import input_selects, scoped_statement
from csm_core.scope import Scope, Span

SCOPE = Scope().resolved(Span(date(2024, 1, 1), date(2024, 3, 31), "EUR"))
BASIS = Basis(SCOPE, "facts", "facts.ledger", LedgerRules())


def inputs_in(query: Query) -> list[str]:
    """The scoped inputs in a query's statement, in their order."""
    return list(input_selects(query.inputs, BASIS))


def test_a_column_that_is_called_as_an_input_reads_none() -> None:
    assert inputs_in(Query("select count(*) as members, max(n.owner) as periods from account_names n")) == [
        "account_names"
    ]


def test_an_input_comes_after_those_that_it_reads() -> None:
    # starting_lines reads ledger and account_starts, which read facts alone.
    assert inputs_in(Query("select * from starting_lines")) == ["account_starts", "ledger", "starting_lines"]


def test_a_statement_has_the_values_that_it_uses_and_no_others() -> None:
    query = Query("select $low as low from campaigns")
    statement = scoped_statement(query, BASIS, SCOPE.periods(), {"low": 3, "high": 1})
    assert statement.parameters == {"as_of": date(2024, 3, 31), "low": 3}
    assert "started_on <= date '2024-03-31'" in statement.with_literals()


def test_a_dollar_in_a_text_is_no_parameter() -> None:
    statement = scoped_statement(Query("select '$as_of' as said"), BASIS, SCOPE.periods(), {})
    assert statement.with_literals() == "select '$as_of' as said"
