"""Invitations answered, against loops over the same rows."""

import random
from datetime import date, timedelta

import pytest

from csm_core.metrics.asking.ask import ask
from csm_core.scope import Scope
from tests.workspaces import workspace_of

LAST = date(2024, 6, 30)


def day_of(text: str) -> date:
    return date.fromisoformat(text)


def invitations(seed: int) -> list[dict[str, str]]:
    chance = random.Random(seed)
    rows = []
    for index in range(300):
        sent = date(2024, 1, 1) + timedelta(days=chance.randint(0, 181))
        row = {
            "sent_at": sent.isoformat(),
            "survey_type": chance.choice(("nps", "csat")),
            "contact_email": f"p{index}",
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
    assert "the number of people asked is unknown" in str(result.rows()[0]["note"])


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
