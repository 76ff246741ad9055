"""CSAT, told again in loops over answers."""

import statistics
from datetime import date

import pytest

from csm_core.metrics.asking.ask import ask, rows_behind, rows_of_cell
from csm_core.metrics.framework.registry import metric_named
from csm_core.result import Result
from csm_core.scope import Scope
from csm_core.store.workspace import Workspace
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

SCOPE = Scope(start=MONTHS[0], end=MONTHS[-1], as_of=AS_OF)
SCALES = ((0, 1), (1, 3), (1, 5), (1, 7), (0, 10), (1, 10))
LOWEST = {"0-1": 1, "1-3": 3, "1-5": 4, "1-7": 6, "0-10": 8, "1-10": 8}
LOWEST_ABOVE_THE_MIDDLE = {"0-1": 1, "1-3": 3, "1-5": 4, "1-7": 5, "0-10": 6, "1-10": 6}


def rows(result: Result, measure: str) -> list[dict[str, object]]:
    return [row for row in result.rows() if row["measure"] == measure]


def of(answers: list[Answer], row: dict[str, object]) -> list[Answer]:
    return [answer for answer in answers if month_of(answer) == row["period"]]


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize(("variant", "lowest"), [("top_box", LOWEST), ("six_and_up", LOWEST_ABOVE_THE_MIDDLE)])
def test_shares_are_those_of_the_loops(seed: int, variant: str, lowest: dict[str, int]) -> None:
    answers = random_answers(seed, "csat", SCALES)
    for row in rows(ask(workspace_with(answers), "csat", SCOPE, variant), "percent"):
        here = of(answers, row)
        assert row["n"] == len(here)
        satisfied = sum(int(answer["score"]) >= lowest[answer["scale"]] for answer in here)
        assert row["value"] == (pytest.approx(satisfied / len(here)) if here else None)


@pytest.mark.parametrize("seed", range(2))
def test_means_are_those_of_the_loops(seed: int) -> None:
    answers = random_answers(seed, "csat", ((1, 5),), count=30)
    for row in rows(ask(workspace_with(answers), "csat", SCOPE), "mean"):
        scores = [int(answer["score"]) for answer in of(answers, row)]
        assert row["value"] == (pytest.approx(statistics.mean(scores)) if scores else None)
        if len(scores) > 1:
            assert 1 <= float(str(row["low"])) <= float(str(row["value"])) <= float(str(row["high"])) <= 5


def test_bounds_of_a_mean_are_student_s_with_half_an_answer_at_each_end() -> None:
    # 2, 4, 4, 2 and half a 1 and half a 5: mean 3, squares 4 + 0.5 (4 + 4) = 8, times 5 / 4 for five units;
    # t(4) = 2.776445, so ± 2.776445 × sqrt(10) / 5 = 1.755978.
    answers = [{"responded_at": "2024-01-10", "score": s, "survey_type": "csat", "scale": "1-5"} for s in "2442"]
    (row,) = rows(ask(workspace_of_january(answers), "csat", JANUARY), "mean")
    assert (row["low"], row["high"]) == pytest.approx((3 - 1.755978, 3 + 1.755978), abs=1e-5)


JANUARY = Scope(start=date(2024, 1, 1), end=date(2024, 2, 1), as_of=date(2024, 1, 31))


def workspace_of_january(answers: list[Answer]) -> Workspace:
    return workspace_with([answer | {"account_id": "", "contact_email": ""} for answer in answers])


def test_bounds_of_a_share_are_wilson_s() -> None:
    # Wilson for 3 of 5: 0.2307 to 0.8824 (Newcombe 1998, method 3).
    answers = [{"responded_at": "2024-01-10", "score": s, "survey_type": "csat", "scale": "1-5"} for s in "54431"]
    (row,) = rows(ask(workspace_of_january(answers), "csat", JANUARY), "percent")
    assert (row["value"], row["low"], row["high"]) == pytest.approx((0.6, 0.2307, 0.8824), abs=5e-5)


