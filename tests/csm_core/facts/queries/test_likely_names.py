"""Names that are nearly those of accounts are offered, the right account first, and joined by nobody."""

import random

import pytest

from csm_core.facts.queries.likely_names import LIKELY, likely_names, name_likeness
from csm_core.facts.queries.match_table import match_table
from tests.workspaces import workspace_of


def ticket(name: str) -> dict[str, str]:
    return {"created_at": "2024-01-10", "account_name": name}


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("harbour kites", "harbor kites"),
        ("kites harbor", "harbor kites"),
        ("muller maschinenbau", "mueller maschinenbau"),
        ("northwind trader", "northwind traders"),
        ("contoso deutschland", "contoso"),
    ],
)
def test_the_same_company_in_other_words_is_likely(name: str, other: str) -> None:
    assert name_likeness([name], [other])[0] >= LIKELY


@pytest.mark.parametrize(
    ("name", "other"),
    [("harbor kites", "harbor lights"), ("sap", "gap"), ("nova", "novartis"), ("first bank", "first bakery")],
)
def test_another_company_is_not(name: str, other: str) -> None:
    assert name_likeness([name], [other])[0] < LIKELY


def test_a_likely_name_is_offered_and_not_joined() -> None:
    accounts = [{"account_id": "A", "account_name": "Harbor Kites Ltd"}, {"account_id": "B", "account_name": "Nova"}]
    workspace = workspace_of(
        accounts=accounts, tickets=[ticket("Harbour Kites"), ticket("Harbour Kites"), ticket("x")]
    )
    (offered,) = likely_names(workspace).to_pylist()
    assert offered["likeness"] >= LIKELY
    assert {name: offered[name] for name in ("key", "said", "row_count", "account_id", "account_name")} == {
        "key": "harbour kites",
        "said": "Harbour Kites",
        "row_count": 2,
        "account_id": "A",
        "account_name": "Harbor Kites Ltd",
    }
    assert [row["found"] for row in match_table(workspace).to_pylist()] == [False]


def test_a_name_as_much_like_two_accounts_is_not_offered() -> None:
    accounts = [{"account_id": name[0], "account_name": name} for name in ("Aurora Foods", "Burora Foods")]
    assert likely_names(workspace_of(accounts=accounts, tickets=[ticket("Curora Foods")])).num_rows == 0


def test_of_many_names_with_one_letter_wrong_nearly_all_are_offered_to_the_right_account() -> None:
    chance = random.Random(3)
    letters = "abcdefghijklmnoprstuvw"
    names = ["".join(chance.choice(letters) for _ in range(12)).capitalize() for _ in range(1500)]
    wrong = {}
    for index, name in enumerate(names[:200]):
        at = chance.randrange(1, 11)
        wrong[name[:at] + "z" + name[at + 1 :]] = str(index)
    accounts = [{"account_id": str(row_index), "account_name": name} for row_index, name in enumerate(names)]
    offered = likely_names(workspace_of(accounts=accounts, tickets=[ticket(name) for name in wrong])).to_pylist()
    right = sum(wrong[row["said"]] == row["account_id"] for row in offered)
    assert right == len(offered)
    assert right >= 0.98 * len(wrong)
