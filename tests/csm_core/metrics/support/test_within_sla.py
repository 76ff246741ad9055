"""Tickets within SLA, against hours counted one by one."""

from datetime import date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from csm_core.errors import BadValue
from csm_core.metrics.asking.ask import ask, rows_behind
from csm_core.scope import Scope
from tests.workspaces import Row, workspace_of

SCOPE = Scope(start=date(2024, 3, 1), end=date(2024, 5, 1), as_of=date(2024, 4, 10))
DESK = {"opens_at": 9, "closes_at": 17, "weekends": False}


def minute(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"


def tickets(seed: int, count: int = 60) -> list[Row]:
    chance = Random(seed)
    rows = []
    for number in range(count):
        opened = datetime(2024, 3, 1, 0, 1) + timedelta(minutes=chance.randrange(40 * 1440))  # noqa: DTZ001
        solved = opened + timedelta(minutes=chance.randrange(1, 6 * 1440))
        rows.append(
            {
                "ticket_id": str(number),
                "account_id": "A",
                "created_at": minute(opened),
                "solved_at": minute(solved) if chance.random() < 0.8 else "",
                "priority": chance.choice(("urgent", "low", "")),
            }
        )
    return rows


def counted_minutes(start: datetime, end: datetime, zone: str, opens: int, closes: int, weekends: bool) -> int:
    """Minutes that count, one after the other."""
    actual, moment, utc = 0, start, ZoneInfo("UTC")
    while moment < end:
        local = moment.replace(tzinfo=utc).astimezone(ZoneInfo(zone))
        actual += opens <= local.hour < closes and (weekends or local.weekday() < 5)
        moment += timedelta(minutes=1)
    return actual


@pytest.mark.parametrize("zone", ["UTC", "America/New_York"])
@pytest.mark.parametrize("desk", [DESK, DESK | {"weekends": True}, {}], ids=["desk", "all days", "clock"])
def test_the_share_is_that_of_counting_each_minute(zone: str, desk: dict[str, int | bool]) -> None:
    rows = tickets(4, 25)
    settings = {"target_hours": 20, "targets": "Urgent=4"} | desk
    scope = Scope(start=SCOPE.start, end=SCOPE.end, as_of=SCOPE.as_of, timezone=zone)
    figures = {
        row["ticket_id"]: row
        for row in rows_behind(workspace_of(tickets=rows), "within_sla", scope, settings=settings).to_pylist()
    }
    checked = 0
    for row in rows:
        opened = datetime.fromisoformat(row["created_at"])
        if not row["solved_at"] or row["solved_at"] > "2024-04-10":
            continue
        hours = (
            counted_minutes(
                opened,
                datetime.fromisoformat(row["solved_at"]),
                zone,
                int(desk.get("opens_at", 0)),
                int(desk.get("closes_at", 24)),
                bool(desk.get("weekends", True)),
            )
            / 60
        )
        figure = figures[row["ticket_id"]]
        assert figure["hours"] == pytest.approx(hours)
        assert figure["part"] == int(hours <= (4 if row["priority"] == "urgent" else 20) + 1e-9)
        checked += 1
    assert checked > 10


def one(solved: str, as_of: date = date(2024, 4, 10), **more: str) -> tuple[object, object]:
    row = {"ticket_id": "1", "created_at": "2024-03-08 10:00", "solved_at": solved} | more
    # Another one says that solutions are recorded at all.
    other = {"ticket_id": "2", "created_at": "2024-03-01 10:00", "solved_at": "2024-03-01 11:00"}
    scope = Scope(start=date(2024, 3, 1), end=date(2024, 4, 1), as_of=as_of)
    (cell,) = ask(workspace_of(tickets=[row, other]), "within_sla", scope).rows()
    return cell["value"], cell["n"]


@pytest.mark.parametrize(
    ("solved", "as_of", "more", "value"),
    [
        ("2024-03-09 10:00", date(2024, 4, 10), {}, (1.0, 2)),
        ("2024-03-09 10:01", date(2024, 4, 10), {}, (0.5, 2)),
        ("", date(2024, 3, 9), {}, (0.5, 2)),
        ("", date(2024, 3, 8), {}, (1.0, 1)),
        ("2024-03-09 08:00", date(2024, 3, 8), {}, (1.0, 1)),
        ("", date(2024, 4, 10), {"ticket_status": "solved"}, (1.0, 1)),
        ("2024-03-07 10:00", date(2024, 4, 10), {}, (1.0, 1)),
    ],
    ids=["to the minute", "a minute late", "still open", "not decided", "not known then", "undated", "backwards"],
)
def test_who_waits_too_long_is_let_down_and_who_may_still_be_helped_is_left_out(
    solved: str, as_of: date, more: dict[str, str], value: tuple[float, int]
) -> None:
    assert one(solved, as_of, **more) == value


def test_an_export_without_solutions_lets_nobody_down() -> None:
    rows = [{"ticket_id": "1", "created_at": "2024-03-08 10:00"}]
    result = ask(workspace_of(tickets=rows), "within_sla", SCOPE)
    assert not result.has_value
    assert rows_behind(workspace_of(tickets=rows), "within_sla", SCOPE).num_rows == 0


@pytest.mark.parametrize(
    "settings", [{"targets": "urgent"}, {"targets": "=3"}, {"targets": "low=-1"}, {"opens_at": 17, "closes_at": 9}]
)
def test_hours_that_can_not_be_read_are_refused(settings: dict[str, str | int]) -> None:
    with pytest.raises(BadValue):
        ask(workspace_of(tickets=tickets(1, 5)), "within_sla", SCOPE, settings=settings)


@pytest.mark.parametrize("zone", ["UTC", "America/New_York"])
@pytest.mark.parametrize("desk", [DESK, {}], ids=["desk", "clock"])
@pytest.mark.parametrize(
    ("metric_id", "begins", "ends"),
    [("resolution_time", "created_at", "solved_at"), ("escalation_duration", "escalated_at", "escalation_closed_at")],
)
def test_waits_are_the_minutes_of_the_desk_that_passed(
    metric_id: str, begins: str, ends: str, desk: dict[str, int | bool], zone: str
) -> None:
    # Over a night, over a weekend, inside a day, opened outside the hours, and solved before the desk opens.
    spans = {
        "night": ("2024-03-12T15:30:00", "2024-03-13T14:15:00"),
        "weekend": ("2024-03-15T16:00:00", "2024-03-18T15:00:00"),
        "day": ("2024-03-14T14:00:00", "2024-03-14T15:45:00"),
        "outside": ("2024-03-16T09:00:00", "2024-03-19T18:20:00"),
        "early": ("2024-03-13T01:00:00", "2024-03-13T02:00:00"),
    }
    rows = [
        {"ticket_id": name, "created_at": start, begins: start, ends: end} for name, (start, end) in spans.items()
    ]
    rows.append(
        {
            "ticket_id": "back",
            "created_at": "2024-03-13T03:00:00",
            begins: "2024-03-13T03:00:00",
            ends: "2024-03-13T02:00:00",
        }
    )
    scope = Scope(start=date(2024, 3, 1), end=date(2024, 4, 1), as_of=date(2024, 3, 31), timezone=zone)
    workspace = workspace_of(tickets=rows)
    behind = rows_behind(workspace, metric_id, scope, settings=desk).to_pylist()
    figures = {row["ticket_id"]: row["hours"] for row in behind if row["measure"] == "median"}
    opens, closes, weekends = (
        desk.get(name, usual) for name, usual in (("opens_at", 0), ("closes_at", 24), ("weekends", True))
    )
    expected = {
        name: counted_minutes(*(datetime.fromisoformat(each) for each in span), zone, opens, closes, bool(weekends))
        / 60
        for name, span in spans.items()
    }
    assert figures == pytest.approx(expected)
    assert ask(workspace, metric_id, scope, settings=desk).left_out, "what ends before it begins is told"


def test_minutes_without_a_day_of_the_solution_run_from_the_opening_on() -> None:
    # Six hours from noon in a desk open from 9 to 17: five of them counted. The day of the solution is reckoned.
    row = {"ticket_id": "1", "created_at": "2024-03-13T12:00:00", "resolution_minutes": "360"}
    settings: dict[str, int | bool] = {"opens_at": 9, "closes_at": 17, "weekends": False}
    for chosen, hours in ((settings, 5.0), ({}, 6.0)):
        rows = ask(workspace_of(tickets=[row]), "resolution_time", SCOPE, settings=chosen).rows()
        assert next(each["value"] for each in rows if each["value"] is not None) == hours


@pytest.mark.parametrize(
    ("variant", "reason"),
    [("solved", "solved on an unknown date"), ("answered", "solved, with the first answer on an unknown date")],
)
def test_what_is_missing_of_a_solved_ticket_is_what_the_variant_counts_by(variant: str, reason: str) -> None:
    kept = {
        "created_at": "2024-03-04 08:00",
        "first_response_at": "2024-03-04 09:00",
        "solved_at": "2024-03-04 18:00",
    }
    lacking = "solved_at" if variant == "solved" else "first_response_at"
    rows = [row | {"ticket_status": "solved", "account_id": "A"} for row in (kept, kept | {lacking: ""})]
    result = ask(workspace_of(tickets=rows), "within_sla", SCOPE, variant)
    assert result.left_out[0] == f"Left out, {reason}: 1 ticket."
