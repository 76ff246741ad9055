"""Seasonality of other metrics: what it asks for, and that it is their own course that is taken apart."""

from datetime import date

import pytest

from csm_core.metrics.asking.ask import ask
from csm_core.periods import Grain
from csm_core.scope import Scope
from tests.workspaces import workspace_of


def answers(months: int, skip: tuple[int, ...] = ()) -> list[dict[str, str]]:
    """Three more answers every month, and nine more each December."""
    rows = []
    for month in range(months):
        if month in skip:
            continue
        count = 3 + month + (9 if month % 12 == 11 else 0)
        day = f"{2020 + month // 12}-{month % 12 + 1:02}-10"
        rows += [{"responded_at": day, "survey_type": "nps", "score": str(score % 11)} for score in range(count)]
    return rows


def parts(months: int, **settings: object) -> dict[tuple[str, str], object]:
    end = date(2020 + months // 12, months % 12 + 1, 1)
    scope = Scope(end=end, as_of=date.fromordinal(end.toordinal() - 1))
    workspace = workspace_of(surveys=answers(months))
    chosen = {"of": "survey_responses"} | settings
    result = ask(workspace, "seasonality", scope, None, chosen)  # type: ignore[arg-type]
    return {(str(row["measure"]), str(row["period"])): row["value"] for row in result.rows()}


def test_december_is_season_and_growth_is_trend() -> None:
    pieces = parts(48, robust=False)
    for year in (2021, 2022):
        assert pieces["season", f"{year}-12-01"] == pytest.approx(9 - 9 / 12, abs=1.0)
    assert pieces["trend", "2022-06-01"] - pieces["trend", "2021-06-01"] == pytest.approx(12, abs=0.5)  # type: ignore[operator]


@pytest.mark.parametrize(("months", "there"), [(23, False), (24, True)])
def test_two_full_seasons_are_asked_for(months: int, there: bool) -> None:
    pieces = parts(months)
    assert (pieces["trend", "2021-06-01"] is not None) == there
    assert pieces["observed", "2021-06-01"] == 20.0


def test_a_gap_begins_the_series_anew() -> None:
    # NPS has no value in a month without answers, so only what comes after it is in a row.
    workspace = workspace_of(surveys=answers(36, skip=(20,)))
    result = ask(workspace, "seasonality", Scope(as_of=date(2022, 12, 31)), None, {"of": "nps"})
    assert all(row["value"] is None for row in result.rows() if row["measure"] == "trend")
    assert any("Only 15 complete months" in note for note in result.notes)


def test_too_short_a_series_of_a_segment_is_said_in_a_sentence() -> None:
    accounts = [{"account_id": "A", "Region": "North"}]
    rows = [
        {"account_id": "A", "responded_at": f"2024-0{month}-05", "survey_type": "nps", "score": "9"}
        for month in range(1, 8)
    ]
    scope = Scope(as_of=date(2024, 7, 31), split="Region")
    notes = ask(workspace_of(surveys=rows, accounts=accounts), "seasonality", scope, None, {"of": "nps"}).notes
    assert "North: Only 7 complete months in a row: a season needs 24." in notes


def test_the_unit_is_that_of_the_metric() -> None:
    result = ask(
        workspace_of(surveys=answers(24)), "seasonality", Scope(as_of=date(2021, 12, 31)), None, {"of": "nps"}
    )
    assert result.unit == "points"


@pytest.mark.parametrize(
    ("of", "grain", "reason"),
    [
        ("no_such_metric", Grain.MONTH, "Unknown metric"),
        ("goal_progress", Grain.MONTH, "no series of its own"),
        ("mrr", Grain.MONTH, "Load subscriptions"),
        ("nps", Grain.YEAR, "Choose week, month or quarter"),
        ("feedback_themes", Grain.MONTH, "No comments in this scope"),
    ],
)
def test_what_has_no_season_says_why(of: str, grain: Grain, reason: str) -> None:
    result = ask(workspace_of(surveys=answers(24)), "seasonality", Scope(grain=grain), None, {"of": of})
    assert not result.has_value
    assert reason in str(result.rows()[0]["note"])


def test_one_survey_can_be_named() -> None:
    rows = [*answers(24), {"responded_at": "2021-12-20", "survey_type": "csat", "score": "5"}]
    settings = {"of": "survey_responses", "of_series": "csat"}
    result = ask(workspace_of(surveys=rows), "seasonality", Scope(as_of=date(2021, 12, 31)), None, settings)
    december = [row for row in result.rows() if str(row["period"]) == "2021-12-01" and row["measure"] == "observed"]
    assert [row["value"] for row in december] == [1.0]
