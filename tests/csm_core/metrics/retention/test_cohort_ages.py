"""Ages in shorter or longer periods than the cohorts', told again in loops over accounts and days."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from csm_core.metrics.asking.ask import ask
from csm_core.periods import Grain, Weekday
from csm_core.scope import Scope
from tests.csm_core.metrics.retention.test_cohort_retention import (
    NOW,
    SCOPE,
    Ages,
    check,
    cohort_of,
    events_of,
    grid_of,
    standing,
    use_workspace,
)
from tests.csm_core.metrics.revenue.ledgers import AS_OF, EDGES, random_book
from tests.workspaces import workspace_of

ONE_DAY = timedelta(days=1)
# Whether a period of the ages begins on a day.
BEGINS: dict[str, Callable[[date], bool]] = {
    "week": lambda day: day.isoweekday() == 1,
    "quarter": lambda day: day.day == 1 and day.month in (1, 4, 7, 10),
    "year": lambda day: (day.month, day.day) == (1, 1),
}


def stretches(first: date, ages_by: str) -> list[tuple[date, date]]:
    """First day and end (cut to the scope) of each age of who begins on `first`, as far as they have begun."""
    begins = BEGINS[ages_by]
    starts = [first]
    while not begins(starts[0]):
        starts[0] -= ONE_DAY
    starts += [day for index in range(400) if begins(day := first + ONE_DAY * (index + 1))]
    ends = [*starts[1:]]
    return [(start, min(end, EDGES[-1])) for start, end in zip(starts, ends, strict=False) if start <= AS_OF]


def observed(firsts: list[date], ages_by: str, age: int) -> bool:
    """Whether the age is over, uncut, for the last of these to begin."""
    age_stretches = stretches(max(firsts), ages_by)
    return age < len(age_stretches) and age_stretches[age][1] <= NOW and BEGINS[ages_by](age_stretches[age][1])


def aged(firsts: dict[str, date], ages_by: str, kept: Callable[[str, date, date], float]) -> list[tuple[date, Ages]]:
    rows = []
    for account, first in firsts.items():
        cohort = cohort_of(first)
        together = [day for day in firsts.values() if cohort_of(day) == cohort]
        ages: Ages = {
            age: (kept(account, start, end), 1.0, observed(together, ages_by, age))
            for age, (start, end) in enumerate(stretches(first, ages_by))
        }
        rows.append((cohort, ages))
    return rows


@pytest.mark.parametrize("ages_by", BEGINS)
def test_each_customer_is_0_in_the_period_of_its_own_first_day(ages_by: str) -> None:
    book = random_book(2)
    figures = {account: book.first_paid(account) for account in book.accounts}
    firsts = {account: first for account, first in figures.items() if first is not None and first <= AS_OF}
    accounts = aged(firsts, ages_by, lambda account, start, end: standing(book, account, min(end, NOW)))
    check(book.workspace(), {"ages_by": ages_by}, grid_of(accounts))


@pytest.mark.parametrize("ages_by", BEGINS)
def test_use_is_kept_in_the_age_in_which_it_happened(ages_by: str) -> None:
    used = events_of(3)
    firsts = {account: min(days) for account, days in used.items()}
    accounts = aged(
        firsts, ages_by, lambda account, start, end: float(any(start <= day < end for day in used[account]))
    )
    check(use_workspace(used), {"measure": "usage", "ages_by": ages_by}, grid_of(accounts))


def test_ages_of_the_cohorts_own_length_are_the_usual_ones() -> None:
    workspace = random_book(1).workspace()
    usual, named = (
        ask(workspace, "cohort_retention", SCOPE, None, note).rows() for note in ({}, {"ages_by": "month"})
    )
    assert usual == named


def test_a_month_s_cohort_by_weeks_from_sunday() -> None:
    # Two begin in January: A on Saturday the 6th, in the week from Sunday, 31 December; B on Sunday the 7th, which
    # begins a week. A leaves on Friday the 12th, in its second week; B on Sunday the 21st, the first of its third.
    lines = [
        {"account_id": "A", "start_date": "2024-01-06", "end_date": "2024-01-12", "mrr": "1"},
        {"account_id": "B", "start_date": "2024-01-07", "end_date": "2024-01-21", "mrr": "1"},
        {"account_id": "C", "start_date": "2024-02-05", "end_date": "", "mrr": "1"},
    ]
    scope = Scope(date(2024, 1, 1), date(2024, 3, 1), as_of=date(2024, 1, 27), week_start=Weekday.SUNDAY)
    rows = ask(workspace_of(subscriptions=lines), "cohort_retention", scope, None, {"ages_by": "week"}).rows()
    cells = {row["age"]: (row["value"], row["n"], row["complete"]) for row in rows if row["period"]}
    # At the end of the first week both are there, of the second B alone, of the third nobody. A's fourth week ended
    # on the 27th, as did B's third: the fourth is not over for B.
    assert cells == {0: (1.0, 2, True), 1: (0.5, 2, True), 2: (0.0, 2, True), 3: (0.0, 1, False)}


def test_ages_from_each_ones_own_first_day_take_the_length_too() -> None:
    # Begins on 10 January and leaves on the 24th: there on the 7th and 14th day, not on the 21st.
    lines = [{"account_id": "A", "start_date": "2024-01-10", "end_date": "2024-01-24", "mrr": "1"}]
    scope = Scope(date(2024, 1, 1), date(2024, 2, 1), Grain.MONTH, as_of=date(2024, 1, 30))
    figures = {"age": "own", "ages_by": "week"}
    rows = ask(workspace_of(subscriptions=lines), "cohort_retention", scope, None, figures).rows()
    assert {row["age"]: (row["value"], row["complete"]) for row in rows if row["period"]} == {
        0: (1.0, True),
        1: (1.0, True),
        2: (0.0, True),
    }


def test_use_after_the_dates_shown_counts_in_the_age_that_it_lies_in() -> None:
    days = {"Z": ("2023-12-05",), "A": ("2024-01-20", "2024-03-10", "2024-04-30")}
    events = [
        {"account_id": account, "user_id": f"{account}1", "event_name": "open", "event_at": f"{day} 09:00:00"}
        for account in days
        for day in days[account]
    ]
    scope = Scope(date(2024, 1, 1), date(2024, 3, 1), as_of=date(2024, 4, 30))
    settings = {"measure": "usage", "age": "own"}
    rows = ask(workspace_of(events=events), "cohort_retention", scope, None, settings).rows()
    kept = {row["age"]: row["value"] for row in rows if row["period"] == date(2024, 1, 1)}
    # A's second month is from 20 February to 19 March, and holds the 10th.
    assert (kept[0], kept[1]) == (1.0, 1.0)
