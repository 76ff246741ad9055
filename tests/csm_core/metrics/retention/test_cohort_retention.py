"""Cohort retention, told again in loops over accounts and months."""

import itertools
import random
from calendar import monthrange
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from csm_core.errors import BadValue
from csm_core.metrics.asking.ask import ask
from csm_core.scope import Scope
from csm_core.store.workspace import Workspace
from tests.csm_core.metrics.revenue.ledgers import AS_OF, EDGES, Book, months, random_book
from tests.workspaces import workspace_of

SCOPE = Scope(start=EDGES[0], end=EDGES[-1], as_of=AS_OF, currency="EUR")
NOW = AS_OF + timedelta(days=1)
SEEDS = range(5)
# (cohort's month or None for the average, age) -> (kept, began with, accounts, observed)
Grid = dict[tuple[date | None, int], tuple[float, float, int, bool]]
Ages = dict[int, tuple[float, float, bool]]  # age -> (kept, began with, observed)


def grid_of(accounts: list[tuple[date, Ages]]) -> Grid:
    """Each account's cohort and ages, summed by cohort and, over observed cells, for all."""
    sums: dict[tuple[date | None, int], list[tuple[float, float, bool]]] = defaultdict(list)
    for cohort, ages in accounts:
        for age, (part, whole, observed) in ages.items():
            sums[cohort, age].append((part, whole, observed))
    # The average is of the same cohorts at every age: those that came to the last age that half of all came to.
    last: dict[date, int] = {}
    for (cohort, age), cell in sums.items():
        if cohort is not None and all(observed for _, _, observed in cell):
            last[cohort] = max(last.get(cohort, 0), age)
    size = {cohort: sum(one == cohort for one, _ in accounts) for cohort in last}
    halves = [age for age in last.values() if 2 * sum(size[c] for c in last if last[c] >= age) >= sum(size.values())]
    until = max(halves, default=-1)
    for cohort, ages in accounts:
        for age, (part, whole, observed) in ages.items():
            if observed and last.get(cohort, -1) >= until and age <= until:
                sums[None, age].append((part, whole, True))
    return {
        key: (sum(p for p, _, _ in cell), sum(w for _, w, _ in cell), len(cell), all(o for _, _, o in cell))
        for key, cell in sums.items()
    }


def check(workspace: Workspace, settings: dict[str, str | int], expected: Grid, scope: Scope = SCOPE) -> None:
    rows = ask(workspace, "cohort_retention", scope, None, settings).rows()
    assert {(row["period"], row["age"]) for row in rows} == set(expected)
    for row in rows:
        part, whole, count, observed = expected[row["period"], row["age"]]  # type: ignore[index]
        assert row["value"] == pytest.approx(part / whole, abs=1e-6), (row, part, whole)
        assert (row["n"], row["complete"]) == (count, observed)
        assert row["series"] == ("average" if row["period"] is None else None)


def cohort_of(day: date) -> date:
    return max(edge for edge in EDGES if edge <= day)


def standing(book: Book, account: str, instant: date) -> float:
    return float(any(piece.amount > 0 or piece.held for piece in book.standing(account, instant)))


def calendar_ages(book: Book, measure: str) -> list[tuple[date, Ages]]:
    rows = []
    for account in book.accounts:
        first = book.first_paid(account)
        if first is None or first > AS_OF:
            continue
        began = sum(
            p.amount * book.rate(p.currency, NOW) for p in book.pieces(account) if p.amount and p.begins == first
        )
        ages: Ages = {}
        for begins, instant in months()[EDGES.index(cohort_of(first)) :]:
            complete = instant in EDGES
            if measure == "logo":
                part, whole = standing(book, account, instant), 1.0
            else:
                part, whole = book.mrr(account, instant, NOW), began
                part = min(part, whole) if measure == "revenue_gross" else part
            ages[EDGES.index(begins) - EDGES.index(cohort_of(first))] = (part, whole, complete)
        rows.append((cohort_of(first), ages))
    return rows


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("measure", ["logo", "revenue_net", "revenue_gross"])
@pytest.mark.parametrize("settings", [{}, {"paused": "kept"}, {"grace_days": 15}, {"churn_moment": "requested"}])
def test_every_cell_is_that_of_the_loops(seed: int, measure: str, settings: dict[str, str | int]) -> None:
    book = random_book(seed, **settings)
    check(book.workspace(), {"measure": measure} | settings, grid_of(calendar_ages(book, measure)))


