"""Detractors followed up, against loops over the same rows."""

import random
from datetime import date, timedelta

import pytest

from csm_core.metrics.asking.ask import ask, rows_behind
from csm_core.scope import Scope
from tests.workspaces import workspace_of

LAST = date(2024, 6, 30)


def day_of(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize("seed", [4, 5])
def test_follow_up_is_that_of_a_loop_over_detractors(seed: int) -> None:
    chance = random.Random(seed)
    rows = []
    for _ in range(200):
        came = date(2024, 1, 1) + timedelta(days=chance.randint(0, 181))
        back = came + timedelta(days=chance.randint(0, 15))
        row = {"responded_at": came.isoformat(), "score": str(chance.randint(0, 10)), "survey_type": "nps"}
        rows.append(row | ({"followed_up_at": back.isoformat()} if chance.random() < 0.6 and back <= LAST else {}))
    due: dict[str, list[bool]] = {}
    waiting: dict[str, int] = {}
    for row in rows:
        if int(row["score"]) > 6:
            continue
        month, came = row["responded_at"][:7] + "-01", day_of(row["responded_at"])
        back = row.get("followed_up_at")
        waiting[month] = waiting.get(month, 0) + (back is None)
        if came + timedelta(days=7) <= LAST:
            due.setdefault(month, []).append(back is not None and (day_of(back) - came).days <= 7)
    result = ask(workspace_of(surveys=rows), "detractor_follow_up", Scope(as_of=LAST))
    got = {str(row["period"]): row["value"] for row in result.rows() if row["measure"] == "rate" and row["n"]}
    assert got == {month: pytest.approx(sum(hits) / len(hits)) for month, hits in due.items()}
    assert {str(row["period"]): row["value"] for row in result.rows() if row["measure"] == "open"} == waiting


def test_without_any_recorded_follow_up_the_rate_is_unknown_and_the_worklist_is_whole() -> None:
    rows = [{"responded_at": "2024-01-05", "survey_type": "nps", "score": "2", "comment": "Slow"}]
    workspace = workspace_of(surveys=rows)
    scope = Scope(as_of=date(2024, 1, 31))
    rate, open_ones = ask(workspace, "detractor_follow_up", scope).rows()
    assert rate["value"] is None
    assert "No export says" in str(rate["note"])
    assert open_ones["value"] == 1.0
    behind = rows_behind(workspace, "detractor_follow_up", scope).to_pylist()
    assert [(row["state"], row["comment"]) for row in behind] == [("overdue", "Slow")]


def test_worklist_has_owner_and_mrr_with_the_largest_account_first() -> None:
    workspace = workspace_of(
        accounts=[{"account_id": name, "owner": "Ada"} for name in ("a", "b")],
        subscriptions=[
            {"account_id": name, "start_date": "2023-01-01", "mrr": mrr, "currency": "EUR"}
            for name, mrr in (("a", "10"), ("b", "90"))
        ],
        surveys=[
            {"responded_at": "2024-01-05", "survey_type": "nps", "score": "2", "account_id": name}
            for name in ("a", "b")
        ],
    )
    behind = rows_behind(workspace, "detractor_follow_up", Scope(start=date(2024, 1, 1), as_of=date(2024, 1, 31)))
    waiting = [row for row in behind.to_pylist() if row["measure"] == "open"]
    assert [(row["account_id"], row["owner"], row["mrr"]) for row in waiting] == [
        ("b", "Ada", 90.0),
        ("a", "Ada", 10.0),
    ]
