"""NPS, told again in loops over answers."""

from datetime import date

import pytest

from csm_core.metrics.asking.ask import ask
from csm_core.scope import Scope
from csm_core.scoring.components import COMPONENTS
from tests.csm_core.metrics.voice.answers import (
    AS_OF,
    MONTHS,
    Answer,
    last_of_each,
    month_of,
    random_answers,
    region,
    workspace_with,
)
from tests.workspaces import workspace_of

SCOPE = Scope(start=MONTHS[0], end=MONTHS[-1], as_of=AS_OF)


def sign(answer: Answer) -> int:
    score = int(answer["score"])
    return 1 if score >= 9 else -1 if score <= 6 else 0


def in_window(answers: list[Answer], month: date, rolling: int) -> list[Answer]:
    wanted = [each for each in MONTHS if each <= month][-rolling:]
    return [answer for answer in answers if month_of(answer) in wanted]


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize(("rolling", "which"), [(1, "last"), (3, "last"), (1, "all"), (2, "all")])
def test_every_person_s_share_is_that_of_the_loops(seed: int, rolling: int, which: str) -> None:
    answers = random_answers(seed, "nps", ((0, 10),))
    settings = {"rolling_periods": rolling, "answers": which}
    for row in ask(workspace_with(answers), "nps", SCOPE, None, settings).rows():
        here = in_window(answers, row["period"], rolling)  # type: ignore[arg-type]
        counted = last_of_each(here) if which == "last" else here
        assert row["n"] == len(counted)
        if counted:
            assert row["value"] == pytest.approx(100 * sum(map(sign, counted)) / len(counted), abs=1e-9)
            assert row["low"] is not None
        else:
            assert (row["value"], row["note"]) == (None, "No answers in this period.")


@pytest.mark.parametrize("seed", range(2))
def test_segments_are_those_of_the_loops(seed: int) -> None:
    answers = random_answers(seed, "nps", ((0, 10),))
    scope = Scope(start=MONTHS[0], end=MONTHS[-1], as_of=AS_OF, split="Region")
    for row in ask(workspace_with(answers), "nps", scope).rows():
        here = [a for a in last_of_each(in_window(answers, row["period"], 1)) if region(a) == row["segment"]]  # type: ignore[arg-type]
        assert row["n"] == len(here)
        assert row["value"] == (pytest.approx(100 * sum(map(sign, here)) / len(here)) if here else None)


@pytest.mark.parametrize("seed", range(2))
def test_accounts_count_alike_however_many_answered(seed: int) -> None:
    answers = random_answers(seed, "nps", ((0, 10),))
    for row in ask(workspace_with(answers), "nps", SCOPE, "account_weighted").rows():
        by_account: dict[str, list[int]] = {}
        for answer in last_of_each(in_window(answers, row["period"], 1)):  # type: ignore[arg-type]
            if answer["account_id"]:
                by_account.setdefault(answer["account_id"], []).append(sign(answer))
        means = [100 * sum(signs) / len(signs) for signs in by_account.values()]
        assert row["value"] == (pytest.approx(sum(means) / len(means)) if means else None)


def test_accounts_count_by_their_mrr_at_the_period_s_end() -> None:
    # A pays 300 and averages 0 (one promoter, one detractor); B pays 100 and promotes; C pays nothing.
    answers = [
        {
            "responded_at": "2024-01-10",
            "score": score,
            "survey_type": "nps",
            "account_id": account,
            "contact_email": who,
        }
        for account, score, who in (("A", "10", "x@a"), ("A", "0", "y@a"), ("B", "9", "z@b"), ("C", "0", "w@c"))
    ]
    lines = [
        {"account_id": account, "start_date": "2024-01-05", "mrr": mrr, "currency": "EUR"}
        for account, mrr in (("A", "300"), ("B", "100"))
    ]
    scope = Scope(start=date(2024, 1, 1), end=date(2024, 2, 1), as_of=date(2024, 1, 31))
    result = ask(workspace_of(surveys=answers, subscriptions=lines), "nps", scope, "mrr_weighted")
    # (300 × 0 + 100 × 100) ÷ 400
    assert result.rows()[0]["value"] == pytest.approx(25.0)
    assert result.left_out == ("Not weighted, account or MRR unknown: 1 answer.",)


