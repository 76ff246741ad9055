"""Survey answers: their kind, their scale, and answers that are off it."""

from __future__ import annotations

import pytest

from csm_core.intake.mapping import Options
from csm_core.intake.vocabulary.value_words import survey_type
from tests.csm_core.intake.taking import bad, issue, take

NPS = {"responded_at": "Date", "score": "Score"}


@pytest.mark.parametrize("score", ["11", "-1", "9.5"])
def test_an_nps_answer_off_the_scale_is_quarantined_with_a_clear_sentence(score: str) -> None:
    batch = take(f"Date,Score\n2024-01-01,9\n2024-01-02,{score}\n", "surveys", NPS, {"survey_type": "nps"})
    assert batch.rows["score"].to_pylist() == [9.0]
    assert batch.rows["scale"].to_pylist() == ["0-10"]
    ((row, code, column, value),) = bad(batch)
    assert (row, column, value) == (3, "Score", score)
    assert code in ("score_off_scale", "score_not_whole")


def test_a_scale_from_the_mapping_holds_for_csat() -> None:
    options = Options(scale=(1, 5))
    batch = take("Date,Score\n2024-01-01,5\n2024-01-02,7\n", "surveys", NPS, {"survey_type": "csat"}, options)
    assert batch.rows["scale"].to_pylist() == ["1-5"]
    assert bad(batch) == [(3, "score_off_scale", "Score", "7")]


def test_a_scale_or_kind_that_nobody_told_is_taken_from_the_answers_and_told() -> None:
    batch = take("Date,Score\n2024-01-01,5\n2024-01-02,1\n", "surveys", NPS)
    assert batch.rows["survey_type"].to_pylist() == ["csat", "csat"]
    assert batch.rows["scale"].to_pylist() == ["1-5", "1-5"]
    assert issue(batch, "survey_type_assumed").level == "warning"
    assert issue(batch, "scale_assumed").level == "warning"


def test_an_invitation_without_an_answer_is_kept() -> None:
    batch = take(
        "Date,Score,Sent\n,,2024-01-01\n2024-01-03,8,2024-01-01\n,,\n2024-01-03,,\n",
        "surveys",
        NPS | {"sent_at": "Sent"},
        {"survey_type": "nps"},
    )
    assert batch.rows["score"].to_pylist() == [None, 8.0]
    assert [code for _, code, _, _ in bad(batch)] == ["not_answered"]
    assert issue(batch, "not_answered").level == "info"


def test_kinds_of_surveys_are_told_apart_by_row() -> None:
    rows = "2024-01-01,9,NPS\n2024-01-02,4,Customer satisfaction (CSAT)\n2024-01-03,6,Effort\n2024-01-04,9,CSAT\n"
    text = f"Date,Score,Kind\n{rows}"
    batch = take(text, "surveys", NPS | {"survey_type": "Kind"}, options=Options(scale=(1, 7)))
    assert batch.rows["survey_type"].to_pylist() == ["nps", "csat", "ces"]
    assert batch.rows["scale"].to_pylist() == ["0-10", "1-7", "1-7"]
    assert bad(batch) == [(5, "score_off_scale", "Score", "9")]


def test_the_scale_that_a_question_names_is_its_scale() -> None:
    header = "How satisfied are you with us? (1-7)"
    columns = {"responded_at": "Date", "score": header}
    batch = take(f"Date,{header}\n2024-01-01,5\n2024-01-02,4\n", "surveys", columns, {"survey_type": "csat"})
    assert batch.rows["scale"].to_pylist() == ["1-7", "1-7"]
    assert "scale_assumed" not in {one.code for one in batch.report.issues}


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("¿Qué probabilidad hay de que nos recomiende?", "nps"),
        ("Ci consiglierebbe a un collega?", "nps"),
        ("¿Fue fácil resolver su problema?", "ces"),
        ("Quanto è soddisfatto del servizio?", "csat"),
    ],
)
def test_a_question_in_another_language_says_what_is_asked(question: str, kind: str) -> None:
    assert survey_type(question) == kind
