"""Weeks that begin on another day and fiscal years: each figure counted once more by plain dates."""

import random
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest

from csm_core.errors import UnreadableDocument
from csm_core.metrics.asking.ask import ask
from csm_core.periods import Grain, Month, Weekday
from csm_core.scope import Scope
from csm_core.store.saved import Saved
from csm_core.store.saved_calendar import KIND, KeptCalendar
from csm_core.store.workspace import Workspace
from tests.workspaces import Row, new_workspace_of, workspace_of

FIRST, AS_OF = date(2023, 11, 20), date(2025, 8, 14)
DAYS = [FIRST + timedelta(days=index) for index in range((AS_OF - FIRST).days + 1)]
NOON = datetime(2025, 9, 1, 12)  # noqa: DTZ001 - the store keeps plain UTC
# Grain, setting, and whether a period begins on a day, told without the calendar's own arithmetic.
CALENDARS = [
    (Grain.WEEK, {"week_start": Weekday.SUNDAY}, lambda day: f"{day:%a}" == "Sun"),
    (Grain.WEEK, {"week_start": Weekday.SATURDAY}, lambda day: f"{day:%a}" == "Sat"),
    (Grain.QUARTER, {"fiscal_start": Month.FEBRUARY}, lambda day: day.day == 1 and day.month in (2, 5, 8, 11)),
    (Grain.QUARTER, {"fiscal_start": Month.JULY}, lambda day: day.day == 1 and day.month in (1, 4, 7, 10)),
    (Grain.YEAR, {"fiscal_start": Month.APRIL}, lambda day: (day.month, day.day) == (4, 1)),
    (Grain.YEAR, {"fiscal_start": Month.DECEMBER}, lambda day: (day.month, day.day) == (12, 1)),
]


@dataclass(frozen=True)
class Company:
    """Twelve accounts that come (in the second month or later) and go, and sixty answers, over seven quarters."""

    stays: tuple[tuple[date, date | None], ...]
    answered: tuple[date, ...]

    @classmethod
    def of(cls, seed: int) -> "Company":
        chance = random.Random(seed)
        begins = [chance.randrange(31, len(DAYS) - 60) for _ in range(12)]
        ends = [begin + chance.randrange(20, 400) for begin in begins]
        stays = [(DAYS[one], DAYS[end] if end < len(DAYS) else None) for one, end in zip(begins, ends, strict=True)]
        return cls(tuple(stays), (*chance.sample(DAYS, 59), AS_OF))

    def workspace(self) -> Workspace:
        lines: list[Row] = [
            {"account_id": f"a{index}", "start_date": str(begin), "end_date": str(end or ""), "mrr": "10"}
            for index, (begin, end) in enumerate(self.stays)
        ]
        days = (FIRST, *self.answered)
        answers = [{"responded_at": str(day), "score": "9", "survey_type": "nps"} for day in days]
        return workspace_of(subscriptions=lines, surveys=answers)


def begins_of(begins) -> dict[date, date]:  # type: ignore[no-untyped-def]
    """Day → the first day of its period, by walking back to a day on which one begins."""
    figures = {}
    for day in DAYS:
        first = day
        while not begins(first):
            first -= timedelta(days=1)
        figures[day] = first
    return figures


@pytest.mark.parametrize(("grain", "calendar", "begins"), CALENDARS)
def test_answers_count_in_the_periods_of_the_calendar(grain, calendar, begins) -> None:  # type: ignore[no-untyped-def]
    company, first_of = Company.of(4), begins_of(begins)
    expected = Counter(first_of[day] for day in (FIRST, *company.answered))
    rows = ask(company.workspace(), "survey_responses", Scope(grain=grain, **calendar)).rows()
    assert {row["period"]: row["value"] for row in rows if row["value"]} == expected
    assert [row["period"] for row in rows] == sorted(set(first_of.values()))


