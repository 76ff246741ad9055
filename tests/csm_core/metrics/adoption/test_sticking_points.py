"""Funnels, against a walk along everybody's own events."""

import random
from dataclasses import replace
from datetime import date, datetime, timedelta
from statistics import median

import pytest

from csm_core.metrics.asking.ask import ask
from csm_core.result import Result
from csm_core.scope import NOT_SET, Scope
from tests.csm_core.metrics.adoption.usage import region, usage_workspace
from tests.workspaces import Row, workspace_of

SCOPE = Scope(start=date(2024, 1, 1), end=date(2024, 5, 1), as_of=date(2024, 4, 30))
STEPS = ("sign up", "import", "invite")
WINDOW = 10
Log = dict[tuple[str, str], list[tuple[datetime, str]]]


def random_log(seed: int) -> Log:
    chance = random.Random(seed)
    start = datetime.fromisoformat("2024-01-01 00:30:00")
    log: Log = {}
    for number in range(60):
        account = f"a{number % 7}"
        log[account, f"u{number}"] = sorted(
            (start + timedelta(minutes=chance.randint(0, 115 * 1440)), chance.choice((*STEPS, *STEPS, "other")))
            for _ in range(chance.randint(1, 25))
        )
    return log


def rows_of(log: Log) -> list[Row]:
    return [
        {"account_id": account, "user_id": user, "event_name": name, "event_at": at.isoformat(" ")}
        for (account, user), events in log.items()
        for at, name in events
    ]


def walk(events: list[tuple[datetime, str]], entered: datetime) -> list[datetime]:
    """When each step was done, the first included, as far as it went within the window."""
    times = [entered]
    for step in STEPS[1:]:
        following = [
            at for at, name in events if name == step and times[-1] <= at <= entered + timedelta(days=WINDOW)
        ]
        if not following:
            break
        times.append(min(following))
    return times


def series(result: Result, measure: str) -> dict[tuple[str, str | None, str], object]:
    return {
        (str(row["period"]), row["segment"], row["series"]): row["value"]
        for row in result.rows()
        if row["measure"] == measure and row["series"]
    }


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("entry", ["each_period", "first"])
def test_every_step_is_that_of_a_walk_along_each_persons_events(seed: int, entry: str) -> None:
    log = random_log(seed)
    ways: dict[tuple[str, str], list[list[datetime]]] = {}
    for (account, _), events in log.items():
        entries: dict[str, datetime] = {}
        for at, name in events:
            if name == STEPS[0]:
                entries.setdefault(f"{at:%Y-%m-01}" if entry == "each_period" else "once", at)
        for at in entries.values():
            if at.date() + timedelta(days=WINDOW) <= SCOPE.window()[2]:
                key = (f"{at:%Y-%m-01}", region(account) or NOT_SET)
                ways.setdefault(key, []).append(walk(events, at))
    accounts = [{"account_id": f"a{number}", "Region": region(f"a{number}")} for number in range(7)]
    workspace = usage_workspace([], events=rows_of(log), accounts=accounts)
    settings = {"steps": ", ".join(STEPS), "window_days": WINDOW, "entry": entry}
    result = ask(workspace, "sticking_points", replace(SCOPE, split="Region"), None, settings)
    conversion, drop, days = (series(result, measure) for measure in ("conversion", "drop", "days"))
    assert {key[:2] for key, value in conversion.items() if value is not None} == set(ways)
    for (period, segment), row in ways.items():
        for index in range(1, len(STEPS)):
            key = (period, segment, f"{index + 1}. {STEPS[index]}")
            there = [times for times in row if len(times) >= index]
            came = [times for times in row if len(times) > index]
            assert conversion[key] == pytest.approx(len(came) / len(row))
            assert drop[key] == (pytest.approx(1 - len(came) / len(there)) if there else None)
            waits = [(times[index] - times[index - 1]).total_seconds() / 86400 for times in came]
            assert days.get(key) == (pytest.approx(median(waits)) if waits else None)


