"""Answers that are words, stars or figures with words are read on the scale that they show, and that is told."""

import pytest

from csm_core.intake.batch import FileReport
from csm_core.intake.read.source import Source
from csm_core.intake.vocabulary.answer_words import word_scale
from csm_core.intake.worker.work import ingest_source


def answers(question: str, *texts: str) -> tuple[list[float], set[str], FileReport]:
    """Scores and scales of a survey with one answer a day."""
    lines = [f'2025-01-{day:02d},Birch {day},"{text}"' for day, text in enumerate(texts, 1)]
    content = "\n".join([f'Answered at,Company,"{question}"', *lines])
    ingested = ingest_source(Source("survey.csv", content.encode()), None, lambda _stage, _share: None)
    (batch,) = ingested.batches
    assert batch.table == "surveys"
    rows = batch.rows.to_pylist()
    return [row["score"] for row in rows], {row["scale"] for row in rows}, batch.report


FIVE = (
    ("Very satisfied", "Somewhat satisfied", "Neither satisfied nor dissatisfied", "Somewhat dissatisfied",
     "Very dissatisfied"),
    ("Sehr zufrieden", "Zufrieden", "Neutral", "Unzufrieden", "Sehr unzufrieden"),
    ("Très satisfait", "Satisfait", "Ni satisfait ni insatisfait", "Insatisfait", "Très insatisfait"),
    ("Muy satisfecho", "Satisfecho", "Neutral", "Insatisfecho", "Muy insatisfecho"),
    ("Excellent", "Good", "Average", "Poor", "Terrible"),
)  # fmt: skip


@pytest.mark.parametrize("words", FIVE, ids=[one[0] for one in FIVE])
def test_five_degrees_of_satisfaction_are_five_to_one(words: tuple[str, ...]) -> None:
    scores, scales, report = answers("How satisfied are you with our support?", *words)
    assert (scores, scales) == ([5, 4, 3, 2, 1], {"1-5"})
    (issue,) = [one for one in report.issues if one.code == "answer_words"]
    assert f"'{words[0]}' as 5, '{words[1]}' as 4" in issue.message


def test_agreement_of_seven_degrees_is_seven_to_one() -> None:
    words = ("Strongly agree", "Agree", "Somewhat agree", "Neither agree nor disagree", "Somewhat disagree",
             "Disagree", "Strongly disagree")  # fmt: skip
    scores, scales, _ = answers("The company made it easy to handle my issue", *words)
    assert (scores, scales) == ([7, 6, 5, 4, 3, 2, 1], {"1-7"})


def test_other_degrees_of_seven_are_seven_too() -> None:
    words = ("Extremely happy", "Moderately happy", "Slightly happy", "Neutral", "Slightly unhappy",
             "Moderately unhappy", "Extremely unhappy")  # fmt: skip
    assert answers("How satisfied are you?", *words)[:2] == ([7, 6, 5, 4, 3, 2, 1], {"1-7"})


def test_a_scale_that_ends_with_none_has_its_middle_at_somewhat() -> None:
    words = (
        "Extremely satisfied",
        "Very satisfied",
        "Somewhat satisfied",
        "Not so satisfied",
        "Not at all satisfied",
    )
    scores, scales, report = answers("How satisfied are you?", *words)
    assert (scores, scales) == ([5, 4, 3, 2, 1], {"1-5"})
    assert "scale_assumed" not in [one.code for one in report.issues]
    # Without 'extremely', 'very' may be the best of four.
    _, _, open_ = answers("How satisfied are you?", "Very satisfied", "Fairly satisfied", "Not at all satisfied")
    assert "scale_assumed" in [one.code for one in open_.issues]


def test_not_at_all_is_the_worst_of_a_scale_that_has_a_contrary() -> None:
    words = ("Sehr zufrieden", "Zufrieden", "Teils/teils", "Unzufrieden", "Gar nicht zufrieden")
    assert answers("Wie zufrieden sind Sie?", *words)[:2] == ([5, 4, 3, 2, 1], {"1-5"})


def test_good_with_a_middle_is_a_scale_of_three() -> None:
    scores, scales, _ = answers("CSAT", "Great", "Okay", "Not Good", "Great")
    assert (scores, scales) == ([3, 2, 1, 3], {"1-3"})


def test_words_that_do_not_show_their_whole_scale_are_asked_about() -> None:
    # 'Very satisfied' may be the fifth of five or the seventh of seven.
    _, _, report = answers("How satisfied are you?", "Very satisfied", "Very satisfied", "Very dissatisfied")
    (asked,) = [one for one in report.issues if one.code == "scale_assumed"]
    assert asked.is_question
    assert "1 to 5" in asked.message


@pytest.mark.parametrize(
    ("texts", "scores", "scale"),
    [
        (("★★★★★", "★★☆☆☆", "⭐⭐⭐⭐"), [5, 2, 4], "1-5"),
        (("4/5", "5/5", "2/5"), [4, 5, 2], "1-5"),
        (("8 out of 10", "10 out of 10", "3 out of 10"), [8, 10, 3], "0-10"),
        (("5 - Very satisfied", "4", "1 - Very dissatisfied"), [5, 4, 1], "1-5"),
        (("5 stars", "1 star", "3 stars"), [5, 1, 3], "1-5"),
    ],
)
def test_figures_in_other_spellings_are_answers(texts: tuple[str, ...], scores: list[float], scale: str) -> None:
    assert answers("CSAT", *texts)[:2] == (scores, {scale})


def test_yes_and_no_answer_whether_somebody_is_satisfied_and_nothing_else() -> None:
    assert answers("Were you satisfied with the help?", "Yes", "No", "Yes")[:2] == ([1, 0, 1], {"0-1"})


def test_what_does_not_answer_has_no_scale() -> None:
    assert word_scale(("Berlin", "Paris")) is None
    scale = word_scale(("Good", "Offered", "Berlin"))
    assert scale is not None
    assert (scale.scale, scale.figures["offered"], "berlin" in scale.figures) == ((0.0, 1.0), None, False)
