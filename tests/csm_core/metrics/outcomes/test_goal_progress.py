"""Goals: which figures they are held against, and when nothing can be said."""

from datetime import date

import pytest

from csm_core.metrics.asking.ask import ask
from csm_core.scope import Scope
from tests.workspaces import workspace_of

AS_OF = date(2024, 9, 30)


def answers(counts: list[int]) -> list[dict[str, str]]:
    return [
        {"responded_at": f"2024-{month:02}-10", "survey_type": "nps", "score": "9", "account_id": f"a{index % 2}"}
        for month, count in enumerate(counts, 1)
        for index in range(count)
    ]


def goal(metric: str, by_date: str, target: float, filters: str = "") -> dict[str, str]:
    return {"metric": metric, "by_date": by_date, "target": str(target), "filters": filters}


def figures(
    goals: list[dict[str, str]], counts: list[int], scope: Scope | None = None
) -> dict[tuple[str, str], object]:
    workspace = workspace_of(
        surveys=answers(counts),
        goals=goals,
        accounts=[{"account_id": "a0", "Region": "North"}, {"account_id": "a1", "Region": "South"}],
    )
    result = ask(workspace, "goal_progress", scope or Scope(as_of=AS_OF))
    return {
        (str(row["measure"]), str(row["series"])): row["value"] if row["value"] is not None else row["note"]
        for row in result.rows()
    }


def test_growth_without_any_spread_has_a_forecast_and_no_chance() -> None:
    # 2, 4, … 18 answers a month: 24 in December. How far from it, nothing tells.
    goals = [goal("survey_responses", "2024-12-31", 24), goal("survey_responses", "2025-01-31", 30)]
    scorecard = figures(goals, list(range(2, 19, 2)))
    assert str(scorecard["chance", "Survey responses by 31 Dec 2024"]).startswith(
        "No interval: every past change was the same"
    )
    assert scorecard["forecast", "Survey responses by 31 Dec 2024"] == pytest.approx(24.0)
    assert scorecard["current", "Survey responses by 31 Jan 2025"] == 18.0


@pytest.mark.parametrize(("target", "reached"), [(3, 1.0), (4, 0.0)])
def test_a_date_that_is_over_was_reached_or_not(target: float, reached: float) -> None:
    scorecard = figures([goal("survey_responses", "2024-03-31", target)], [1, 2, 3, 9])
    assert scorecard["chance", "Survey responses by 31 Mar 2024"] == reached
    assert scorecard["forecast", "Survey responses by 31 Mar 2024"] == 3.0


def test_less_is_better_for_a_metric_that_should_fall() -> None:
    lines = [
        {
            "account_id": f"a{number}",
            "start_date": "2023-12-01",
            # Two of forty leave every month.
            "end_date": f"2024-{number // 2 + 1:02}-15" if number < 18 else "",
            "mrr": "10",
            "currency": "EUR",
        }
        for number in range(40)
    ]
    goals = [goal("logo_churn_rate", "2024-12-31", target) for target in (0.5, 0.001)]
    result = ask(workspace_of(subscriptions=lines, goals=goals), "goal_progress", Scope(as_of=AS_OF))
    chances = {str(row["series"]): row["value"] for row in result.rows() if row["measure"] == "chance"}
    assert chances["Logo churn rate by 31 Dec 2024 (0.5)"] > 0.99  # type: ignore[operator]
    assert chances["Logo churn rate by 31 Dec 2024"] < 0.05  # type: ignore[operator]


def test_filters_of_a_goal_narrow_those_of_the_page() -> None:
    goals = [goal("survey_responses", "2024-03-31", 1, "Region=North")]
    march = Scope(as_of=date(2024, 3, 31))
    assert figures(goals, [2, 4, 6], march)["current", "Survey responses by 31 Mar 2024, Region=North"] == 3.0
    south = Scope(as_of=AS_OF, filters=(("Region", ("South",)),))
    assert "filters exclude" in str(
        figures(goals, [2, 4, 6], south)["current", "Survey responses by 31 Mar 2024, Region=North"]
    )


def test_too_short_a_past_has_no_forecast() -> None:
    scope = Scope(as_of=date(2024, 4, 30))
    scorecard = figures([goal("survey_responses", "2024-12-31", 5)], [1, 2, 3, 4], scope)
    assert "needs 8" in str(scorecard["chance", "Survey responses by 31 Dec 2024"])
    assert scorecard["current", "Survey responses by 31 Dec 2024"] == 4.0


@pytest.mark.parametrize(
    ("metric", "filters", "reason"),
    [
        ("no_such_metric", "", "Unknown metric"),
        ("mrr", "", "Load subscriptions"),
        ("nps", "Region", "attribute=value"),
        ("seasonality", "", "no series of its own"),
    ],
)
def test_a_goal_that_cannot_be_read_says_why_and_stops_no_other(metric: str, filters: str, reason: str) -> None:
    scorecard = figures([goal(metric, "2024-12-31", 5, filters), goal("nps", "2024-12-31", 5)], [1, 2, 3])
    assert any(reason in str(value) for value in scorecard.values())
    assert scorecard["current", "Net Promoter Score by 31 Dec 2024"] == 100.0


def test_neither_good_nor_bad_has_no_chance() -> None:
    goals = [goal("feedback_themes", "2024-12-31", 5), goal("mrr_movements", "2024-03-31", 5)]
    line = {"account_id": "a", "start_date": "2024-01-05", "mrr": "10", "currency": "EUR"}
    result = ask(
        workspace_of(subscriptions=[line], surveys=answers([1]), goals=goals), "goal_progress", Scope(as_of=AS_OF)
    )
    chance = [
        row for row in result.rows() if row["measure"] == "chance" and "movements" in str(row["series"]).lower()
    ]
    assert [row["value"] for row in chance] == [None]
    assert "no good direction" in str(chance[0]["note"])
