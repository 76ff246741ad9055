"""Resolution time against sorted hours."""

from datetime import date, datetime, timedelta

from csm_core.metrics.asking.ask import ask
from csm_core.scope import Scope
from tests.workspaces import workspace_of

JUNE = Scope(start=date(2024, 6, 1), end=date(2024, 7, 1), as_of=date(2024, 6, 30))


def test_the_median_is_the_middle_of_the_hours_that_tickets_took() -> None:
    hours = [1, 2, 3, 50, 400]
    opened = datetime(2024, 6, 3, 8)  # noqa: DTZ001 - an export's own clock
    rows = [
        {
            "ticket_id": str(number),
            "created_at": opened.isoformat(),
            "solved_at": (opened + timedelta(hours=took)).isoformat(),
        }
        for number, took in enumerate(hours)
    ]
    row = next(r for r in ask(workspace_of(tickets=rows), "resolution_time", JUNE).rows() if r["measure"] == "median")
    assert (row["value"], row["n"]) == (sorted(hours)[len(hours) // 2], len(hours))


def test_open_tickets_wait_on_and_are_not_left_out() -> None:
    # Solved after 24 and 48 hours, and two still open: half are over after 48, where the solved alone have 36.
    rows = [
        {"ticket_id": "a", "created_at": "2024-06-03T08:00", "solved_at": "2024-06-04T08:00"},
        {"ticket_id": "b", "created_at": "2024-06-03T08:00", "solved_at": "2024-06-05T08:00"},
        {"ticket_id": "c", "created_at": "2024-06-03T08:00", "solved_at": ""},
        {"ticket_id": "d", "created_at": "2024-06-03T08:00", "solved_at": ""},
    ]
    row = next(r for r in ask(workspace_of(tickets=rows), "resolution_time", JUNE).rows() if r["measure"] == "median")
    assert (row["value"], row["n"]) == (48.0, 4)
