"""Escalation duration against sorted hours."""

from datetime import date, datetime, timedelta

from csm_core.metrics.asking.ask import ask
from csm_core.scope import Scope
from tests.workspaces import workspace_of

JUNE = Scope(start=date(2024, 6, 1), end=date(2024, 7, 1), as_of=date(2024, 6, 30))


def test_the_median_is_the_middle_of_the_hours_from_escalation_to_its_close_or_the_solution() -> None:
    escalated = datetime(2024, 6, 3, 8)  # noqa: DTZ001 - an export's own clock
    # Of the second the close is not told: its solution is one.
    ends = {"escalation_closed_at": 5, "solved_at": 7, "escalation_closed_at ": 30}
    rows = [
        {
            "ticket_id": str(number),
            "created_at": "2024-06-02T08:00",
            "escalated_at": escalated.isoformat(),
            column.strip(): (escalated + timedelta(hours=took)).isoformat(),
        }
        for number, (column, took) in enumerate(ends.items())
    ]
    # A ticket that nobody escalated is in no part of it.
    rows.append({"ticket_id": "x", "created_at": "2024-06-02T08:00", "solved_at": "2024-06-02T09:00"})
    answer = ask(workspace_of(tickets=rows), "escalation_duration", JUNE).rows()
    row = next(row for row in answer if row["measure"] == "median")
    assert (row["value"], row["n"]) == (sorted(ends.values())[1], 3)
