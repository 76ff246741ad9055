"""Answers called NPS that were asked from 1 to 5: a five of five would count as a detractor."""

from __future__ import annotations

import pytest

from tests.csm_core.intake.taking import take
from tests.soundness.cells import answers, asked, messages


@pytest.mark.parametrize(
    "scores",
    [
        [5, 5, 4, 5, 5, 3],
        [0, 5, 4, 3, 5, 5, 2, 1],
        [4] * 20,
        [7, 6, 7, 5, 4, 7, 6, 3, 2],
        [90, 100, 80, 10, 70, 60],
    ],
)
def test_answers_that_look_as_if_on_another_scale_are_asked_and_none_counts(scores: list[int]) -> None:
    batch = answers(scores)
    assert batch.rows.num_rows == 0
    assert asked(batch) == ["nps_scale_asked"]


@pytest.mark.parametrize(
    "scores", [[9, 10, 3, 5, 2, 8], [2], [0, 1, 2, 6, 6, 5, 8], [1, 10, 9, 8, 7, 10], [0, 7, 6, 7, 5, 4, 3]]
)
def test_answers_that_may_be_from_0_to_10_count(scores: list[int]) -> None:
    batch = answers(scores)
    assert batch.rows["score"].to_pylist() == [float(one) for one in scores]
    assert asked(batch) == []


@pytest.mark.parametrize("options", [{"scale": [0, 10]}, {"nps_confirmed": True}])
def test_whoever_says_that_they_were_asked_from_0_to_10_is_believed(options: dict[str, object]) -> None:
    batch = answers([5, 5, 4, 5, 5, 3], options=options)
    assert (batch.rows.num_rows, asked(batch)) == (6, [])


def test_a_scale_that_is_not_the_one_of_nps_is_refused() -> None:
    by_option = answers([5, 4, 5, 3], options={"scale": [1, 5]})
    columns = {"responded_at": "Date", "score": "Score", "survey_type": "Kind", "scale": "Scale"}
    by_column = take("Date,Score,Kind,Scale\n2025-01-01,5,NPS,1-5\n2025-01-02,9,NPS,0-10\n", "surveys", columns)
    # They are answers, and kept as such; their scale goes with them, and the score leaves them out.
    assert (by_option.rows.num_rows, by_column.rows.num_rows) == (4, 2)
    assert by_option.rows["scale"].to_pylist() == ["1-5"] * 4
    for batch in (by_option, by_column):
        assert "from 0 to 10" in messages(batch)["nps_scale_refused"]


def test_other_kinds_keep_their_scale() -> None:
    assert answers([5, 5, 4, 5, 5, 3], kind="CSAT").rows.num_rows == 6


def test_answers_from_1_to_10_keep_their_scale() -> None:
    columns = {"responded_at": "Date", "score": "Score", "survey_type": "Kind", "scale": "Scale"}
    batch = take("Date,Score,Kind,Scale\n2025-01-01,9,NPS,1-10\n2025-01-02,9,NPS,\n", "surveys", columns)
    assert batch.rows["scale"].to_pylist() == ["1-10", "0-10"]
    assert answers([9, 10, 3, 5, 2, 8], options={"scale": [1, 10]}).rows["scale"].to_pylist() == ["1-10"] * 6