@pytest.mark.parametrize(("grain", "calendar", "begins"), CALENDARS)
def test_cohorts_and_ages_are_periods_of_the_calendar(grain, calendar, begins) -> None:  # type: ignore[no-untyped-def]
    company, first_of = Company.of(4), begins_of(begins)
    starts = sorted(set(first_of.values()))
    index = {first: number for number, first in enumerate(starts)}
    closing = {first: max(day for day, item in first_of.items() if item == first) for first in starts}
    expected = {}
    for cohort in starts:
        members = [stay for stay in company.stays if first_of[stay[0]] == cohort]
        for later in starts[index[cohort] :] if members else ():
            kept = sum(end is None or closing[later] < end for _, end in members)
            expected[cohort, index[later] - index[cohort]] = (kept / len(members), len(members))
    rows = ask(company.workspace(), "cohort_retention", Scope(grain=grain, as_of=AS_OF, **calendar)).rows()
    assert {(row["period"], row["age"]): (row["value"], row["n"]) for row in rows if row["period"]} == expected


def test_weeks_of_use_begin_on_the_day_that_was_chosen() -> None:
    # January 2024 has the Sundays 7, 14, 21 and 28; use on Saturday 6 is of the week of 31 December, on Sunday 7 and
    # Saturday 13 of one week, on Wednesday 31 of the week of the 28th.
    events = [
        {"account_id": "A", "user_id": "u", "event_at": f"2024-01-{day}"} for day in ("01", "06", "07", "13", "31")
    ]
    lines = [{"account_id": "A", "start_date": "2024-01-01", "mrr": "10"}]
    scope = Scope(date(2024, 1, 1), date(2024, 2, 1), as_of=date(2024, 1, 31), week_start=Weekday.SUNDAY)
    (row,) = ask(workspace_of(events=events, subscriptions=lines), "usage_rate", scope, "weeks").rows()
    assert row["value"] == 2 / 4


def test_a_rolling_window_counts_fiscal_quarters() -> None:
    days = ("2024-02-10", "2024-05-01", "2024-07-31", "2024-08-01")
    answers = [
        {"responded_at": day, "score": score, "survey_type": "nps"}
        for day, score in zip(days, ("10", "0", "0", "9"), strict=True)
    ]
    scope = Scope(grain=Grain.QUARTER, fiscal_start=Month.FEBRUARY, as_of=date(2024, 10, 31))
    rows = ask(workspace_of(surveys=answers), "nps", scope, None, {"rolling_periods": 2}).rows()
    figures = {row["period"]: row["n"] for row in rows}
    # February to April has one answer, May to July two, August to October one; each window is of two quarters.
    assert figures == {date(2024, 2, 1): 1, date(2024, 5, 1): 3, date(2024, 8, 1): 3}


def test_what_the_workspace_keeps_holds_where_nothing_else_is_said() -> None:
    answers = [{"responded_at": day, "score": "9", "survey_type": "nps"} for day in ("2024-03-31", "2024-04-01")]
    workspace = new_workspace_of(surveys=answers)
    years = Scope(grain=Grain.YEAR)

    def periods(scope: Scope) -> list[object]:
        return [row["period"] for row in ask(workspace, "survey_responses", scope).rows()]

    assert KeptCalendar.of(workspace) == KeptCalendar(Weekday.MONDAY, Month.JANUARY)
    assert periods(years) == [date(2024, 1, 1)]
    KeptCalendar(Weekday.SUNDAY, Month.APRIL).keep(workspace, NOON)
    assert KeptCalendar.of(workspace) == KeptCalendar(Weekday.SUNDAY, Month.APRIL)
    assert periods(years) == [date(2023, 4, 1), date(2024, 4, 1)]
    assert periods(Scope(grain=Grain.YEAR, fiscal_start=Month.JANUARY)) == [date(2024, 1, 1)]
    # Months are what they always are.
    assert periods(Scope()) == [date(2024, 3, 1), date(2024, 4, 1)]


def test_a_calendar_that_can_not_be_read_is_said_and_never_taken_for_the_plain_one() -> None:
    workspace = Workspace.in_memory()
    for text in ("{", "{}", '{"week_start": "Moonday", "fiscal_start": "April"}', '{"version": 2}'):
        Saved(workspace, KIND).put("calendar", text, NOON)
        with pytest.raises(UnreadableDocument):
            KeptCalendar.of(workspace)


def test_the_text_of_the_first_version_of_the_calendar_is_read() -> None:
    workspace = Workspace.in_memory()
    Saved(workspace, KIND).put("calendar", '{"week_start": "Sunday", "fiscal_start": "April"}', NOON)
    assert KeptCalendar.of(workspace) == KeptCalendar(Weekday.SUNDAY, Month.APRIL)
