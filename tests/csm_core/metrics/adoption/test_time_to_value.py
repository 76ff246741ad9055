"""Time to value, against the product-limit median worked out day by day."""

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest

from csm_core.metrics.asking.ask import ask
from csm_core.result import Result
from csm_core.scope import NOT_SET, Scope
from tests.csm_core.metrics.adoption.usage import region, usage_workspace
from tests.workspaces import Row

LAST = date(2024, 5, 31)
SCOPE = Scope(start=date(2024, 1, 1), end=date(2024, 6, 1), as_of=LAST)
EARLY: Row = {"account_id": "a0", "user_id": "x", "event_name": "open", "event_at": "2024-01-01"}


def use(account: str, day: date | str, event: str = "plan") -> Row:
    return {"account_id": account, "user_id": f"{account}.u", "event_name": event, "event_at": str(day)}


def still_waiting(waits: list[tuple[int, bool]], day: int) -> float:
    """Π (1 − d/n) up to a day, those censored on it counting as still there."""
    kept = 1.0
    for at in range(day + 1):
        there = sum(1 for wait, _ in waits if wait >= at)
        got = sum(1 for wait, reached in waits if reached and wait == at)
        kept *= 1 - got / there if there else 1
    return kept


def median_by_hand(waits: list[tuple[int, bool]]) -> float | None:
    longest = max(wait for wait, _ in waits)
    return next((float(day) for day in range(longest + 1) if still_waiting(waits, day) <= 0.5 + 1e-12), None)


def by_key(result: Result, measure: str) -> dict[tuple[object, object, object], object]:
    return {
        (str(row["period"]), row["segment"], row["series"]): row["value"]
        for row in result.rows()
        if row["measure"] == measure
    }


@pytest.mark.parametrize("seed", range(2))
def test_the_median_of_each_cohort_is_the_product_limit_one(seed: int) -> None:
    chance = random.Random(seed)
    accounts, events = [], [EARLY]
    cohorts: dict[tuple[str, str], list[tuple[int, bool]]] = {}
    for number in range(1, 80):
        name, start = f"a{number}", date(2024, 1, 1) + timedelta(days=chance.randint(0, 150))
        accounts.append({"account_id": name, "start_date": str(start), "Region": region(name)})
        got = start + timedelta(days=chance.randint(0, 60))
        reached = got <= LAST and chance.random() < 0.8
        if reached:
            events.append(use(name, got))
        wait = ((got if reached else LAST) - start).days
        cohorts.setdefault((f"{start:%Y-%m-01}", region(name) or NOT_SET), []).append((wait, reached))
    workspace = usage_workspace([], events=events, accounts=accounts)
    settings = {"value_event": "plan", "steps": "plan", "within_days": 10}
    result = ask(workspace, "time_to_value", replace(SCOPE, split="Region"), None, settings)
    medians, shares = by_key(result, "median"), by_key(result, "reached")
    for (period, segment), waits in cohorts.items():
        assert medians[period, segment, None] == median_by_hand(waits), (period, segment)
        share = 1 - still_waiting(waits, 10)
        if max(wait for wait, _ in waits) >= 10:
            assert shares[period, segment, None] == pytest.approx(share)
    for segment in ("North", "South", NOT_SET):
        pooled = [wait for (_, name), waits in cohorts.items() if name == segment for wait in waits]
        assert by_key(result, "step")["None", segment, "plan"] == median_by_hand(pooled)


def ask_about(events: list[Row], accounts: list[Row], **settings: str | int) -> Result:
    workspace = usage_workspace([], events=[EARLY, *events], accounts=accounts)
    return ask(workspace, "time_to_value", SCOPE, None, {"value_event": "plan"} | settings)


def started(*names: str, day: str = "2024-02-10") -> list[Row]:
    return [{"account_id": name, "start_date": day} for name in names]


def test_who_is_not_there_yet_is_not_left_out() -> None:
    # The mean over those who got there would say 1 day; three of four are still waiting.
    result = ask_about([use("A", "2024-02-11")], started("A", "B", "C", "D"))
    (row,) = [row for row in result.rows() if row["measure"] == "median" and str(row["period"]) == "2024-02-01"]
    assert (row["value"], row["n"], row["note"]) == (
        None,
        4,
        "Median not reached: 25\N{NO-BREAK SPACE}% got there so far.",
    )


def test_who_left_without_value_stays_as_not_there() -> None:
    lines = [
        {"account_id": name, "start_date": "2024-02-10", "end_date": end, "mrr": "10"}
        for name, end in (("A", ""), ("B", "2024-02-12"), ("C", "2024-02-12"))
    ]
    workspace = usage_workspace([], events=[EARLY, use("A", "2024-02-20")], accounts=[], subscriptions=lines)
    result = ask(workspace, "time_to_value", SCOPE, None, {"value_event": "plan"})
    assert by_key(result, "median")["2024-02-01", None, None] is None
    assert by_key(result, "reached")["2024-02-01", None, None] == pytest.approx(1 / 3)


def test_value_before_the_start_is_a_wait_of_no_days() -> None:
    result = ask_about([use("A", "2024-02-01")], started("A"))
    assert by_key(result, "median")["2024-02-01", None, None] == 0.0


def test_who_began_before_use_was_recorded_is_left_out_and_counted() -> None:
    scope = replace(SCOPE, start=date(2023, 12, 1))
    events = [EARLY, use("A", "2024-02-01"), use("B", "2024-02-14")]
    accounts = [*started("A", day="2023-12-20"), *started("B")]
    workspace = usage_workspace([], events=events, accounts=accounts)
    result = ask(workspace, "time_to_value", scope, None, {"value_event": "plan"})
    assert by_key(result, "median")["2023-12-01", None, None] is None
    assert by_key(result, "median")["2024-02-01", None, None] == 4.0
    assert result.left_out == ("Left out, began before the usage data or too close to its start: 1 account.",)


@pytest.mark.parametrize(("begins", "expected"), [("start", 20.0), ("first_payment", 10.0), ("first_use", 5.0)])
def test_the_beginning_is_the_start_the_first_payment_or_the_first_use(begins: str, expected: float) -> None:
    events = [EARLY, use("A", "2024-03-16", "open"), use("A", "2024-03-21")]
    lines = [{"account_id": "A", "start_date": "2024-03-11", "mrr": "10"}]
    accounts = started("A", day="2024-03-01")
    workspace = usage_workspace([], events=events, accounts=accounts, subscriptions=lines)
    result = ask(workspace, "time_to_value", SCOPE, None, {"value_event": "plan", "from": begins})
    assert by_key(result, "median")["2024-03-01", None, None] == expected


def test_without_a_value_event_any_use_counts_and_that_is_said() -> None:
    result = ask_about([use("A", "2024-02-13", "open"), use("A", "2024-02-20")], started("A"), value_event="")
    assert by_key(result, "median")["2024-02-01", None, None] == 3.0
    assert result.notes == ("No value event chosen: the first use of anything counts.",)


def test_three_of_three_are_no_certainty() -> None:
    result = ask_about([use(name, "2024-02-11") for name in "ABC"], started("A", "B", "C"))
    (row,) = [row for row in result.rows() if row["measure"] == "reached" and str(row["period"]) == "2024-02-01"]
    # Wilson's lower bound of 3 of 3 at 95 %: 3 ÷ (3 + 1.96²)
    assert (row["value"], row["low"], row["high"]) == (1.0, pytest.approx(3 / (3 + 1.959964**2), rel=1e-6), 1.0)