@pytest.mark.parametrize("seed", SEEDS)
def test_unbounded_is_kept_then_or_any_time_later(seed: int) -> None:
    book = random_book(seed)
    accounts = [
        (
            cohort,
            {age: (max(p for a, (p, _, _) in ages.items() if a >= age), w, o) for age, (_, w, o) in ages.items()},
        )
        for cohort, ages in calendar_ages(book, "logo")
    ]
    check(book.workspace(), {"mode": "unbounded"}, grid_of(accounts))


@pytest.mark.parametrize("seed", SEEDS)
def test_a_bracket_is_kept_at_any_of_its_ages_and_observed_when_all_are(seed: int) -> None:
    book = random_book(seed)
    bounds = [(0, 1), (1, 3), (3, 6)]  # the last one is as long again as the ages before it
    accounts = []
    for cohort, ages in calendar_ages(book, "logo"):
        brackets: Ages = {}
        for low, high in bounds:
            items = [ages[age] for age in range(low, high) if age in ages]
            if items:
                whole_bracket = len(items) == high - low and all(observed for _, _, observed in items)
                brackets[low] = (max(part for part, _, _ in items), 1.0, whole_bracket)
        accounts.append((cohort, brackets))
    check(book.workspace(), {"mode": "bracket", "brackets": "0,1,3"}, grid_of(accounts))


