"""Acquisition cost, LTV to CAC and payback against loops, and what can't be told."""

import random
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pytest

from csm_core.metrics.asking.ask import ask
from csm_core.periods import Grain
from csm_core.scope import Scope
from csm_core.stats.payback import time_to_area
from tests.workspaces import workspace_of

SCOPE = Scope(start=date(2024, 1, 1), end=date(2024, 7, 1), as_of=date(2024, 6, 30), currency="EUR")
EDGES = [date(2024, month, 1) for month in range(1, 8)]
Row = dict[str, str]


def cost(month: int, amount: int, **more: str) -> Row:
    row = {"month": f"2024-{month:02}-01", "category": "Sales", "amount": str(amount), "purpose": "acquisition"}
    return row | more


def line(account: str, start: str, end: str = "", mrr: int = 100) -> Row:
    return {"account_id": account, "start_date": start, "end_date": end, "mrr": str(mrr), "currency": "EUR"}


def customers(seed: int) -> list[Row]:
    chance = random.Random(seed)
    rows = []
    for index in range(60):
        start = date(2023, 6, 3) + timedelta(days=chance.randint(0, 380))
        stays = chance.choice((None, None, chance.randint(20, 300)))
        end = start + timedelta(days=stays) if stays else None
        rows.append(line(f"a{index}", str(start), str(end) if end and end <= SCOPE.end else "", 10 * index + 50))
    return rows


def values(answer: list[dict[str, object]], measure: str) -> dict[object, object]:
    return {row["period"]: row["value"] for row in answer if row["measure"] == measure}


@pytest.mark.parametrize("seed", range(2))
def test_simple_figures_are_those_of_the_loops(seed: int) -> None:
    rows = customers(seed)
    spent = {month: 1000 + 37 * month for month in range(1, 7)}
    workspace = workspace_of(subscriptions=rows, costs=[cost(month, amount) for month, amount in spent.items()])
    ratio = ask(workspace, "ltv_to_cac", SCOPE, "simple", {"margin": 0.8, "churn_months": 3}).rows()
    paid_back = ask(workspace, "payback_months", SCOPE, None, {"margin": 0.8}).rows()
    for begins, ends in pairwise(EDGES):
        won = sum(str(begins) <= row["start_date"] < str(ends) for row in rows)
        cac = spent[begins.month] / won
        paying = [int(row["mrr"]) for row in rows if row["start_date"] < str(ends) < (row["end_date"] or "9999")]
        arpa = sum(paying) / len(paying)
        lost = there = 0
        for first, last in [(begins.month - back, begins.month - back + 1) for back in (2, 1, 0)]:
            month, following = (f"{2024 + (m - 1) // 12}-{(m - 1) % 12 + 1:02}-01" for m in (first, last))
            at_start = [r for r in rows if r["start_date"] < month < (r["end_date"] or "9999")]
            there += len(at_start)
            lost += sum((r["end_date"] or "9999") <= following for r in at_start)
        assert values(ratio, "cac")[begins] == pytest.approx(cac)
        expected = pytest.approx(arpa * 0.8 / (lost / there) / cac) if lost else None
        assert values(ratio, "ratio")[begins] == expected
        assert values(paid_back, "simple")[begins] == pytest.approx(cac / (arpa * 0.8))


def test_ltv_is_the_one_that_lifetime_value_tells_at_the_end() -> None:
    workspace = workspace_of(subscriptions=customers(5), costs=[cost(6, 900)])
    june = replace(SCOPE, start=date(2024, 6, 1))
    worth = ask(workspace, "clv", SCOPE, "sbg").rows()[0]
    answer = {row["measure"]: row for row in ask(workspace, "ltv_to_cac", june).rows()}
    cac = float(str(answer["cac"]["value"]))
    for name in ("value", "low", "high"):
        # Books are exact: the interval is that of the lifetime value.
        assert float(str(answer["ratio"][name])) == pytest.approx(float(str(worth[name])) / cac)


def test_area_under_a_curve_is_found_as_by_small_steps() -> None:
    chance = np.random.default_rng(4)
    for _ in range(20):
        times = np.sort(chance.uniform(0, 10, 6))
        heights = np.sort(chance.uniform(0, 1, 6))[::-1]
        area = float(chance.uniform(0.1, 6))
        steps = np.arange(0, 12, 1e-4)
        levels = np.concatenate([[1.0], heights])[np.searchsorted(times, steps, side="right")]
        reached = np.flatnonzero(np.cumsum(levels) * 1e-4 >= area)
        actual = time_to_area(times, heights, area, 12.0)
        assert actual == (pytest.approx(steps[reached[0]], abs=5e-3) if reached.size else None)