def ask_one(events: list[tuple[str, str]], **settings: str | int) -> dict[tuple[str, str | None, str], object]:
    rows = [{"account_id": "A", "user_id": "u", "event_name": name, "event_at": at} for at, name in events]
    given = {"steps": ",".join(STEPS), "window_days": WINDOW} | settings
    return series(ask(workspace_of(events=rows), "sticking_points", SCOPE, None, given), "conversion")


def test_steps_of_one_day_count_in_the_order_of_their_times() -> None:
    wrong = ask_one([("2024-01-05 10:00:00", "sign up"), ("2024-01-05 09:00:00", "import")])
    right = ask_one([("2024-01-05 10:00:00", "sign up"), ("2024-01-05 11:00:00", "import")])
    assert (wrong["2024-01-01", None, "2. import"], right["2024-01-01", None, "2. import"]) == (0.0, 1.0)


def test_the_window_is_open_to_its_last_second_and_runs_from_the_first_step() -> None:
    first = ("2024-01-05 10:00:00", "sign up")
    assert ask_one([first, ("2024-01-15 10:00:00", "import")])["2024-01-01", None, "2. import"] == 1.0
    assert ask_one([first, ("2024-01-15 10:00:01", "import")])["2024-01-01", None, "2. import"] == 0.0


def test_whose_window_is_not_over_is_in_no_share_and_the_month_is_not_complete() -> None:
    rows = [
        {"account_id": "A", "user_id": user, "event_name": name, "event_at": day}
        for user, name, day in (
            ("u", "sign up", "2024-04-01"),
            ("v", "sign up", "2024-04-29"),
            ("v", "import", "2024-04-30"),
        )
    ]
    settings = {"steps": "sign up,import", "window_days": WINDOW}
    result = ask(workspace_of(events=rows), "sticking_points", SCOPE, None, settings)
    assert series(result, "conversion")["2024-04-01", None, "2. import"] == 0.0
    assert all(row["complete"] is False for row in result.rows() if str(row["period"]) == "2024-04-01")
    assert result.left_out == (f"Not counted yet, began less than {WINDOW} days ago: 1.",)


def test_accounts_go_the_way_together_where_people_do_not() -> None:
    rows = [
        {"account_id": "A", "user_id": user, "event_name": name, "event_at": day}
        for user, name, day in (("u", "sign up", "2024-01-05"), ("v", "import", "2024-01-06"))
    ]
    for who, expected in (("users", 0.0), ("accounts", 1.0)):
        settings = {"steps": "sign up,import", "who": who}
        result = ask(workspace_of(events=rows), "sticking_points", SCOPE, None, settings)
        assert series(result, "conversion")["2024-01-01", None, "2. import"] == expected


def test_without_a_choice_the_steps_are_what_newcomers_do_first() -> None:
    days = ("2024-02-10", "2024-02-11", "2024-02-12")
    rows = [
        {"account_id": "A", "user_id": f"u{number}", "event_name": name, "event_at": day}
        for number in range(3)
        for name, day in zip(("welcome", "import", f"rare {number}"), days, strict=True)
    ]
    # Who was there when the data begin did her first things before.
    rows.append({"account_id": "A", "user_id": "old", "event_name": "archive", "event_at": "2024-01-01"})
    result = ask(workspace_of(events=rows), "sticking_points", SCOPE)
    assert list(dict.fromkeys(row["series"] for row in result.rows() if row["series"]))[:2] == [
        "1. welcome",
        "2. import",
    ]


def test_one_event_alone_is_no_way() -> None:
    rows = [{"account_id": "A", "user_id": "u", "event_name": "open", "event_at": "2024-02-01"}]
    (row,) = ask(workspace_of(events=rows), "sticking_points", SCOPE).rows()
    assert (row["value"], row["note"]) == (None, "A funnel needs at least two steps; the events have fewer.")


def test_steps_at_one_and_the_same_moment_count_as_in_order() -> None:
    """An export with days alone can't tell which came first: the way is given the benefit of the doubt."""
    actual = ask_one([("2024-01-05", "sign up"), ("2024-01-05", "invite"), ("2024-01-05", "import")])
    assert actual["2024-01-01", None, "3. invite"] == 1.0
