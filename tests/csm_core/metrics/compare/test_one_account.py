from datetime import date

from csm_core.metrics.asking.ask import ask, rows_behind
from csm_core.metrics.compare.one_account import of_account
from csm_core.scope import Scope
from tests.workspaces import workspace_of

MARCH = Scope(start=date(2024, 3, 1), end=date(2024, 4, 1), as_of=date(2024, 3, 31))


def test_of_several_measures_the_first_is_remade_and_alone() -> None:
    answer = {"survey_type": "csat", "scale": "1-5", "responded_at": "2024-03-05"}
    workspace = workspace_of(
        surveys=[
            answer | {"account_id": "A", "contact_email": "a@a.example", "score": "5"},
            answer | {"account_id": "A", "contact_email": "b@a.example", "score": "2"},
            answer | {"account_id": "B", "contact_email": "c@b.example", "score": "1"},
        ]
    )
    result = of_account(ask(workspace, "csat", MARCH), rows_behind(workspace, "csat", MARCH), "A")
    # One of A's two is satisfied; csat also tells the mean score, which is no share.
    assert [(row["value"], row["n"]) for row in result.rows()] == [(0.5, 2)]


def test_an_account_without_rows_has_a_reason_and_no_zero() -> None:
    workspace = workspace_of(
        subscriptions=[{"account_id": "A", "start_date": "2024-01-01", "mrr": "10", "currency": "EUR"}]
    )
    (row,) = of_account(ask(workspace, "mrr", MARCH), rows_behind(workspace, "mrr", MARCH), "B").rows()
    assert (row["value"], row["note"]) == (None, "No data for this account in this period.")
