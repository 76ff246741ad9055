"""Reasons for leaving: whose they are, what they are called, and that they add up to the churn of the bridge."""

import random
from dataclasses import replace
from datetime import date

import pytest

from csm_core.metrics.asking.ask import ask, rows_behind
from csm_core.metrics.retention.churn_reasons import NONE_GIVEN, RARER, grouped_reasons, ranked
from csm_core.periods import Grain
from csm_core.scope import Scope
from tests.workspaces import workspace_of

SCOPE = Scope(start=date(2024, 2, 1), end=date(2024, 5, 1), as_of=date(2024, 4, 30), currency="EUR")


def line(account: str, start: str, end: str, reason: str, mrr: str = "50", **more: str) -> dict[str, str]:
    row = {"account_id": account, "start_date": start, "end_date": end, "cancel_reason": reason, "mrr": mrr}
    return row | {"currency": "EUR"} | more


def test_the_same_words_are_the_same_reason_and_more_words_belong_to_the_commoner_one() -> None:
    texts = ["Too expensive"] * 3 + ["too_expensive!", "Expensive, too", "It was too expensive for us", "Bugs"]
    groups = grouped_reasons(texts, 12)
    assert {text for text, name in groups.items() if name == "too expensive"} == set(texts) - {"Bugs"}
    assert groups["Bugs"] == "bugs"


def test_rarer_reasons_share_a_name_and_no_letters_are_a_reason_too() -> None:
    groups = grouped_reasons(["a"] * 3 + ["b"] * 2 + ["c", "???"], 2)
    assert groups == {"a": "a", "b": "b", "c": RARER, "???": RARER}
    assert grouped_reasons(["???"], 2) == {"???": "???"}
    assert ranked(["b", RARER, RARER, "c", "a", "b"]) == ["b", "a", "c", RARER]


def test_grouping_does_not_hang_on_the_order_of_the_rows() -> None:
    texts = ["price", "the price", "price rise", "rise", "rise", "support", "price support"]
    chance = random.Random(2)
    for _ in range(20):
        other = texts.copy()
        chance.shuffle(other)
        assert grouped_reasons(other, 2) == grouped_reasons(texts, 2)


@pytest.mark.parametrize("seed", range(2))
def test_accounts_and_mrr_are_those_of_the_bridge(seed: int) -> None:
    chance = random.Random(seed)
    rows = []
    for index in range(40):
        start = f"2024-01-{chance.randint(2, 28):02}"
        end = f"2024-{chance.randint(2, 4):02}-{chance.randint(2, 28):02}" if chance.random() < 0.6 else ""
        reason = chance.choice(("price", "bugs", "")) if end else ""
        rows.append(line(f"a{index}", start, end, reason, str(chance.choice((10, 20)))))
    workspace = workspace_of(subscriptions=rows)
    answer = ask(workspace, "churn_reasons", SCOPE).rows()
    churn = {r["period"]: r["value"] for r in ask(workspace, "mrr_movements", SCOPE).rows() if r["series"] == "churn"}
    for period, lost in churn.items():
        period_rows = [row for row in answer if row["period"] == period]
        assert sum(float(str(row["value"])) for row in period_rows if row["measure"] == "mrr") == -float(str(lost))
        for reason in ("price", "bugs", ""):
            here = [r for r in rows if r["end_date"][:7] == str(period)[:7] and r["cancel_reason"] == reason]
            items = [
                r["value"]
                for r in period_rows
                if r["measure"] == "accounts" and r["series"] == (reason or NONE_GIVEN)
            ]
            assert sum(items) == len(here)  # type: ignore[arg-type]


def reasons(rows: list[dict[str, str]], **settings: str) -> dict[tuple[str, str], object]:
    behind = rows_behind(workspace_of(subscriptions=rows), "churn_reasons", SCOPE, None, settings).to_pylist()
    return {(row["account_id"], str(row["period"])[:7]): row["series"] for row in behind if row["measure"] == "mrr"}


