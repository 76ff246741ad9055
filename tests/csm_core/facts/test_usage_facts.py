"""Visits, turns and active days, against plain loops and cases worked out by hand."""

import random
from datetime import datetime, timedelta

import pytest

from csm_core.facts.build import built_facts
from csm_core.store.workspace import Workspace
from tests.workspaces import Row, workspace_of


def event(at: str, name: str = "open", user: str = "u", **more: str) -> Row:
    return {"account_id": "A", "user_id": user, "event_name": name, "event_at": at} | more


def fact(workspace: Workspace, name: str, order: str) -> list[dict[str, object]]:
    schema = built_facts(workspace)
    return workspace.query(f"select * from {schema}.{name} order by {order}").to_pylist()


def test_half_an_hour_without_an_event_ends_a_visit_and_a_minute_less_does_not() -> None:
    # 9:00, 9:30 (exactly 30 minutes later: the same visit), 10:01 (31 minutes later: another one)
    rows = [event("2024-01-10 09:00:00"), event("2024-01-10 09:30:00"), event("2024-01-10 10:01:00")]
    visits = fact(workspace_of(events=rows), "sessions", "began_at")
    assert [(visit["events"], visit["minutes"], visit["is_measured"]) for visit in visits] == [
        (2, 30.0, False),
        (1, 0.0, False),
    ]


def test_visits_that_the_export_names_are_kept_whole_and_told_minutes_win_over_the_clock() -> None:
    rows = [
        event("2024-01-10 09:00:00", session_id="s", duration_minutes="5"),
        event("2024-01-10 14:00:00", session_id="s", duration_minutes="7"),
    ]
    visits = fact(workspace_of(events=rows), "sessions", "began_at")
    assert [(visit["events"], visit["minutes"], visit["is_measured"]) for visit in visits] == [(2, 12.0, True)]


def test_a_date_without_a_time_tells_of_no_visit() -> None:
    rows = [event("2024-01-10", event_count="40"), event("2024-01-11", event_count="3")]
    assert fact(workspace_of(events=rows), "sessions", "began_at") == []


def test_a_visit_over_midnight_belongs_to_the_day_that_it_began_on() -> None:
    rows = [event("2024-01-10 23:50:00"), event("2024-01-11 00:10:00")]
    (visit,) = fact(workspace_of(events=rows), "sessions", "began_at")
    assert (str(visit["began_on"]), visit["minutes"]) == ("2024-01-10", 20.0)


@pytest.mark.parametrize("seed", range(2))
def test_visits_are_those_of_a_plain_loop(seed: int) -> None:
    chance = random.Random(seed)
    start = datetime.fromisoformat("2024-01-01 08:00:00")
    moments: dict[str, list[datetime]] = {"u": [], "v": []}
    for _ in range(200):
        moments[chance.choice("uv")].append(start + timedelta(minutes=chance.randint(0, 6000)))
    rows = [event(at.isoformat(" "), user=user) for user, all_at in moments.items() for at in all_at]
    expected = []
    for user, all_at in moments.items():
        visit: list[datetime] = []
        for at in sorted(moment for moment in all_at if moment.time() != datetime.min.time()):
            if visit and (at - visit[-1]).total_seconds() > 1800:
                expected.append((user, visit[0], len(visit), (visit[-1] - visit[0]).total_seconds() / 60))
                visit = []
            visit.append(at)
        expected.append((user, visit[0], len(visit), (visit[-1] - visit[0]).total_seconds() / 60))
    actual = fact(workspace_of(events=rows), "sessions", "user_id, began_at")
    assert [(row["user_id"], row["began_at"], row["events"], row["minutes"]) for row in actual] == expected


@pytest.mark.parametrize("seed", range(2))
def test_turns_lead_to_the_same_next_step_as_all_events_do(seed: int) -> None:
    """From any event of A, the first B at or after it is the same over turns as over every event."""
    chance = random.Random(seed)
    start = datetime.fromisoformat("2024-01-01")
    log = [(start + timedelta(hours=chance.randint(0, 200)), chance.choice("ABBBC")) for _ in range(120)]
    workspace = workspace_of(events=[event(at.isoformat(" "), name) for at, name in log])
    turns = [(row["used_at"], row["feature"]) for row in fact(workspace, "feature_turns", "used_at, feature")]
    assert set(turns) <= set(log)
    for at, name in log:
        if name == "A":
            every = min((moment for moment, other in log if other == "B" and moment >= at), default=None)
            kept = min((moment for moment, other in turns if other == "B" and moment >= at), default=None)
            assert every == kept


def test_every_active_day_names_the_persons_next_one() -> None:
    days = ("2024-01-10", "2024-01-10", "2024-01-12", "2024-03-01")
    rows = [event(day, name) for day, name in zip(days, ("a", "b", "a", "a"), strict=True)]
    rows.append(event("2024-01-11", user="v"))
    actual = fact(workspace_of(events=rows), "active_days", "user_id, used_on")
    assert [(row["user_id"], str(row["used_on"]), str(row["next_on"])) for row in actual] == [
        ("u", "2024-01-10", "2024-01-12"),
        ("u", "2024-01-12", "2024-03-01"),
        ("u", "2024-03-01", "None"),
        ("v", "2024-01-11", "None"),
    ]
