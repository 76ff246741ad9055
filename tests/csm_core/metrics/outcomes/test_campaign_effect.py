"""Campaign effect against loops over days, and a planted effect found again."""

import random
from datetime import date, timedelta
from statistics import mean

import pytest

from csm_core.metrics.asking.ask import ask
from csm_core.result import Result
from csm_core.scope import Scope
from csm_core.store.workspace import Workspace
from tests.workspaces import workspace_of

STARTED = date(2024, 4, 10)
SCOPE = Scope(start=date(2024, 1, 1), end=date(2024, 8, 1), as_of=date(2024, 7, 31))
Days = dict[tuple[str, int], int]


def customers(count: int) -> list[dict[str, str]]:
    return [
        {"account_id": f"a{number}", "start_date": "2023-12-01", "mrr": "100", "currency": "EUR"}
        for number in range(count)
    ]


def company(seed: int, extra: int, count: int = 30) -> tuple[Workspace, Days, set[str]]:
    """Days of use by account and month of 2024; members use the product `extra` days more from May on."""
    chance = random.Random(seed)
    members = {f"a{number}" for number in range(count) if chance.random() < 0.4}
    days: Days = {}
    events = []
    for number in range(count):
        account = f"a{number}"
        usual = chance.randint(3, 9)
        for month in range(1, 8):
            used = usual + chance.randint(0, 4) + (extra if account in members and month > 4 else 0)
            days[account, month] = used
            events += [
                {"account_id": account, "user_id": "u", "event_at": f"2024-{month:02}-{day:02}"}
                for day in range(1, used + 1)
            ]
    workspace = workspace_of(
        subscriptions=customers(count),
        events=events,
        campaigns=[{"campaign_id": "k", "name": "Launch", "start_date": STARTED.isoformat()}],
        campaign_members=[{"campaign_id": "k", "account_id": account} for account in sorted(members)],
    )
    return workspace, days, members


def value(result: Result, measure: str, age: int | None = None) -> float:
    rows = [row["value"] for row in result.rows() if row["measure"] == measure and row["age"] == age]
    assert len(rows) == 1
    assert isinstance(rows[0], float)
    return rows[0]


@pytest.mark.parametrize("seed", [1, 2])
def test_effect_placebo_and_gaps_are_those_of_loops_over_months(seed: int) -> None:
    workspace, days, members = company(seed, 2)
    result = ask(workspace, "campaign_effect", SCOPE)

    def apart(change: object) -> float:
        assert callable(change)
        inside = [change(account) for account in members]
        beside = [change(account) for account, month in days if month == 1 and account not in members]
        return mean(inside) - mean(beside)

    def over(account: str, months: list[int]) -> float:
        return mean(days[account, month] for month in months)

    # January to March lie before, April belongs to neither side, May to July lie after.
    assert value(result, "effect") == pytest.approx(apart(lambda a: over(a, [5, 6, 7]) - over(a, [1, 2, 3])))
    assert value(result, "placebo") == pytest.approx(apart(lambda a: over(a, [2, 3]) - over(a, [1])))
    # Least squares through three months is half of last less first.
    assert value(result, "pre_trend") == pytest.approx(apart(lambda a: (days[a, 3] - days[a, 1]) / 2))
    assert value(result, "gap", 1) == pytest.approx(apart(lambda a: days[a, 6] - over(a, [1, 2, 3])))
    assert value(result, "in_campaign", -1) == pytest.approx(mean(days[account, 3] for account in members))


def test_a_planted_effect_lies_in_the_interval_and_none_does_not_stand_out() -> None:
    for extra in (0, 5):
        workspace, _, _ = company(11, extra, count=80)
        effect = next(row for row in ask(workspace, "campaign_effect", SCOPE).rows() if row["measure"] == "effect")
        assert effect["low"] <= extra <= effect["high"]  # type: ignore[operator]
        assert (effect["low"] > 0) == (extra > 0)  # type: ignore[operator]


def test_shares_take_each_account_by_its_own_past() -> None:
    workspace, days, members = company(4, 0)
    result = ask(workspace, "campaign_effect", SCOPE, None, {"scale": "share"})

    def ratio(account: str) -> float:
        return mean(days[account, month] for month in (5, 6, 7)) / mean(days[account, month] for month in (1, 2, 3))

    accounts = {account for account, _ in days}
    wanted = mean(ratio(account) for account in members) - mean(ratio(account) for account in accounts - members)
    assert value(result, "effect") == pytest.approx(wanted)
    assert result.unit == "rate"


