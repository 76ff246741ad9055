"""Counters that only rise are read as running totals, asked about, and never added up."""

from datetime import date, timedelta

import pytest

from csm_core.intake.check.remedies import causes, remedied
from csm_core.intake.mapping import FileMapping, Options
from tests.csm_core.intake.taking import take

COLUMNS = {"event_at": "Day", "account_id": "Account ID", "event_count": "Count"}


def counters(header: str, **series: list[int]) -> str:
    """One row a day and account."""
    rows = [
        f"{date(2025, 1, 1) + timedelta(days=day)},{account},{count}"
        for account, counts in series.items()
        for day, count in enumerate(counts)
    ]
    return "\n".join([f"Day,Account ID,{header}", *rows]) + "\n"


def test_what_a_running_total_rose_by_is_what_happened() -> None:
    batch = take(counters("cumulative logins", A=[100, 103, 103, 110], B=[7, 9, 12, 12]))
    # A: 3, 0, 7; B: 2, 3, 0. What was counted before the first day happened on no day of the file.
    assert sorted(row["event_count"] for row in batch.rows.to_pylist()) == [0, 0, 2, 3, 3, 7]
    assert [row["code"] for row in batch.quarantined.to_pylist()] == ["first_of_running_total"] * 2
    (asked,) = [one for one in batch.report.issues if one.code == "running_total_assumed"]
    assert asked.is_question


def test_figures_alone_show_it_where_they_lie_far_above_what_a_day_adds() -> None:
    rising = {"A": [1000 + 5 * day for day in range(6)], "B": [400 + 2 * day for day in range(6)]}
    assert sum(row["event_count"] for row in take(counters("logins", **rising)).rows.to_pylist()) == 25 + 10


@pytest.mark.parametrize(
    ("header", "series"),
    [
        ("logins", {"A": [3, 5, 8, 9, 11, 14], "B": [1, 2, 3, 4, 5, 6]}),  # growing use begins low
        ("total logins", {"A": [30, 28, 35, 31], "B": [9, 12, 11, 15]}),  # what falls is no running total
        ("logins", {"A": [1000, 1000, 1000, 1000, 1000], "B": [9, 9, 9, 9, 9]}),  # nor what never moves
    ],
)
def test_figures_of_their_own_day_are_added_up(header: str, series: dict[str, list[int]]) -> None:
    batch = take(counters(header, **series))
    assert sum(row["event_count"] for row in batch.rows.to_pylist()) == sum(map(sum, series.values()))
    assert batch.quarantined.num_rows == 0


def test_a_person_may_say_which_it_is() -> None:
    text = counters("cumulative logins", A=[100, 103, 110])
    asked = take(text)
    remedies = [
        remedy for cause in causes(asked.report, asked.quarantined) for remedy in cause.remedies
        if remedy.option == "counts"
    ]  # fmt: skip
    columns = {**COLUMNS, "event_count": "cumulative logins"}
    sums = {}
    for remedy in remedies:
        options = remedied(FileMapping("events", None, columns), remedy).options
        rows = take(text, "events", columns, options=options).rows.to_pylist()
        sums[remedy.value] = sum(row["event_count"] for row in rows)
    assert sums == {"running": 3 + 7, "each": 100 + 103 + 110}
    actual = take(text, "events", columns, options=Options(counts="running"))
    assert "running_total_assumed" not in [one.code for one in actual.report.issues]