def later(day: date, count: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@pytest.mark.parametrize("seed", SEEDS)
def test_own_ages_count_from_each_one_s_first_day(seed: int) -> None:
    book = random_book(seed)
    starts = {a: f for a in book.accounts if (f := book.first_paid(a)) is not None and f <= AS_OF}
    accounts = []
    for account, first in starts.items():
        youngest = max(other for other in starts.values() if cohort_of(other) == cohort_of(first))
        ages: Ages = {}
        for age in range(len(EDGES) - 1):
            if later(first, age) <= AS_OF:
                instant = min(later(first, age + 1), NOW)
                ages[age] = (standing(book, account, instant), 1.0, later(youngest, age + 1) <= NOW)
        accounts.append((cohort_of(first), ages))
    check(book.workspace(), {"age": "own"}, grid_of(accounts))


@pytest.mark.parametrize("seed", SEEDS)
def test_segments_are_grids_of_their_own(seed: int) -> None:
    book = random_book(seed)
    rows = ask(book.workspace(), "cohort_retention", replace(SCOPE, split="Plan")).rows()
    for plan in ("Basic", "Pro"):
        book_of_plan = Book(book.lines, book.rates, {a: p for a, p in book.plans.items() if p == plan})
        expected = grid_of(calendar_ages(book_of_plan, "logo"))
        figures = {(row["period"], row["age"]): row["value"] for row in rows if row["segment"] == plan}
        assert figures == {key: pytest.approx(part / whole) for key, (part, whole, _, _) in expected.items()}


def test_customers_are_in_the_segment_in_which_they_began() -> None:
    lines = [
        ("a", "2024-01-10", "2024-02-05", "Team"),
        # Another plan since: the cohort keeps it where it began.
        ("a", "2024-02-05", "", "Business"),
        ("b", "2024-01-20", "2024-03-10", "Business"),
    ]
    names = ("account_id", "start_date", "end_date", "plan")
    rows = [dict(zip(names, line, strict=True)) | {"mrr": "100", "currency": "EUR"} for line in lines]
    scope = Scope(date(2024, 1, 1), date(2024, 4, 1), split="Main plan", as_of=date(2024, 3, 31))
    cells = ask(workspace_of(subscriptions=rows), "cohort_retention", scope).rows()
    # In no segment before the first day, they are not in "(not set)" for ever.
    assert {(cell["segment"], cell["age"]): cell["value"] for cell in cells if cell["period"]} == {
        ("Team", 0): 1,
        ("Team", 1): 1,
        ("Team", 2): 1,
        ("Business", 0): 1,
        ("Business", 1): 1,
        ("Business", 2): 0,
    }


def events_of(seed: int) -> dict[str, list[date]]:
    chance = random.Random(seed)
    used = {}
    for index in range(12):
        start = date(2024, 1, 3) + timedelta(days=chance.randint(0, 120))
        days = [start, *(start + timedelta(days=chance.randint(1, 150)) for _ in range(chance.randint(0, 9)))]
        used[f"a{index:02d}"] = [day for day in days if day <= AS_OF]
    # The data's first and last period are told, whatever chance says.
    used["a00"].append(AS_OF)
    used["a01"].append(date(2024, 1, 4))
    return used


def use_workspace(used: dict[str, list[date]]) -> Workspace:
    events = [{"event_at": str(day), "account_id": a, "event_name": "x"} for a, days in used.items() for day in days]
    # The CRM tells when everybody began, so nobody of the first month is taken for an older customer.
    accounts = [{"account_id": account, "start_date": "2024-01-02"} for account in used]
    return workspace_of(events=events, accounts=accounts)


def use_ages(used: dict[str, list[date]], kept: Callable[[list[date], date, date], bool]) -> list[tuple[date, Ages]]:
    rows = []
    for days in used.values():
        cohort = cohort_of(min(days))
        ages: Ages = {}
        edges = EDGES[EDGES.index(cohort) :]
        for age, (begins, ends) in enumerate(itertools.pairwise(edges)):
            ages[age] = (float(kept(days, begins, ends)), 1.0, ends <= NOW)
        rows.append((cohort, ages))
    return rows


@pytest.mark.parametrize("seed", SEEDS)
def test_use_is_kept_in_the_periods_in_which_it_happened(seed: int) -> None:
    used = events_of(seed)
    grid = grid_of(use_ages(used, lambda days, begins, ends: any(begins <= day < ends for day in days)))
    check(use_workspace(used), {"measure": "usage"}, grid)


@pytest.mark.parametrize("seed", SEEDS)
def test_use_kept_unbounded_is_any_later_use(seed: int) -> None:
    used = events_of(seed)
    grid = grid_of(use_ages(used, lambda days, begins, ends: any(begins <= day for day in days)))
    check(use_workspace(used), {"measure": "usage", "mode": "unbounded"}, grid)


def test_customers_from_before_the_data_make_no_giant_first_cohort() -> None:
    rows = [
        {"account_id": account, "month": f"2024-0{month}-01", "mrr": "100", "currency": "EUR"}
        for account, first in (("old", 1), ("older", 1), ("new", 2))
        for month in range(first, 5)
    ]
    result = ask(workspace_of(mrr_snapshots=rows), "cohort_retention", Scope(as_of=date(2024, 4, 30)))
    assert {row["period"] for row in result.rows()} == {None, date(2024, 2, 1)}
    assert result.left_out[0].endswith("on an unknown date: 2 accounts.")


@pytest.mark.parametrize("text", ["", "0,0", "2,1", "a", "-1,2"])
def test_brackets_that_do_not_rise_are_refused(text: str) -> None:
    with pytest.raises(BadValue):
        ask(random_book(0).workspace(), "cohort_retention", SCOPE, None, {"mode": "bracket", "brackets": text})


LINES = [
    {"account_id": account, "start_date": start, "end_date": end, "mrr": mrr, "currency": "EUR"}
    for account, start, end, mrr in (
        ("A", "2024-01-10", "", "100"),
        ("B", "2024-01-20", "2024-03-05", "200"),
        ("C", "2024-02-15", "2024-02-25", "50"),
        ("D", "2024-02-01", "", "80"),
    )
]
FROM_FEBRUARY = Scope(date(2024, 2, 1), date(2024, 4, 1), as_of=date(2024, 3, 31))


def test_the_average_is_that_of_the_cohorts_shown() -> None:
    rows = ask(workspace_of(subscriptions=LINES), "cohort_retention", FROM_FEBRUARY).rows()
    # C left in its first month, D stays. January's cohort is not shown: its age of 2 is none here.
    february = {(date(2024, 2, 1), 0): (0.5, 2), (date(2024, 2, 1), 1): (0.5, 2)}
    average = {(None, age): cell for (_, age), cell in february.items()}
    assert {(row["period"], row["age"]): (row["value"], row["n"]) for row in rows} == february | average


def test_where_no_cohort_begins_in_the_dates_shown_the_average_is_of_those_before() -> None:
    result = ask(workspace_of(subscriptions=LINES[:2]), "cohort_retention", FROM_FEBRUARY)
    assert [(row["series"], row["age"], row["value"]) for row in result.rows()] == [
        ("average", 0, 1.0),
        ("average", 1, 1.0),
        ("average", 2, 0.5),
    ]
    note = "No cohort begins in the dates shown; the average covers earlier cohorts."
    assert note in result.notes
    assert note not in ask(workspace_of(subscriptions=LINES), "cohort_retention", FROM_FEBRUARY).notes


def used_workspace() -> Workspace:
    lines = [
        {"account_id": account, "start_date": start, "mrr": "100", "currency": "EUR"}
        for account, start in (("A", "2023-11-05"), ("B", "2023-11-05"), ("C", "2024-01-10"))
    ]
    events = [
        {"account_id": account, "user_id": account, "event_at": day, "event_name": "x"}
        for account, day in (("C", "2024-01-29"), ("A", "2024-02-03"), ("B", "2024-03-01"), ("A", "2024-03-02"))
    ]
    return workspace_of(subscriptions=lines, events=events)


@pytest.mark.parametrize("mode", ["nth", "bracket"])
@pytest.mark.parametrize("by", ["calendar", "own"])
def test_use_in_periods_in_which_none_was_recorded_is_not_known(mode: str, by: str) -> None:
    scope = Scope(date(2023, 11, 1), date(2024, 7, 1), as_of=date(2024, 6, 30))
    settings = {
        "measure": "usage",
        "cohort_by": "first_payment",
        "mode": mode,
        "age": by,
        "brackets": "0,1,2,3,4,5,6",
    }
    result = ask(used_workspace(), "cohort_retention", scope, None, settings)
    cells = {(row["period"], row["age"]): row for row in result.rows()}
    values = {key: row["value"] for key, row in cells.items()}
    november, january = date(2023, 11, 1), date(2024, 1, 1)
    # The first use is of 29 January, the last one of 2 March. From their 5ths and the 10th on it is the same.
    assert [values[november, age] for age in range(6)] == (
        [None, None, 0.0, 0.5, 1.0, None]
        if by == "calendar"
        # 5 January to 4 February has A's first; 5 February to 4 March its second and B's.
        else [None, None, 0.5, 1.0, None, None]
    )
    # Of 10 January to 9 February, 10 February to 9 March.
    assert [values[january, age] for age in range(4)] == [
        1.0,
        0.0,
        *([0.0, None] if by == "calendar" else [None] * 2),
    ]
    assert cells[november, 0]["note"] == "No usage data for this period."
    assert any("Usage data ends on 2024-03-02" in note for note in result.notes)
    # Unknown cells are in no average; it is November's, which more than half began in and which is seen for longest.
    assert (None, 0) not in cells
    assert (values[None, 3], cells[None, 3]["n"]) == (values[november, 3], 2)
    assert (None, 5) not in cells
