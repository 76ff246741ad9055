"""Answers counted, invitations answered, detractors followed up: against loops over the same rows."""

import random
from datetime import date, timedelta

import pytest

from csm_core.metrics.asking.ask import ask, rows_behind
from csm_core.scope import Scope
from tests.workspaces import workspace_of

LAST = date(2024, 6, 30)


def day_of(text: str) -> date:
    return date.fromisoformat(text)


def invitations(seed: int) -> list[dict[str, str]]:
    chance = random.Random(seed)
    rows = []
    for place in range(300):
        sent = date(2024, 1, 1) + timedelta(days=chance.randint(0, 181))
        row = {
            "sent_at": sent.isoformat(),
            "survey_type": chance.choice(("nps", "csat")),
            "contact_email": f"p{place}",
        }
        answered = sent + timedelta(days=chance.randint(0, 40))
        if chance.random() < 0.5 and answered <= LAST:
            row |= {"responded_at": answered.isoformat(), "score": "5", "scale": "0-10"}
        rows.append(row)
    return rows


@pytest.mark.parametrize("seed", [1, 2])
def test_rate_is_that_of_a_loop_over_invitations_whose_days_are_over(seed: int) -> None:
    rows = invitations(seed)
    counts: dict[tuple[str, str], list[bool]] = {}
    for row in rows:
        sent = day_of(row["sent_at"])
        if sent + timedelta(days=14) > LAST:
            continue
        in_time = "responded_at" in row and (day_of(row["responded_at"]) - sent).days <= 14
        counts.setdefault((row["survey_type"], row["sent_at"][:7] + "-01"), []).append(in_time)
    scope = Scope(as_of=LAST, end=date(2024, 7, 1))
    got = {
        (str(row["series"]), str(row["period"])): (row["value"], row["n"])
        for row in ask(workspace_of(surveys=rows), "response_rate", scope).rows()
        if row["n"]
    }
    assert got == {key: (pytest.approx(sum(hits) / len(hits)), len(hits)) for key, hits in counts.items()}


def test_answers_alone_give_no_rate() -> None:
    rows = [{"responded_at": "2024-01-05", "survey_type": "nps", "score": "9"}] * 3
    result = ask(workspace_of(surveys=rows), "response_rate", Scope(as_of=LAST))
    assert not result.has_value
    assert "how many were asked" in str(result.rows()[0]["note"])


def test_an_invitation_told_of_in_two_files_is_counted_once() -> None:
    answer = {"responded_at": "2024-01-08", "survey_type": "nps", "score": "9", "contact_email": "a@x.example"}
    log = [
        {"sent_at": "2024-01-05", "survey_type": "nps", "contact_email": person}
        for person in ("a@x.example", "b@x.example")
    ]
    result = ask(workspace_of(surveys=[answer, *log]), "response_rate", Scope(as_of=LAST))
    assert [(row["value"], row["n"]) for row in result.rows() if row["n"]] == [(0.5, 2)]


@pytest.mark.parametrize(("answered", "invited"), [("2024-01-19", 2), ("2024-01-20", 3)])
def test_an_answer_belongs_to_an_invitation_until_the_last_of_its_days(answered: str, invited: int) -> None:
    # Asked on the 5th with 14 days: the 19th is the last. A day later the answer is one of its own.
    answer = {"responded_at": answered, "survey_type": "nps", "score": "9", "contact_email": "a@x.example"}
    log = [
        {"sent_at": "2024-01-05", "survey_type": "nps", "contact_email": person}
        for person in ("a@x.example", "b@x.example")
    ]
    result = ask(workspace_of(surveys=[answer, *log]), "response_rate", Scope(as_of=LAST))
    assert [row["n"] for row in result.rows() if row["n"]] == [invited]


def test_an_invitation_that_can_still_be_answered_is_in_neither_part() -> None:
    rows = [
        {"sent_at": "2024-06-01", "survey_type": "nps", "contact_email": "a"},
        {"sent_at": "2024-06-20", "survey_type": "nps", "contact_email": "b"},
    ]
    result = ask(workspace_of(surveys=rows), "response_rate", Scope(as_of=LAST))
    assert [(row["value"], row["n"]) for row in result.rows()] == [(0.0, 1)]
    assert "1 invitation can still be answered" in result.left_out[0]


def test_months_before_the_first_answer_are_unknown_and_later_silence_is_zero() -> None:
    rows = [{"responded_at": "2024-02-05", "survey_type": "nps", "score": "9"}]
    scope = Scope(start=date(2024, 1, 1), end=date(2024, 4, 1), as_of=date(2024, 3, 31))
    counts = [
        row
        for row in ask(workspace_of(surveys=rows), "survey_responses", scope).rows()
        if row["measure"] == "answers"
    ]
    assert [row["value"] for row in counts] == [None, 1.0, 0.0]


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
