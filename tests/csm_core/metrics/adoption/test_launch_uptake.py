"""Launch uptake, against the product-limit estimate multiplied out by hand."""

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest

from csm_core.errors import BadValue
from csm_core.metrics.asking.ask import ask
from csm_core.result import Result
from csm_core.scope import NOT_SET, Scope
from tests.csm_core.metrics.adoption.usage import region, usage_workspace
from tests.workspaces import Row

LAUNCH, LAST = date(2024, 2, 1), date(2024, 5, 31)
SCOPE = Scope(start=date(2024, 1, 1), end=date(2024, 6, 1), as_of=LAST)


def use(account: str, day: date, feature: str = "map") -> Row:
    return {"account_id": account, "user_id": f"{account}.u", "event_name": feature, "event_at": day.isoformat()}


def product_limit(waits: list[tuple[int, bool]], age: int) -> float:
    """1 − Π (1 − d/n), those censored on a day counting as still there on it."""
    kept = 1.0
    for day in range(age + 1):
        at_risk = sum(1 for wait, _ in waits if wait >= day)
        adopted = sum(1 for wait, got in waits if got and wait == day)
        kept *= 1 - adopted / at_risk if at_risk else 1
    return 1 - kept


def curve(result: Result, segment: str | None = None) -> dict[object, object]:
    return {
        row["age"]: row["value"] for row in result.rows() if row["measure"] == "adopted" and row["segment"] == segment
    }


@pytest.mark.parametrize("seed", range(2))
def test_it_is_the_product_limit_over_those_exposed_by_segment(seed: int) -> None:
    chance = random.Random(seed)
    accounts, events, waits = [], [use("a0", date(2024, 1, 1), "open")], {}
    for number in range(40):
        name = f"a{number}"
        start = date(2024, 1, 1) + timedelta(days=chance.randint(0, 120))
        accounts.append({"account_id": name, "start_date": start.isoformat(), "Region": region(name)})
        exposed = max(start, LAUNCH)
        got = exposed + timedelta(days=chance.randint(0, 90)) if chance.random() < 0.7 else None
        if got and got <= LAST:
            events += [use(name, got), use(name, min(got + timedelta(days=3), LAST))]
        seen = got if got and got <= LAST else LAST
        waits[name] = ((seen - exposed).days, seen == got)
    settings = {"feature": "map", "launched_on": str(LAUNCH), "step_days": 5, "horizon_days": 60}
    workspace = usage_workspace([], events=events, accounts=accounts)
    result = ask(workspace, "launch_uptake", replace(SCOPE, split="Region"), None, settings)
    for segment in ("North", "South", NOT_SET):
        items = [wait for name, wait in waits.items() if (region(name) or NOT_SET) == segment]
        points = curve(result, segment)
        assert list(points) == list(range(0, min(60, max(wait for wait, _ in items)) + 1, 5))
        for age, value in points.items():
            assert value == pytest.approx(product_limit(items, int(str(age)))), (segment, age)


def test_those_who_came_later_are_followed_from_their_own_start_and_censored() -> None:
    accounts = [{"account_id": name, "start_date": day} for name, day in (("A", "2023-01-01"), ("B", "2024-05-25"))]
    events = [use("A", date(2024, 1, 1), "open"), use("A", date(2024, 3, 2))]
    workspace = usage_workspace([], events=events, accounts=accounts)
    settings = {"feature": "map", "launched_on": "2024-02-01", "step_days": 30, "horizon_days": 90}
    # B could be followed for six days alone: at day 30, when A took it up, only A was in sight.
    assert curve(ask(workspace, "launch_uptake", SCOPE, None, settings)) == {0: 0.0, 30: 1.0}


def test_who_left_without_it_stays_as_not_having_taken_it_up() -> None:
    lines = [
        {"account_id": name, "start_date": "2023-01-01", "end_date": end, "mrr": "10"}
        for name, end in (("A", ""), ("B", "2024-02-10"))
    ]
    events = [use("A", date(2024, 1, 1), "open"), use("A", date(2024, 3, 2))]
    workspace = usage_workspace([], events=events, accounts=[], subscriptions=lines)
    settings = {"feature": "map", "launched_on": "2024-02-01", "step_days": 30, "horizon_days": 90}
    assert curve(ask(workspace, "launch_uptake", SCOPE, None, settings))[30] == 0.5


def test_the_launch_is_the_first_use_unless_a_campaign_or_the_reader_says_otherwise() -> None:
    events = [use("A", date(2024, 1, 1), "open"), use("A", date(2024, 3, 2)), use("A", date(2024, 3, 5), "plan")]
    campaign = {"campaign_id": "k", "feature": "map", "start_date": "2024-02-20"}
    plain = usage_workspace([], events=events, accounts=[])
    assert "plan, launched on 2024-03-05" in ask(plain, "launch_uptake", SCOPE).notes[0]
    actual = usage_workspace([], events=events, accounts=[], campaigns=[campaign])
    assert "map, launched on 2024-02-20" in ask(actual, "launch_uptake", SCOPE).notes[0]
    late = usage_workspace([], events=events, accounts=[], campaigns=[campaign | {"start_date": "2024-04-01"}])
    assert "map, launched on 2024-03-02" in ask(late, "launch_uptake", SCOPE).notes[0]
    with pytest.raises(BadValue):
        ask(plain, "launch_uptake", SCOPE, None, {"launched_on": "June"})


def test_use_before_and_after_is_of_accounts_that_were_there_throughout() -> None:
    events = [use("A", date(2024, 1, day), "open") for day in (1, 20, 25)]
    events += [use("A", date(2024, 2, day), "open") for day in (1, 2, 3, 10, 28)]
    events += [use("B", date(2024, 2, day), "open") for day in range(1, 28)]
    accounts = [{"account_id": "A", "start_date": "2023-01-01"}, {"account_id": "B", "start_date": "2024-01-30"}]
    settings = {"feature": "open", "launched_on": "2024-02-01", "window_days": 28}
    rows = ask(usage_workspace([], events=events, accounts=accounts), "launch_uptake", SCOPE, None, settings).rows()
    # Before: 4 to 31 January, days 20 and 25. After: 1 to 28 February, five days. B came too late to compare.
    assert {row["measure"]: row["value"] for row in rows if row["age"] is None} == {
        "use_before": 2 / 28,
        "use_after": 5 / 28,
    }


def test_two_segments_are_compared_and_one_alone_is_not() -> None:
    # a0 … a9 in turn North, South and not set: the first ten take it up at once, nobody else ever does.
    names = [f"a{number}" for number in range(30)]
    accounts = [{"account_id": name, "start_date": "2023-01-01", "Region": region(name)} for name in names]
    events = [use("a0", date(2024, 1, 1), "open")] + [use(name, date(2024, 2, 3)) for name in names[:10]]
    workspace = usage_workspace([], events=events, accounts=accounts)
    settings = {"feature": "map", "launched_on": str(LAUNCH)}
    two = replace(SCOPE, split="Region", filters=(("Region", ("North", "South")),))
    compared = [note for note in ask(workspace, "launch_uptake", two, None, settings).notes if "Log-rank" in note]
    assert [note.split(" p = ")[0] for note in compared] == ["Log-rank test over 2 segments:"]
    one = replace(SCOPE, split="Region", filters=(("Region", ("North",)),))
    assert [note for note in ask(workspace, "launch_uptake", one, None, settings).notes if "Log-rank" in note] == []
