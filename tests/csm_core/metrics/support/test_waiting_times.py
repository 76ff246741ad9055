"""Resolution time and escalation duration against a product-limit curve written as a loop."""

from datetime import date, datetime

import pytest

from csm_core.metrics.asking.ask import ask
from csm_core.scope import Scope
from tests.csm_core.metrics.support.desk import tickets
from tests.workspaces import workspace_of

END = datetime.fromisoformat("2024-07-01")
SCOPE = Scope(start=date(2024, 1, 1), end=date(2024, 7, 1), as_of=date(2024, 6, 30))


def first_time_below(waits: list[tuple[float, bool]], share: float) -> float | None:
    """The earliest end at which at most `share` are still waiting."""
    still = 1.0
    for moment in sorted({hours for hours, over in waits if over}):
        at_risk = sum(hours >= moment for hours, _ in waits)
        ended = sum(over and hours == moment for hours, over in waits)
        still *= 1 - ended / at_risk
        if still <= share + 1e-12:
            return moment
    return None


def type_7(waits: list[tuple[float, bool]], share: float) -> float:
    """Hyndman & Fan's type 7: between the two nearest in rank."""
    hours = sorted(one for one, _ in waits)
    rank = (len(hours) - 1) * share
    below = int(rank)
    above = min(below + 1, len(hours) - 1)
    return hours[below] + (rank - below) * (hours[above] - hours[below])


def hours_between(start: str, end: str | None) -> tuple[float, bool]:
    stop = datetime.fromisoformat(end) if end else END
    return (stop - datetime.fromisoformat(start)).total_seconds() / 3600, bool(end)


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize(
    ("metric", "begins", "ends"),
    [("resolution_time", "created_at", "solved_at"), ("escalation_duration", "escalated_at", "escalation_closed_at")],
)
def test_median_and_p90_are_those_of_the_curve_of_a_loop(metric: str, begins: str, ends: str, seed: int) -> None:
    rows = tickets(seed)
    waits: dict[str, list[tuple[float, bool]]] = {}
    for row in rows:
        if row.get(begins):
            # Where no close of an escalation is told, the solution of the ticket is one.
            end = row.get(ends) or (row.get("solved_at") if metric == "escalation_duration" else None)
            if end and end < row[begins]:
                end = None
            waits.setdefault(row[begins][:7] + "-01", []).append(hours_between(row[begins], end))
    result = ask(workspace_of(tickets=rows), metric, SCOPE)
    for row in result.rows():
        period_waits = waits.get(str(row["period"]), [])
        share = {"median": 0.5, "p90": 0.9}[str(row["measure"])]
        all_over = bool(period_waits) and all(over for _, over in period_waits)
        wanted = type_7(period_waits, share) if all_over else first_time_below(period_waits, 1 - share)
        assert row["n"] == len(period_waits)
        assert row["value"] == (None if wanted is None else pytest.approx(wanted, rel=1e-6)), row


def test_the_median_of_an_even_number_of_solved_tickets_lies_between_the_middle_two() -> None:
    # 1, 1, 24 and 24 hours: (1 + 24) / 2.
    rows = [{"created_at": "2024-06-10T08:00", "solved_at": f"2024-06-{end}"} for end in ("10T09:00", "11T08:00") * 2]
    result = ask(workspace_of(tickets=rows), "resolution_time", SCOPE).rows()
    june = {row["measure"]: row["value"] for row in result if row["period"] == date(2024, 6, 1)}
    assert june == {"median": 12.5, "p90": 24.0}


def test_a_month_of_open_tickets_does_not_look_fast() -> None:
    quick = {"created_at": "2024-06-10T08:00", "solved_at": "2024-06-10T09:00"}
    waiting = [{"created_at": "2024-06-10T08:00"}] * 3
    median = ask(workspace_of(tickets=[quick, *waiting]), "resolution_time", SCOPE).rows()
    june = next(row for row in median if row["period"] == date(2024, 6, 1) and row["measure"] == "median")
    assert june["value"] is None
    assert "3 of 4" in str(june["note"])


def test_a_solution_after_the_as_of_day_is_not_known_yet() -> None:
    rows = [
        {"created_at": "2024-01-05T08:00", "solved_at": "2024-01-05T10:00"},
        {"created_at": "2024-01-30T08:00", "solved_at": "2024-02-20T08:00"},
    ]
    scope = Scope(start=date(2024, 1, 1), end=date(2024, 2, 1), as_of=date(2024, 1, 31))
    p90 = next(
        row for row in ask(workspace_of(tickets=rows), "resolution_time", scope).rows() if row["measure"] == "p90"
    )
    assert p90["value"] is None


def test_time_of_solution_follows_from_the_minutes_where_only_they_are_told() -> None:
    rows = [{"created_at": "2024-01-31T20:00", "resolution_minutes": "600"}]
    scope = Scope(start=date(2024, 1, 1), end=date(2024, 3, 1), as_of=date(2024, 2, 29))
    workspace = workspace_of(tickets=rows)
    assert ask(workspace, "resolution_time", scope).rows()[0]["value"] == 10.0
    # 20:00 and ten hours on is the first of February.
    solved = ask(workspace, "first_contact_resolution", scope, None, {"first_contact": "within_a_day"}).rows()
    assert [(str(row["period"]), row["n"]) for row in solved] == [("2024-01-01", 0), ("2024-02-01", 1)]


def test_solved_without_a_time_is_left_out_and_counted() -> None:
    rows = [
        {"created_at": "2024-01-05", "ticket_status": "closed"},
        {"created_at": "2024-01-05", "solved_at": "2024-01-06"},
    ]
    result = ask(workspace_of(tickets=rows), "resolution_time", Scope(as_of=date(2024, 1, 31)))
    assert result.rows()[0]["n"] == 1
    assert "solved on an unknown date: 1 ticket." in result.left_out[0]


def test_priority_narrows_the_tickets_whatever_its_case() -> None:
    rows = [
        {"created_at": "2024-01-05T08:00", "solved_at": f"2024-01-05T{hour}:00", "priority": name}
        for hour, name in (("09", "Urgent"), ("18", "low"))
    ]
    scope = Scope(as_of=date(2024, 1, 31))
    actual = ask(workspace_of(tickets=rows), "resolution_time", scope, None, {"priority": "urgent"}).rows()
    assert (actual[0]["value"], actual[0]["n"]) == (1.0, 1)