def test_an_earlier_reason_does_not_stand_for_a_later_loss() -> None:
    rows = [
        line("A", "2024-01-05", "2024-02-10", "price"),
        line("A", "2024-03-05", "2024-04-10", ""),
        line("B", "2024-01-05", "", ""),
    ]
    assert reasons(rows) == {("A", "2024-02"): "price", ("A", "2024-04"): NONE_GIVEN}


def test_the_line_that_ended_last_speaks_and_a_part_that_ended_is_no_loss() -> None:
    rows = [
        line("A", "2024-01-05", "2024-02-10", "seats", product="x"),
        line("A", "2024-01-05", "2024-02-20", "price", product="y"),
        line("B", "2024-01-05", "2024-02-10", "seats", product="x"),
        line("B", "2024-01-05", "", "", product="y"),
    ]
    assert reasons(rows) == {("A", "2024-02"): "price"}


def test_when_they_asked_to_leave_is_the_loss_where_that_is_the_rule() -> None:
    rows = [line("A", "2024-01-05", "2024-04-10", "price", cancel_requested_at="2024-02-10")]
    assert reasons(rows) == {("A", "2024-04"): "price"}
    assert reasons(rows, churn_moment="requested") == {("A", "2024-02"): "price"}


def test_who_asks_on_the_first_of_a_month_is_lost_in_that_month() -> None:
    # 29 February is the last day with service: the loss of 1 March and its reason are March's.
    rows = [line("A", "2024-01-05", "2024-04-10", "price", cancel_requested_at="2024-03-01")]
    assert reasons(rows, churn_moment="requested") == {("A", "2024-03"): "price"}


def test_months_without_a_loss_are_true_zeros_and_a_file_without_reasons_says_so() -> None:
    workspace = workspace_of(
        subscriptions=[line("A", "2024-01-05", "2024-03-10", ""), line("B", "2024-01-05", "", "")]
    )
    answer = ask(workspace, "churn_reasons", SCOPE)
    assert [row["value"] for row in answer.rows() if row["measure"] == "accounts"] == [0.0, 1.0, 0.0]
    assert "Map cancel_reason" in answer.notes[0]


def test_who_leaves_from_a_pause_leaves_with_a_reason() -> None:
    workspace = workspace_of(
        subscriptions=[
            line("A", "2023-12-05", "2024-03-20", "Too dear", "60", paused_at="2024-02-10"),
            line("B", "2023-12-05", "2024-03-21", "Too dear", "40"),
        ]
    )
    rows = ask(workspace, "churn_reasons", SCOPE).rows()
    figures = {(row["period"], row["measure"], row["series"]): row["value"] for row in rows}
    assert figures[date(2024, 2, 1), "accounts", "too dear"] == 0.0
    assert figures[date(2024, 3, 1), "accounts", "too dear"] == 2.0
    assert figures[date(2024, 3, 1), "mrr", "too dear"] == 100.0


def test_the_row_of_a_loss_has_the_day_it_ended_whether_or_not_a_reason_was_given() -> None:
    # B has two lines and is lost with the later one; C's line ends inside the quarter, whose first day is another.
    workspace = workspace_of(
        subscriptions=[
            line("A", "2023-01-05", "2024-02-10", "price"),
            *(line("B", "2023-01-05", end, "") for end in ("2024-02-12", "2024-02-20")),
            line("C", "2023-01-05", "2024-03-17", ""),
        ]
    )
    for grain in (Grain.MONTH, Grain.QUARTER):
        rows = rows_behind(
            workspace, "churn_reasons", replace(SCOPE, start=date(2024, 1, 1), grain=grain)
        ).to_pylist()
        ended = {row["account_id"]: row["ended_on"] for row in rows}
        assert ended == {"A": date(2024, 2, 10), "B": date(2024, 2, 20), "C": date(2024, 3, 17)}
