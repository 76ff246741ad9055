"""Concentration against the definition of the Gini index by pairs, and accounts with parents."""

import random
from datetime import date

import numpy as np
import pytest

from csm_core.metrics.asking.ask import ask
from csm_core.scope import Scope
from csm_core.stats.concentration import gini, top_share
from tests.workspaces import workspace_of

SCOPE = Scope(start=date(2024, 1, 1), end=date(2024, 2, 1), as_of=date(2024, 1, 31))


@pytest.mark.parametrize("seed", range(2))
def test_gini_is_half_the_relative_mean_difference_of_all_pairs(seed: int) -> None:
    amounts = np.random.default_rng(seed).lognormal(5, 1.5, 40)
    pairs = sum(abs(a - b) for a in amounts for b in amounts)
    assert gini(amounts) == pytest.approx(pairs / (2 * 40 * 40 * amounts.mean()))
    assert top_share(amounts, 10) == pytest.approx(sum(sorted(amounts)[-10:]) / sum(amounts))


def test_extremes() -> None:
    assert gini([5, 5, 5]) == 0.0
    assert gini([0, 0, 0, 8]) == 0.75
    assert (gini([7]), top_share([7], 10)) == (0.0, 1.0)
    assert (gini([]), top_share([0], 1)) == (None, None)


def line(account: str, mrr: int, **more: str) -> dict[str, str]:
    return {"account_id": account, "start_date": "2023-12-05", "mrr": str(mrr), "currency": "EUR"} | more


def values(rows: list[dict[str, str]], accounts: list[dict[str, str]], **settings: str | int) -> list[object]:
    workspace = workspace_of(subscriptions=rows, accounts=accounts)
    return [row["value"] for row in ask(workspace, "mrr_concentration", SCOPE, None, settings).rows()]


def test_accounts_count_with_the_topmost_one_above_them_whatever_its_id_is_called() -> None:
    rows = [line("A", 10), line("B", 20), line("C", 30), line("D", 40)]
    accounts = [
        {"account_id": "A", "parent_account_id": "B"},
        {"account_id": "B", "parent_account_id": "billing-C"},
        {"account_id": "C", "external_id": "billing-C"},
    ]
    assert values(rows, accounts, top=1) == [0.4, pytest.approx(0.25)]
    # A, B and C are one: 60 and 40.
    assert values(rows, accounts, top=1, roll_up="parent") == [0.6, pytest.approx(0.1)]


def test_a_circle_of_parents_is_one_holder() -> None:
    accounts = [{"account_id": "A", "parent_account_id": "B"}, {"account_id": "B", "parent_account_id": "A"}]
    assert values([line("A", 10), line("B", 30), line("C", 60)], accounts, top=1, roll_up="parent") == [0.6, 0.1]


def test_subscriptions_of_one_account_are_one_amount_and_few_accounts_are_said() -> None:
    chance = random.Random(1)
    rows = [line(account, chance.randint(1, 9), product=product) for account in "ABC" for product in "xyz"]
    row = ask(workspace_of(subscriptions=rows), "mrr_concentration", SCOPE).rows()[0]
    assert (row["value"], row["n"], row["note"]) == (1.0, 3, "Only 3 accounts pay.")
    assert (row["low"], row["high"]) == (None, None)
    (alone, *_) = ask(workspace_of(subscriptions=[line("A", 10)]), "mrr_concentration", SCOPE).rows()
    assert alone["note"] == "Only 1 account pays."