def test_who_leaves_after_the_start_counts_nothing_from_then_on() -> None:
    lines = customers(4)
    lines[0]["end_date"] = "2024-05-20"
    workspace = workspace_of(
        subscriptions=lines,
        campaigns=[{"campaign_id": "k", "start_date": "2024-04-01"}],
        campaign_members=[{"campaign_id": "k", "account_id": name} for name in ("a0", "a1")],
    )
    result = ask(workspace, "campaign_effect", SCOPE, None, {"of": "mrr", "after_periods": 3})
    # a0 pays 100 at the end of April and nothing at the end of May and June; nobody else changes: −200/3 ÷ 2.
    assert value(result, "effect") == pytest.approx(-100 / 3)
    assert result.unit == "money"


def test_who_came_after_the_campaign_began_is_on_neither_side() -> None:
    workspace, _, _ = company(5, 0)
    late = {"account_id": "late", "start_date": "2024-04-11", "mrr": "100", "currency": "EUR"}
    result = ask(workspace, "campaign_effect", SCOPE)
    before = next(row["n"] for row in result.rows() if row["measure"] == "effect")
    more = workspace_of(
        subscriptions=[*customers(30), late],
        campaigns=[{"campaign_id": "k", "start_date": STARTED.isoformat()}],
        campaign_members=[{"campaign_id": "k", "account_id": "late"}, {"campaign_id": "k", "account_id": "a1"}],
    )
    after = ask(more, "campaign_effect", SCOPE, None, {"of": "mrr"})
    assert next(row["n"] for row in after.rows() if row["measure"] == "effect") == before == 30


def test_words_of_cause_are_kept_for_accounts_drawn_by_lot() -> None:
    workspace, _, _ = company(6, 3)
    chosen = ask(workspace, "campaign_effect", SCOPE).notes
    drawn = ask(workspace, "campaign_effect", SCOPE, None, {"drawn_by_lot": True}).notes
    assert any("association" in note for note in chosen)
    assert not any("association" in note for note in drawn)


def test_sides_that_were_apart_before_are_said_to_have_been() -> None:
    events = []
    for number in range(20):
        for month in range(1, 8):
            # Those in the campaign use it more every month, long before.
            used = 3 + (2 * month if number < 10 else 0) + (number + month) % 2
            day = date(2024, month, 1)
            for _ in range(used):
                events.append({"account_id": f"a{number}", "user_id": "u", "event_at": day.isoformat()})
                day += timedelta(days=1)
    workspace = workspace_of(
        subscriptions=customers(20),
        events=events,
        campaigns=[{"campaign_id": "k", "start_date": STARTED.isoformat()}],
        campaign_members=[{"campaign_id": "k", "account_id": f"a{number}"} for number in range(10)],
    )
    assert any("already differed before" in note for note in ask(workspace, "campaign_effect", SCOPE).notes)


def test_an_unknown_campaign_is_named_with_those_that_there_are() -> None:
    workspace, _, _ = company(7, 0, count=6)
    result = ask(workspace, "campaign_effect", SCOPE, None, {"campaign": "nope"})
    assert not result.has_value
    assert "Started: k" in str(result.rows()[0]["note"])
    assert ask(workspace, "campaign_effect", SCOPE, None, {"campaign": "launch"}).has_value


def test_a_campaign_that_begins_with_a_month_has_that_month_after_and_the_one_before_it_before() -> None:
    workspace = workspace_of(
        subscriptions=customers(4),
        campaigns=[{"campaign_id": "k", "start_date": "2024-04-01"}],
        campaign_members=[{"campaign_id": "k", "account_id": name} for name in ("a0", "a1")],
        tickets=[
            {"account_id": name, "created_at": f"2024-{month:02}-05"}
            for name in ("a0", "a1")
            for month, count in ((1, 1), (2, 1), (3, 2), (4, 7), (5, 1))
            for _ in range(count)
        ],
    )
    scope = Scope(start=date(2024, 1, 1), end=date(2024, 6, 1), as_of=date(2024, 5, 31))
    result = ask(workspace, "campaign_effect", scope, None, {"of": "tickets"})
    course = {row["age"]: row["value"] for row in result.rows() if row["measure"] == "in_campaign"}
    # The first ticket is of 5 January, so February is the first month that is known whole.
    assert course == {-2: 1.0, -1: 2.0, 0: 7.0, 1: 1.0}
    assert value(result, "effect") == pytest.approx((7 + 1) / 2 - (1 + 2) / 2)
