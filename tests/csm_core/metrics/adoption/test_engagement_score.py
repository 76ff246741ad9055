"""The engagement score, against its own arithmetic written out by hand."""

from datetime import date, timedelta

import pytest

from csm_core.errors import CsmError
from csm_core.metrics.asking.ask import ask, rows_behind
from csm_core.scope import Scope
from tests.csm_core.metrics.adoption.usage import usage_workspace
from tests.workspaces import Row

SCOPE = Scope(start=date(2024, 3, 1), end=date(2024, 4, 1), as_of=date(2024, 3, 31))


def use(account: str, user: str, days: int, feature: str = "open", minutes: str = "") -> list[Row]:
    """Events on the last `days` days of March."""
    return [
        {
            "account_id": account,
            "user_id": user,
            "event_name": feature,
            "duration_minutes": minutes,
            "event_at": (date(2024, 3, 31) - timedelta(days=step)).isoformat(),
            "session_id": f"{user}{step}{feature}",
        }
        for step in range(days)
    ]


EARLY: list[Row] = [
    {"account_id": "Z", "user_id": "z", "event_name": "open", "event_at": "2024-01-01"},
    {"account_id": "B", "user_id": "b", "event_name": "export", "event_at": "2024-02-01"},
]
ACCOUNTS = [
    {"account_id": "A", "start_date": "2024-01-01", "seats_purchased": "4"},
    {"account_id": "B", "start_date": "2024-01-01"},
    {"account_id": "Z", "start_date": "2024-01-01", "seats_purchased": "10"},
]


def company() -> list[Row]:
    return [*EARLY, *use("A", "a1", 5, minutes="10"), *use("A", "a2", 8, "export", "20"), *use("B", "b", 20)]


def scores(settings: dict[str, str | int | float | bool] | None = None) -> dict[object, object]:
    result = ask(usage_workspace([], events=company(), accounts=ACCOUNTS), "engagement_score", SCOPE, None, settings)
    return {row["account_id"]: row["value"] for row in result.rows() if row["measure"] == "account"}


def test_the_score_is_the_weighted_mean_of_four_components_in_points() -> None:
    # A: 2 of 4 seats = 0.5, half way from 0.2 to 0.8: 50 points. 8 of 20 days: 40 points. Both of its two features:
    # beyond 0.6, 100 points. 5 × 10 + 8 × 20 = 210 minutes ÷ 4 weeks ÷ 2 users = 26.25 of 60: 43.75, so 43.8 points.
    # Weights 15, 15, 10, 10: (50 × 15 + 40 × 15 + 100 × 10 + 43.8 × 10) ÷ 50 = 55.76, cut to a tenth.
    # B: 20 days 100 points, one of its two features (0.5 of 0.6) 83.3 points, no more known: (1500 + 833) ÷ 25.
    # Z: nothing in 28 days: 0 for all that is known of it.
    assert scores() == {"A": 55.7, "B": 93.3, "Z": 0.0}


def test_an_account_of_which_less_than_half_of_the_weight_is_known_has_no_score() -> None:
    # B knows of 15 + 10 of 15 + 15 + 10 + 60.
    assert scores({"weight.time": 60})["B"] is None


def test_gaps_can_count_as_the_worst() -> None:
    # (100 × 15 + 83.3 × 10) ÷ 50 = 46.66
    assert scores({"missing": "worst"})["B"] == 46.6


def test_a_component_without_weight_plays_no_part_and_no_weight_at_all_is_refused() -> None:
    only_days = {"weight.licence_utilisation": 0, "weight.feature_breadth": 0, "weight.time": 0}
    assert scores(dict(only_days)) == {"A": 40.0, "B": 100.0, "Z": 0.0}
    with pytest.raises(CsmError):
        scores({**only_days, "weight.usage_frequency": 0})


def test_the_mean_is_over_accounts_with_a_score() -> None:
    result = ask(usage_workspace([], events=company(), accounts=ACCOUNTS), "engagement_score", SCOPE)
    (mean,) = [row for row in result.rows() if row["measure"] == "mean"]
    assert (mean["value"], mean["n"]) == (pytest.approx((55.7 + 93.3 + 0.0) / 3), 3)


def test_contributions_add_up_to_the_score_exactly() -> None:
    behind = rows_behind(usage_workspace([], events=company(), accounts=ACCOUNTS), "engagement_score", SCOPE)
    tenths = sum(
        round(10 * row["contribution"])
        for row in behind.to_pylist()
        if row["measure"] == "account" and row["account_id"] == "A"
    )
    assert tenths == 557


def test_less_than_28_days_of_usage_data_give_no_score() -> None:
    events = use("A", "a1", 20)
    result = ask(usage_workspace([], events=events, accounts=ACCOUNTS[:1]), "engagement_score", SCOPE)
    assert not result.has_value