def test_losses_make_payback_later_and_out_of_reach() -> None:
    # Ten begin on 1 January; five leave after one month. 150 at 100 a month: 1 + 0.5 / 0.5 = 2 months.
    rows = [line(f"a{index}", "2024-01-01", "2024-02-01" if index < 5 else "") for index in range(10)]
    scope = replace(SCOPE, end=date(2025, 1, 1), as_of=date(2024, 6, 30), grain=Grain.YEAR)
    for amount, expected in ((1500, 2.0), (4000, None)):
        items = [cost(1, amount), *(cost(month, 0) for month in range(2, 7))]
        answer = ask(workspace_of(subscriptions=rows, costs=items), "payback_months", scope).rows()
        assert values(answer, "simple")[scope.start] == pytest.approx(amount / 1000)
        weighted = next(row for row in answer if row["measure"] == "survival_weighted")
        assert weighted["value"] == (None if expected is None else pytest.approx(expected))
        if expected is None:
            # 1 + 5 × 0.5 = 3.5 months of margin in the six months that anybody was followed; four would be needed.
            assert weighted["note"] == "Not reached within 6 months, the longest that anyone was observed."


def test_a_month_in_which_nobody_was_won_has_no_cost_and_says_so() -> None:
    workspace = workspace_of(subscriptions=[line("A", "2023-12-05")], costs=[cost(1, 500)])
    january = replace(SCOPE, end=date(2024, 2, 1))
    for metric in ("ltv_to_cac", "payback_months"):
        rows = ask(workspace, metric, january).rows()
        assert all(row["value"] is None and "No customers were won" in str(row["note"]) for row in rows)


def test_costs_of_accounts_are_the_mean_of_those_known_and_serve_segments() -> None:
    rows = [line(f"a{index}", "2024-01-10") for index in range(4)]
    accounts = [
        {"account_id": f"a{row_index}", "acquisition_cost": value, "Region": "North" if row_index < 2 else "South"}
        for row_index, value in enumerate(("100", "300", "", "50"))
    ]
    workspace = workspace_of(subscriptions=rows, accounts=accounts, costs=[cost(1, 4000)])
    january = replace(SCOPE, end=date(2024, 2, 1))
    assert values(ask(workspace, "ltv_to_cac", january).rows(), "cac") == {date(2024, 1, 1): 1000.0}
    chosen = ask(workspace, "ltv_to_cac", january, None, {"cost_from": "accounts"}).rows()
    assert values(chosen, "cac") == {date(2024, 1, 1): 150.0}
    split = ask(workspace, "ltv_to_cac", replace(january, split="Region")).rows()
    assert {row["segment"]: row["value"] for row in split if row["measure"] == "cac"} == {
        "North": 200.0,
        "South": 50.0,
    }
    books = ask(workspace, "ltv_to_cac", replace(january, split="Region"), None, {"cost_from": "costs"}).rows()
    assert all(row["value"] is None and "all customers together" in str(row["note"]) for row in books)


def test_who_came_back_was_won_before() -> None:
    rows = [line("A", "2023-05-01", "2023-09-01"), line("A", "2024-01-10"), line("B", "2024-01-12")]
    workspace = workspace_of(subscriptions=rows, costs=[cost(1, 500)])
    answer = ask(workspace, "ltv_to_cac", replace(SCOPE, end=date(2024, 2, 1))).rows()
    assert values(answer, "cac") == {date(2024, 1, 1): 500.0}


def yearly(account: str, start: str, end: str = "") -> Row:
    row = {"account_id": account, "start_date": start, "end_date": end, "amount": "1200", "currency": "EUR"}
    return row | {"billing_interval": "year"}


def test_segments_of_a_period_have_one_model_and_who_has_none_says_why() -> None:
    # Of a hundred yearly contracts twenty are lost at the first renewal, ten at the second, five at the third.
    ends = ["2021-12-01"] * 20 + ["2022-12-01"] * 10 + ["2023-12-01"] * 5 + [""] * 65
    rows = [yearly(f"h{index}", "2020-12-01", end) for index, end in enumerate(ends)]
    rows += [yearly("s0", "2023-06-05", "2023-09-10"), yearly("s1", "2023-06-05")]
    rows += [yearly("h_new", "2024-01-10"), yearly("s_new", "2024-01-10")]
    accounts = [{"account_id": r["account_id"], "Tier": r["account_id"][0], "acquisition_cost": "300"} for r in rows]
    workspace = workspace_of(subscriptions=rows, accounts=accounts)
    january = replace(SCOPE, end=date(2024, 2, 1), as_of=date(2024, 1, 31), split="Tier")

    def ratios(variant: str) -> dict[object, dict[str, object]]:
        answer = ask(workspace, "ltv_to_cac", january, variant)
        assert not any("the simple one" in note for note in answer.notes)
        return {row["segment"]: row for row in answer.rows() if row["measure"] == "ratio"}

    worth = {
        row["segment"]: row["value"]
        for row in ask(workspace, "clv", january, "sbg").rows()
        if row["measure"] == "clv"
    }
    actual = ratios("sbg")
    assert actual["h"]["value"] == pytest.approx(float(str(worth["h"])) / 300)
    # S was seen at too few renewals for the model: no simple value for ever beside that of 60 months.
    assert (worth["s"], actual["s"]["value"]) == (None, None)
    assert str(actual["s"]["note"]).startswith("No lifetime value: ")
    assert all(row["value"] for row in ratios("simple").values())
