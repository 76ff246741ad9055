"""Active users, against a loop over every event."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from csm_core.metrics.asking.ask import ask
from csm_core.periods import Grain
from csm_core.scope import NOT_SET, Scope
from tests.csm_core.metrics.adoption.usage import FIRST, LAST, months, random_use, region, usage_workspace, values
from tests.workspaces import workspace_of

SCOPE = Scope(start=FIRST, end=date(2024, 6, 1), as_of=LAST)


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("window", [1, 7, 28, 30])
def test_rolling_counts_are_those_of_a_loop_over_the_window(seed: int, window: int) -> None:
    uses = random_use(seed)
    workspace = usage_workspace(uses)
    figures = values(ask(workspace, "active_users", SCOPE, f"rolling_{window}"))
    by_account = values(ask(workspace, "active_users", SCOPE, f"rolling_{window}", {"who": "accounts"}))
    for first, last in months():
        inside = [use for use in uses if last - timedelta(days=window) < use.day <= last]
        # January has 31 days, so every window is full at its end.
        assert figures[str(first), None] == len({use.user for use in inside})
        assert by_account[str(first), None] == len({use.account for use in inside})


@pytest.mark.parametrize("days", [3, 45, 200])
def test_a_window_of_any_days_counts_them_where_all_of_them_were_recorded(days: int) -> None:
    uses = random_use(1)
    since = min(use.day for use in uses)
    result = ask(usage_workspace(uses), "active_users", SCOPE, "rolling_days", {"window_days": days})
    for first, last in months():
        inside = {use.user for use in uses if last - timedelta(days=days) < use.day <= last}
        is_whole = last - timedelta(days=days) + timedelta(days=1) >= since
        assert values(result)[str(first), None] == (len(inside) if is_whole else None)
    cut = {row["note"] for row in result.rows() if row["value"] is None}
    assert cut == ({"The usage data begin inside the window."} if days > 31 else set())


@pytest.mark.parametrize("seed", range(2))
def test_rolling_counts_by_day_agree_too(seed: int) -> None:
    uses = random_use(seed)
    scope = replace(SCOPE, grain=Grain.DAY, start=date(2024, 2, 20), end=date(2024, 4, 10))
    figures = values(ask(usage_workspace(uses), "active_users", scope, "rolling_7"))
    assert len(figures) == 50
    for day in (date(2024, 2, 20) + timedelta(days=step) for step in range(50)):
        inside = {use.user for use in uses if day - timedelta(days=7) < use.day <= day}
        assert figures[str(day), None] == len(inside)


@pytest.mark.parametrize("seed", range(2))
def test_calendar_counts_and_daily_means_by_segment_are_those_of_a_loop(seed: int) -> None:
    uses = random_use(seed)
    workspace, split = usage_workspace(uses), replace(SCOPE, split="Region")
    counts = values(ask(workspace, "active_users", split))
    means = values(ask(workspace, "active_users", split, "daily_mean"))
    for first, last in months():
        for segment in ("North", "South", NOT_SET):
            items = [use for use in uses if first <= use.day <= last and (region(use.account) or NOT_SET) == segment]
            assert counts[str(first), segment] == len({use.user for use in items})
            user_days = len({(use.user, use.day) for use in items})
            assert means[str(first), segment] == pytest.approx(user_days / ((last - first).days + 1))


def test_one_person_in_two_accounts_counts_in_each() -> None:
    events = [{"account_id": name, "user_id": "u", "event_name": "open", "event_at": "2024-01-05"} for name in "AB"]
    scope = Scope(start=date(2024, 1, 1), end=date(2024, 2, 1), as_of=date(2024, 1, 31))
    assert values(ask(workspace_of(events=events), "active_users", scope)) == {("2024-01-01", None): 2.0}


def test_a_month_in_which_nobody_came_is_zero_and_one_before_the_data_is_unknown() -> None:
    events = [
        {"account_id": "A", "user_id": "u", "event_name": "open", "event_at": day}
        for day in ("2024-02-05", "2024-04-05")
    ]
    scope = Scope(start=date(2024, 1, 1), end=date(2024, 6, 1), as_of=date(2024, 5, 31))
    result = ask(workspace_of(events=events), "active_users", scope)
    assert list(values(result).values()) == [None, 1.0, 0.0, 1.0, None]
    assert "56 days before the as-of day" in result.notes[0]  # 5 April to 31 May


def test_a_window_that_begins_before_the_data_has_no_value() -> None:
    events = [{"account_id": "A", "user_id": "u", "event_name": "open", "event_at": "2024-01-05"}]
    scope = Scope(start=date(2024, 1, 1), end=date(2024, 2, 1), as_of=date(2024, 1, 31))
    (row,) = ask(workspace_of(events=events), "active_users", scope, "rolling_28").rows()
    # 28 days to 31 January begin on the 4th; the data begin on the 5th.
    assert (row["value"], row["note"]) == (None, "The usage data begin inside the window.")


@pytest.mark.parametrize(("second", "expected"), [("", None), ("u", 1.0)])
def test_use_without_a_user_is_in_no_count_of_people_and_is_told(second: str, expected: float | None) -> None:
    events = [
        {"account_id": "A", "user_id": user, "event_name": "open", "event_at": "2024-01-05"} for user in ("", second)
    ]
    scope = Scope(start=date(2024, 1, 1), end=date(2024, 2, 1), as_of=date(2024, 1, 31))
    result = ask(workspace_of(events=events), "active_users", scope)
    assert list(values(result).values()) == [expected]
    if expected:
        assert result.left_out == ("Days of use without a user, not counted as people: 1.",)
    accounts = ask(workspace_of(events=events), "active_users", scope, None, {"who": "accounts"})
    assert list(values(accounts).values()) == [1.0]


@pytest.mark.parametrize("variant", ["calendar", "daily_mean", "rolling_7", "rolling_28"])
def test_active_users_of_one_feature_are_those_of_a_loop_over_its_events(variant: str) -> None:
    uses = random_use(3)
    items = [use for use in uses if use.feature == "plan"]
    first_on = min(use.day for use in items)
    result = ask(usage_workspace(uses), "active_users", replace(SCOPE, split="Region"), variant, {"feature": "plan"})
    figures = values(result)
    for first, last in months():
        window = {"rolling_7": 7, "rolling_28": 28}.get(variant)
        begins = first if window is None else last - timedelta(days=window - 1)
        for segment in ("North", "South", NOT_SET):
            inside = [
                use for use in items if begins <= use.day <= last and (region(use.account) or NOT_SET) == segment
            ]
            days = (last - max(first, first_on)).days + 1
            expected = (
                len({(use.user, use.day) for use in inside}) / days
                if variant == "daily_mean"
                else (len({use.user for use in inside}))
            )
            assert figures[str(first), segment] == pytest.approx(expected)
    assert f"first seen on {first_on}" in result.notes[-1]


def test_a_feature_is_unknown_before_its_first_use_and_zero_after_its_last() -> None:
    events = [
        {"account_id": "A", "user_id": "u", "event_name": feature, "event_at": day}
        for feature, day in (("open", "2024-01-05"), ("export", "2024-02-05"), ("open", "2024-03-05"))
    ]
    scope = Scope(start=date(2024, 1, 1), end=date(2024, 4, 1), as_of=date(2024, 3, 5))
    result = ask(workspace_of(events=events), "active_users", scope, None, {"feature": "export"})
    assert list(values(result).values()) == [None, 1.0, 0.0]


@pytest.mark.parametrize("metric_id", ["active_users", "licence_utilisation"])
def test_a_feature_that_no_event_names_has_no_value_and_the_names_beside_it(metric_id: str) -> None:
    workspace = usage_workspace(random_use(1), subscriptions=[{"account_id": "a0", "start_date": "2024-01-01"}])
    result = ask(workspace, metric_id, SCOPE, None, {"feature": "Export"})
    assert not result.has_value
    assert "Known features: export, " in str(result.rows()[0]["note"])
