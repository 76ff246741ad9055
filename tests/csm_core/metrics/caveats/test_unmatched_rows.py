"""A figure that needs accounts says how many rows have none; one that needs none counts them."""

from csm_core import Scope, ask
from tests.workspaces import workspace_of

ANSWERS = [
    {"responded_at": "2024-01-10", "score": "10", "survey_type": "nps", "account_name": name}
    for name in ("Acme", "Nobody", "Nobody else")
]


def test_an_answer_without_an_account_counts_and_is_named_where_accounts_are_asked_for() -> None:
    workspace = workspace_of(
        accounts=[{"account_id": "A", "account_name": "Acme", "Region": "North"}], surveys=ANSWERS
    )
    whole = ask(workspace, "nps")
    (row,) = [row for row in whole.table.to_pylist() if row["value"] is not None]
    assert (row["value"], row["n"]) == (100.0, 3)
    assert not [note for note in whole.left_out if "could not be matched to an account" in note]
    filtered = ask(workspace, "nps", Scope(filters=(("Region", ("North",)),)))
    (row,) = [row for row in filtered.table.to_pylist() if row["value"] is not None]
    assert row["n"] == 1
    (sentence,) = [message for message in filtered.left_out if "could not be matched to an account" in message]
    assert sentence.startswith("2 of 3 rows of surveys could not be matched to an account")