JANUARY = Scope(start=date(2024, 1, 1), end=date(2024, 2, 1), as_of=date(2024, 1, 31))


def answers_of(scores: str, **more: str) -> list[dict[str, str]]:
    scored = [10 if letter == "T" else int(letter) for letter in scores]
    row = {"account_id": "A", "responded_at": "2024-01-10", "survey_type": "nps"}
    return [row | {"score": str(score)} | more for score in scored]


def test_without_addresses_each_answer_is_a_person_of_its_own() -> None:
    # Four promoters and a detractor of five.
    answers = [*answers_of("TTT0"), answers_of("9")[0] | {"account_id": "B"}]
    (row,) = ask(workspace_of(surveys=answers), "nps", JANUARY).rows()
    assert (row["value"], row["n"]) == (60.0, 5)


def test_two_answers_from_one_address_are_of_one_person() -> None:
    answers = answers_of("0", contact_email="P@a.example") + answers_of("9", contact_email="p@a.example")
    answers[1]["responded_at"] = "2024-01-20"
    (row,) = ask(workspace_of(surveys=answers), "nps", JANUARY).rows()
    assert (row["value"], row["n"]) == (100.0, 1)


@pytest.mark.parametrize("variant", ["respondents", "account_weighted"])
def test_on_a_scale_to_five_there_is_no_score(variant: str) -> None:
    result = ask(workspace_of(surveys=answers_of("555", scale="1-5")), "nps", JANUARY, variant)
    (row,) = result.rows()
    assert row["value"] is None
    assert "on the 0 to 10 scale" in str(row["note"])
    assert any("scale from 1 to 5" in each for each in result.left_out)


def test_on_a_scale_from_1_to_10_it_is_read_with_a_warning() -> None:
    result = ask(workspace_of(surveys=answers_of("T991", scale="1-10")), "nps", JANUARY)
    # Three promoters and a detractor of four.
    assert [row["value"] for row in result.rows()] == [50.0]
    assert any(each.startswith("On a scale from 1: 4 answers.") for each in result.notes)


def test_answers_of_no_kind_are_read_alike_by_score_and_metric() -> None:
    answers = answers_of("TT", survey_type="")
    customer = {"account_id": "A", "start_date": "2023-01-01", "mrr": "10"}
    workspace = workspace_of(surveys=answers, subscriptions=[customer])
    assert [row["value"] for row in ask(workspace, "nps", JANUARY).rows()] == [100.0]
    only = {f"weight.{name}": 1 if name == "nps" else 0 for name in (one.id for one in COMPONENTS)}
    scores = ask(workspace, "health_score", JANUARY, None, only).rows()
    assert [row["value"] for row in scores if row["account_id"] == "A"] == [100.0]


@pytest.mark.parametrize("variant", ["respondents", "account_weighted"])
@pytest.mark.parametrize(
    ("answers", "note"),
    [
        (answers_of("0" * 12), "All answers are of one account: too few for an interval."),
        (answers_of("0T0T"), "All answers are of one account: too few for an interval."),
        (answers_of("0"), "One answer: too few for an interval."),
        # Three that agree are enough, at the low end.
        (
            [answers_of("0")[0] | {"account_id": account} for account in "ABC"],
            "Based on only 3: too few to draw a conclusion.",
        ),
    ],
)
def test_so_few_that_the_interval_would_not_hold_the_score_have_none(
    variant: str, answers: list[dict[str, str]], note: str
) -> None:
    (row,) = ask(workspace_of(surveys=answers), "nps", JANUARY, variant).rows()
    assert row["note"] == note
    if note.startswith("Based on only"):
        assert (row["low"], row["value"]) == (-100.0, -100.0)
    else:
        assert (row["low"], row["high"]) == (None, None)
        assert row["value"] == (0.0 if len(answers) == 4 else -100.0)


def test_many_of_one_account_and_one_of_another_that_agree_have_no_interval() -> None:
    answers = [*answers_of("0" * 12), answers_of("0")[0] | {"account_id": "B"}]
    (row,) = ask(workspace_of(surveys=answers), "nps", JANUARY).rows()
    assert (row["value"], row["low"]) == (-100.0, None)
    assert row["note"] == "Too few accounts, all answering alike, for an interval."
