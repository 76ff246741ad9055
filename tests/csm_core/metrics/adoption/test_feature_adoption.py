"""Feature adoption and breadth, against loops over every event."""

from dataclasses import replace
from datetime import date

import pytest

from csm_core.metrics.asking.ask import ask
from csm_core.scope import NOT_SET, Scope
from tests.csm_core.metrics.adoption.usage import (
    FEATURES,
    FIRST,
    LAST,
    months,
    random_use,
    region,
    usage_workspace,
    values,
)

SCOPE = Scope(start=FIRST, end=date(2024, 6, 1), as_of=LAST)
# a0 and a3 pay for good, a1 until the middle of March, a2 from April on; the others are no customers
LINES = (
    ("a0", "2023-06-01", ""),
    ("a1", "2023-06-01", "2024-03-15"),
    ("a2", "2024-04-10", ""),
    ("a3", "2023-06-01", ""),
)


def is_live(account: str, day: date) -> bool:
    return any(name == account and start <= str(day) and (not end or str(day) < end) for name, start, end in LINES)


@pytest.mark.parametrize("seed", range(2))
def test_accounts_that_used_a_feature_while_live_over_those_that_were_live(seed: int) -> None:
    uses = random_use(seed)
    lines = [{"account_id": name, "start_date": start, "end_date": end, "mrr": "9"} for name, start, end in LINES]
    rows = ask(usage_workspace(uses, subscriptions=lines), "feature_adoption", SCOPE).rows()
    figures = {(str(row["period"]), row["series"]): (row["value"], row["n"]) for row in rows}
    for first, last in months():
        days = [date(first.year, first.month, day) for day in range(1, last.day + 1)]
        live = [name for name, _, _ in LINES if any(is_live(name, day) for day in days)]
        used = {
            (use.account, use.feature) for use in uses if first <= use.day <= last and is_live(use.account, use.day)
        }
        for feature in FEATURES:
            share = sum((name, feature) in used for name in live) / len(live)
            assert figures[str(first), feature] == (pytest.approx(share), len(live))
        assert figures[str(first), None] == (pytest.approx(len(used) / len(live)), len(live))


@pytest.mark.parametrize("seed", range(2))
def test_users_that_used_a_feature_over_the_active_ones_by_segment(seed: int) -> None:
    uses = random_use(seed)
    scope = replace(SCOPE, split="Region")
    rows = ask(usage_workspace(uses), "feature_adoption", scope, "users", {"features": "plan, nothing"}).rows()
    figures = {(str(row["period"]), row["segment"], row["series"]): row["value"] for row in rows}
    for first, last in months():
        for segment in ("North", "South", NOT_SET):
            items = [u for u in uses if first <= u.day <= last and (region(u.account) or NOT_SET) == segment]
            people = {use.user for use in items}
            planned = {use.user for use in items if use.feature == "plan"}
            assert figures[str(first), segment, "plan"] == pytest.approx(len(planned) / len(people))
            assert figures[str(first), segment, "nothing"] == 0.0
            pairs = {(use.user, use.feature) for use in items}
            assert figures[str(first), segment, None] == pytest.approx(len(pairs) / len(people))


def test_without_names_the_most_used_ones_are_shown_in_that_order() -> None:
    names = ("a", "b", "b", "c", "c", "c")
    events = [
        {"account_id": f"a{index}", "user_id": "u", "event_name": name, "event_at": "2024-01-05"}
        for index, name in enumerate(names)
    ]
    scope = Scope(start=FIRST, end=date(2024, 2, 1), as_of=date(2024, 1, 31))
    result = ask(
        usage_workspace([], events=events, accounts=[]), "feature_adoption", scope, None, {"most_features": 2}
    )
    assert [row["series"] for row in result.rows()] == ["c", "b", None]
    assert "2 most used features" in result.notes[-1]


def test_events_of_one_account_do_not_make_a_feature_adopted_by_many() -> None:
    events = [
        {"account_id": "a0", "user_id": "u", "event_name": "open", "event_at": "2024-01-05", "event_count": "1000"},
        {"account_id": "a1", "user_id": "v", "event_name": "export", "event_at": "2024-01-05"},
    ]
    scope = Scope(start=FIRST, end=date(2024, 2, 1), as_of=date(2024, 1, 31))
    result = ask(usage_workspace([], events=events, accounts=[]), "feature_adoption", scope)
    assert {row["series"]: row["value"] for row in result.rows()} == {"open": 0.5, "export": 0.5, None: 1.0}


def test_the_mean_of_a_breadth_is_no_rate_and_has_no_value_before_the_data() -> None:
    result = ask(usage_workspace(random_use(1)), "feature_adoption", replace(SCOPE, start=date(2023, 11, 1)))
    assert values(result, "breadth")["2023-11-01", None] is None
    assert values(result, "breadth")["2024-05-01", None] > 1.0


def test_use_on_the_first_day_after_the_contract_is_no_adoption() -> None:
    lines = [{"account_id": "a0", "start_date": "2023-06-01", "end_date": "2024-01-15", "mrr": "9"}]
    events = [
        {"account_id": "a0", "user_id": "u", "event_name": name, "event_at": day}
        for name, day in (("early", "2024-01-01"), ("in time", "2024-01-14"), ("too late", "2024-01-15"))
    ]
    workspace = usage_workspace([], events=events, accounts=[], subscriptions=lines)
    scope = Scope(start=FIRST, end=date(2024, 2, 1), as_of=date(2024, 1, 31))
    rows = ask(workspace, "feature_adoption", scope, None, {"features": "in time, too late"}).rows()
    assert {row["series"]: row["value"] for row in rows} == {"in time": 1.0, "too late": 0.0, None: 2.0}