@pytest.mark.parametrize("seed", range(2))
def test_segments_and_last_answers_are_those_of_the_loops(seed: int) -> None:
    answers = random_answers(seed, "csat", ((1, 5),))
    scope = Scope(start=MONTHS[0], end=MONTHS[-1], as_of=AS_OF, split="Region")
    for row in rows(ask(workspace_with(answers), "csat", scope, None, {"answers": "last"}), "percent"):
        here = [answer for answer in last_of_each(of(answers, row)) if region(answer) == row["segment"]]
        satisfied = sum(int(answer["score"]) >= 4 for answer in here)
        assert (row["n"], row["value"]) == (len(here), pytest.approx(satisfied / len(here)) if here else None)


@pytest.mark.parametrize(("given", "expected"), [(5, 1 / 5), (3, 4 / 5), (0, 3 / 5), (7, 3 / 5)])
def test_from_where_answers_are_satisfied_can_be_said(given: int, expected: float) -> None:
    # 5, 4, 4, 3, 1 of 5; a bound that the scale does not reach leaves it to the scale.
    answers = [{"responded_at": "2024-01-10", "score": s, "survey_type": "csat", "scale": "1-5"} for s in "54431"]
    (row,) = rows(ask(workspace_of_january(answers), "csat", JANUARY, None, {"satisfied_from": given}), "percent")
    assert row["value"] == pytest.approx(expected)


def test_a_bound_for_one_scale_leaves_good_and_bad_alone() -> None:
    answers = [{"responded_at": "2024-01-10", "score": s, "survey_type": "csat", "scale": "1-5"} for s in "543"]
    answers += [{"responded_at": "2024-01-10", "score": s, "survey_type": "csat", "scale": "0-1"} for s in "110"]
    (row,) = rows(ask(workspace_of_january(answers), "csat", JANUARY, None, {"satisfied_from": 5}), "percent")
    # 5 alone of three; two good of three
    assert row["value"] == pytest.approx(3 / 6)


def test_different_scales_have_no_common_mean() -> None:
    answers = [
        {"responded_at": "2024-01-10", "score": score, "survey_type": "csat", "scale": scale}
        for score, scale in (("5", "1-5"), ("9", "1-10"))
    ]
    workspace = workspace_of_january(answers)
    (row,) = rows(ask(workspace, "csat", JANUARY), "mean")
    assert row["value"] is None
    assert "different scales" in str(row["note"])
    behind = rows_of_cell(rows_behind(workspace, "csat", JANUARY), row)
    assert metric_named("csat").value_of(behind, metric_named("csat").variants[0]) is None


def test_a_scale_without_usual_top_boxes_is_left_out_and_counted() -> None:
    answers = [{"responded_at": "2024-01-10", "score": s, "survey_type": "csat", "scale": "1-4"} for s in "4431"]
    answers.append({"responded_at": "2024-01-10", "score": "5", "survey_type": "csat", "scale": "1-5"})
    workspace = workspace_of_january(answers)
    result = ask(workspace, "csat", JANUARY)
    assert (rows(result, "percent")[0]["value"], rows(result, "percent")[0]["n"]) == (1.0, 1)
    assert result.left_out[0].startswith("Left out of the share, on a scale from 1 to 4: 4 answers.")
    answer = ask(workspace, "csat", JANUARY, None, {"satisfied_from": 4})
    assert rows(answer, "percent")[0]["value"] == pytest.approx(3 / 5)
    assert answer.left_out == ()


def test_one_touchpoint_can_be_asked_for() -> None:
    answers = random_answers(1, "csat", ((1, 5),))
    for row in rows(ask(workspace_with(answers), "csat", SCOPE, None, {"touchpoint": "support"}), "percent"):
        here = [answer for answer in of(answers, row) if answer["touchpoint"] == "Support"]
        assert row["n"] == len(here)


def test_other_surveys_do_not_count() -> None:
    answers = [{"responded_at": "2024-01-10", "score": "9", "survey_type": "nps", "scale": "0-10"}]
    assert not ask(workspace_of_january(answers), "csat", JANUARY).has_value


def test_a_mean_is_not_written_as_a_share() -> None:
    metric = metric_named("csat")
    assert metric.unit_of(metric.variants[0], "percent").value == "rate"
    # A mean of 4.6 is neither 5 nor 4: it is written with two decimals.
    assert metric.unit_of(metric.variants[0], "mean").value == "mean score"
