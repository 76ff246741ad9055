"""A moment falls on the day of the workspace's time zone; a date without a time never moves."""

from datetime import date

import pytest

from csm_core.errors import CsmError
from csm_core.facts.build import built_facts
from csm_core.facts.framework.fact import Day
from csm_core.metrics.asking.ask import ask
from csm_core.periods import Grain
from csm_core.scope import Scope
from tests.csm_core.facts.reading import OPEN, fact_rows, stretches
from tests.workspaces import batch_of, workspace_of

LATE, PURE = "2024-01-31T23:30:00", "2024-01-31"
ZONES = {
    # Winter: Berlin is an hour ahead of UTC, New York five hours behind, Kiritimati fourteen ahead.
    "UTC": date(2024, 1, 31),
    "Europe/Berlin": date(2024, 2, 1),
    "America/New_York": date(2024, 1, 31),
    "Pacific/Kiritimati": date(2024, 2, 1),
}


@pytest.mark.parametrize(("zone", "day"), ZONES.items())
def test_half_past_eleven_at_night_in_utc_is_the_next_day_east_of_it(zone: str, day: date) -> None:
    workspace = workspace_of(
        events=[{"event_at": LATE, "account_id": "A"}, {"event_at": PURE, "account_id": "B"}],
        surveys=[{"responded_at": LATE, "score": "9", "account_id": "A"}],
        tickets=[{"created_at": LATE, "account_id": "A"}],
        invoices=[{"invoice_date": LATE, "account_id": "A", "total": "1"}],
        outcomes=[{"date": LATE, "account_id": "A", "measure": "m", "actual": "1"}],
    )
    assert fact_rows(workspace, "user_days", "account_id, used_on", zone) == [("A", day), ("B", date(2024, 1, 31))]
    for fact, column in {
        "answers": "responded_on",
        "tickets": "created_on",
        "bills": "billed_on",
        "attainments": "measured_on",
    }.items():
        assert fact_rows(workspace, fact, column, zone) == [(day,)]


def test_early_morning_in_utc_is_the_day_before_in_the_west() -> None:
    workspace = workspace_of(events=[{"event_at": "2024-07-01T03:00:00", "account_id": "A"}])
    # Summer: New York is four hours behind.
    assert fact_rows(workspace, "user_days", "used_on", "America/New_York") == [(date(2024, 6, 30),)]


def test_the_hour_of_daylight_saving_moves_with_the_date() -> None:
    # Berlin is two hours ahead of UTC from 31 March 2024, 01:00 UTC on: 22:30 is half past midnight.
    events = [{"event_at": f"2024-03-{day}T22:30:00", "account_id": str(day)} for day in (30, 31)]
    workspace = workspace_of(events=events)
    assert fact_rows(workspace, "user_days", "account_id, used_on", "Europe/Berlin") == [
        ("30", date(2024, 3, 30)),
        ("31", date(2024, 4, 1)),
    ]


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", "America/New_York"])
def test_a_subscription_written_in_dates_is_the_same_in_every_zone(zone: str) -> None:
    line = {"account_id": "A", "start_date": "2024-01-01", "end_date": "2024-03-01", "mrr": "10"}
    assert stretches(timezone=zone, subscriptions=[line]) == [(date(2024, 1, 1), date(2024, 3, 1), 10.0)]


def test_a_subscription_written_in_moments_follows_the_zone() -> None:
    line = {"account_id": "A", "start_date": "2024-01-31T23:30:00", "mrr": "10"}
    assert stretches(timezone="Europe/Berlin", subscriptions=[line]) == [(date(2024, 2, 1), OPEN, 10.0)]
    # An end during a day is of that day, the first one without; 23:30 in UTC is during the next day in Berlin.
    ended = {**line, "start_date": "2024-01-01", "end_date": "2024-01-31T23:30:00"}
    assert stretches(subscriptions=[ended]) == [(date(2024, 1, 1), date(2024, 1, 31), 10.0)]
    assert stretches(timezone="Europe/Berlin", subscriptions=[ended]) == [(date(2024, 1, 1), date(2024, 2, 1), 10.0)]


def test_the_facts_of_two_zones_stand_side_by_side() -> None:
    workspace = workspace_of(events=[{"event_at": LATE, "account_id": "A"}])
    for zone in (*ZONES, *ZONES):
        assert fact_rows(workspace, "user_days", "used_on", zone) == [(ZONES[zone],)]
    assert len({built_facts(workspace, zone) for zone in ZONES}) == len(ZONES)


def test_a_zone_is_the_zone_of_an_answer_too() -> None:
    workspace = workspace_of(surveys=[{"responded_at": LATE, "score": "9", "contact_email": "a@a.example"}])
    for zone, day in ZONES.items():
        rows = ask(workspace, "nps", Scope(grain=Grain.MONTH, timezone=zone)).rows()
        assert [row["period"] for row in rows if row["n"]] == [day.replace(day=1)]


def test_a_zone_that_does_not_exist_never_gets_into_a_statement() -> None:
    with pytest.raises(CsmError):
        Day("Europe/Atlantis")


def test_facts_are_built_anew_when_the_data_changed_and_only_then() -> None:
    workspace = workspace_of(events=[{"event_at": LATE, "account_id": "A"}])
    for zone in ("UTC", "Europe/Berlin"):
        assert len(fact_rows(workspace, "user_days", "account_id", zone)) == 1
    # A row slipped in behind the back stays unseen: nothing said that the data changed.
    with workspace.writing() as cursor:
        cursor.execute("insert into canonical.events select * from canonical.events")
    assert fact_rows(workspace, "user_days", "events") == [(1,)]
    more = batch_of("events", [{"event_at": LATE, "account_id": "B"}])
    (load,) = workspace.load([more], workspace.loads()[0].loaded_at, "add")
    for zone in ("UTC", "Europe/Berlin"):
        assert len(fact_rows(workspace, "user_days", "account_id", zone)) == 2
    workspace.undo(load.load_id)
    for zone in ("UTC", "Europe/Berlin"):
        assert fact_rows(workspace, "user_days", "account_id", zone) == [("A",)]
