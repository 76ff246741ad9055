"""A score is made of what the data can tell: a file that was never loaded makes nobody unknown."""

from csm_core.metrics.asking.ask import ask
from csm_core.scope import Scope
from tests.workspaces import Row, workspace_of

LINES: list[Row] = [{"account_id": name, "start_date": "2023-01-01", "mrr": "100"} for name in ("A", "B", "C")]
ANSWERS: list[Row] = [
    {"account_id": name, "responded_at": "2024-03-20", "score": score, "survey_type": "nps"}
    for name, score in (("A", "9"), ("B", "3"))
]
MARCH = Scope.from_query([("start", "2024-03-01"), ("end", "2024-04-01")])[0]


def test_with_answers_alone_they_are_the_score_and_unknown_is_who_gave_none() -> None:
    result = ask(workspace_of(subscriptions=LINES, surveys=ANSWERS), "health_score", MARCH)
    # An answer of 9 of 10 is 90 points, and the only component that anybody has a value for.
    assert {row["account_id"]: row["value"] for row in result.rows()} == {"A": 90, "B": 30, "C": None}
    (note,) = [note for note in result.notes if note.startswith("Scored from 1 of 10 components")]
    assert note.endswith("To add them, load events, tickets, satisfaction (CSAT) answers, invoices and outcomes.")


def test_a_weight_that_is_chosen_for_what_nobody_has_data_for_changes_nothing() -> None:
    workspace = workspace_of(subscriptions=LINES, surveys=ANSWERS)
    chosen = ask(workspace, "health_score", MARCH, settings={"weight.usage_trend": 100})
    assert chosen.table.column("value").equals(ask(workspace, "health_score", MARCH).table.column("value"))


def test_where_nothing_with_a_weight_has_data_nobody_has_a_score_and_it_says_what_to_load() -> None:
    result = ask(workspace_of(subscriptions=LINES), "health_score")
    assert {row["value"] for row in result.rows()} == {None}
    assert any(note.startswith("No account can be scored yet: load events") for note in result.notes)


def test_what_others_have_and_an_account_lacks_still_makes_it_unknown() -> None:
    # Each component has 10 by default: who lacks one of the two knows half of the weight, which is enough; who lacks
    # both knows nothing.
    tickets = [
        {"account_id": "A", "created_at": f"2024-0{month}-05", "escalated_at": "2024-01-05"} for month in (1, 3)
    ]
    result = ask(workspace_of(subscriptions=LINES, surveys=ANSWERS, tickets=tickets), "health_score", MARCH)
    values = {row["account_id"]: row["value"] for row in result.rows()}
    assert values["B"] is not None
    assert values["C"] is not None  # no ticket is a true zero where tickets are loaded
