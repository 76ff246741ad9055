"""Where 1 is the best answer, answers are turned round, and that is told."""

import pytest

from csm_core.intake.batch import Batch
from csm_core.intake.mapping import Options
from tests.csm_core.intake.taking import take


def answered(question: str, options: Options | None = None, survey_type: str = "ces") -> Batch:
    rows = "".join(f"2025-02-0{day},A{day},{answer}\n" for day, answer in enumerate((1, 2, 5), 1))
    columns = {"responded_at": "Answered at", "account_id": "Account ID", "score": question}
    text = f'Answered at,Account ID,"{question}"\n{rows}'
    return take(text, "surveys", columns, {"survey_type": survey_type}, options or Options(scale=(1.0, 5.0)))


def scores(batch: Batch) -> list[float]:
    return [row["score"] for row in batch.rows.to_pylist()]


@pytest.mark.parametrize(
    ("question", "survey_type"),
    [
        ("How hard was it? (1 = very low effort, 5 = very high effort)", "ces"),
        ("Wie zufrieden sind Sie? (1 = sehr zufrieden, 5 = gar nicht)", "csat"),
        ("Schulnote für den Support", "csat"),
    ],
)
def test_the_words_of_the_scale_say_that_low_is_good(question: str, survey_type: str) -> None:
    batch = answered(question, survey_type=survey_type)
    assert scores(batch) == [5, 4, 1]
    (issue,) = [one for one in batch.report.issues if one.code == "good_answers"]
    assert "1 counts as 5" in issue.message


def test_the_old_question_of_effort_is_turned_round_and_asked_about() -> None:
    batch = answered("How much effort did you have to put forth?")
    assert scores(batch) == [5, 4, 1]
    (asked,) = [one for one in batch.report.issues if one.code == "good_answers_assumed"]
    assert asked.is_question


@pytest.mark.parametrize(
    "question",
    [
        "Acme made it easy to handle my issue (1 = strongly disagree, 5 = strongly agree)",
        "CES",
        "How easy was it? (1 = very difficult, 5 = very easy)",
        "How satisfied are you, 1 to 5?",
        "1. Easy to use, from 1 to 5",  # the number of the question
        "Rate our support, 1 (low) to 5 (high)",  # little of it is good of effort alone
        "Wie zufrieden sind Sie? (1 = gering, 5 = hoch)",
    ],
)
def test_high_answers_stay_the_good_ones(question: str) -> None:
    batch = answered(question)
    assert scores(batch) == [1, 2, 5]
    assert not [one for one in batch.report.issues if one.code.startswith("good_answers")]


def test_what_a_person_says_holds_over_the_words() -> None:
    text = Options(scale=(1.0, 5.0), good_answers="high")
    assert scores(answered("How much effort did you have to put forth?", text)) == [1, 2, 5]
    assert scores(answered("CES", Options(scale=(1.0, 5.0), good_answers="low"))) == [5, 4, 1]


def test_nps_is_never_turned_round() -> None:
    text = Options(scale=(0.0, 10.0), nps_confirmed=True, good_answers="low")
    assert scores(answered("NPS", text, "nps")) == [1, 2, 5]
