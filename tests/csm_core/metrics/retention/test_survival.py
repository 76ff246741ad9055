"""Survival: the curve of first spells, told again in loops over days, and against the leukaemia remissions."""

from calendar import monthrange
from dataclasses import replace
from datetime import date, timedelta

import pytest

from csm_core.metrics.asking.ask import ask, rows_behind, rows_of_cell
from csm_core.metrics.framework.registry import metric_named
from csm_core.periods import Grain
from csm_core.result import Result
from csm_core.scope import Scope
from tests.csm_core.metrics.revenue.ledgers import AS_OF, EDGES, FIRST, Book, random_book
from tests.workspaces import workspace_of

SCOPE = Scope(start=EDGES[0], end=EDGES[-1], as_of=AS_OF, currency="EUR")
# Weeks of remission under 6-MP and placebo: Freireich et al. (1963), as in Kalbfleisch & Prentice (2002), table 1.1.
TREATED = [(6, 1), (6, 1), (6, 1), (7, 1), (10, 1), (13, 1), (16, 1), (22, 1), (23, 1)]
TREATED += [(weeks, 0) for weeks in (6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35)]
PLACEBO = [(weeks, 1) for weeks in (1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23)]
STUDY_END = date(2024, 12, 31)


def customer(account: str, start: date | str, end: date | str | None = None, **more: str) -> dict[str, str]:
    row = {"account_id": account, "start_date": str(start), "end_date": str(end or ""), "mrr": "100"}
    return row | {"currency": "EUR"} | more


def curve(result: Result, segment: str | None = None) -> dict[int, float]:
    return {
        row["age"]: row["value"]  # type: ignore[misc]
        for row in result.rows()
        if row["measure"] == "survival" and row["segment"] == segment
    }


def row_of(result: Result, measure: str, age: int | None = None, segment: str | None = None) -> dict[str, object]:
    (rows,) = [
        row for row in result.rows() if (row["measure"], row["age"], row["segment"]) == (measure, age, segment)
    ]
    return rows


def patients(name: str, stated: list[tuple[int, int]]) -> list[dict[str, str]]:
    """Who relapsed began with the year; who did not began as many weeks before the study's end as seen."""
    rows = []
    for index, (weeks, lost) in enumerate(stated):
        start = date(2024, 1, 1) if lost else STUDY_END - timedelta(days=7 * weeks)
        rows.append(customer(f"{name}{index}", start, start + timedelta(days=7 * weeks) if lost else None))
    return rows


def test_the_published_curve_of_remissions_comes_out() -> None:
    workspace = workspace_of(subscriptions=patients("t", TREATED))
    result = ask(workspace, "survival", Scope(grain=Grain.WEEK, as_of=STUDY_END))
    published = {6: 0.857, 7: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448}
    for weeks, share in published.items():
        assert curve(result)[weeks] == pytest.approx(share, abs=5e-4)
    # lifelines 0.30.3: KaplanMeierFitter().fit(t, e).confidence_interval_ at 6 and 23 weeks.
    bounds = [(row_of(result, "survival", weeks)[end]) for weeks in (6, 23) for end in ("low", "high")]
    assert bounds == pytest.approx([0.619718, 0.951552, 0.188052, 0.680143], abs=5e-7)
    # In view at 6, 7 and 10 weeks: 21, 17, 15 (Kalbfleisch & Prentice, table 1.3).
    assert [row_of(result, "survival", weeks)["n"] for weeks in (6, 7, 10)] == [21, 17, 15]
    assert max(curve(result)) == 35


def test_the_published_log_rank_test_is_told() -> None:
    # Published: chi-squared 16.79 on 1 degree of freedom.
    rows = patients("t", TREATED) + patients("p", PLACEBO)
    arms = [{"account_id": row["account_id"], "Arm": row["account_id"][0]} for row in rows]
    workspace = workspace_of(subscriptions=rows, accounts=arms)
    result = ask(workspace, "survival", Scope(grain=Grain.WEEK, as_of=STUDY_END, split="Arm"))
    (note,) = [note for note in result.notes if "Log-rank" in note]
    assert "χ² = 16.79, 1 degrees of freedom" in note


def test_three_segments_are_compared_in_pairs() -> None:
    rows = [
        customer(f"{arm}{index}", date(2024, 1, 1), date(2024, 1, 1) + timedelta(days=days(index)))
        for arm, days in {"a": lambda n: 30 + n, "b": lambda n: 31 + n, "c": lambda n: 200 + n}.items()
        for index in range(20)
    ]
    arms = [{"account_id": row["account_id"], "Arm": row["account_id"][0]} for row in rows]
    result = ask(workspace_of(subscriptions=rows, accounts=arms), "survival", Scope(as_of=STUDY_END, split="Arm"))
    (pairs,) = [note for note in result.notes if note.startswith("Pairs")]
    assert "a and c" in pairs
    assert "b and c" in pairs
    assert "a and b" not in pairs


def shifted(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def months_between(start: date, end: date) -> float:
    whole = 0
    while shifted(start, whole + 1) <= end:
        whole += 1
    begun = (end - shifted(start, whole)).days
    return whole + begun / (shifted(start, whole + 1) - shifted(start, whole)).days


def told_stays(book: Book) -> list[tuple[float, bool]]:
    """Months from the first payment to the first day without anything paid or held, day by day; or to the as-of day,
    as nobody knows who is there on the next one."""
    stays = []
    for account in book.accounts:
        first = book.first_paid(account)
        if first is None or first > AS_OF:
            continue
        pieces = [piece for piece in book.pieces(account) if piece.amount > 0 or piece.held]
        day = first
        while day <= AS_OF and any(piece.begins <= day < piece.ends for piece in pieces):
            day += timedelta(days=1)
        stays.append((months_between(first, min(day, AS_OF)), day <= AS_OF))
    return stays


def told_survival(stays: list[tuple[float, bool]], age: float) -> float:
    share = 1.0
    for time in sorted({months for months, lost in stays if lost and months <= age}):
        at_risk = sum(months >= time for months, _ in stays)
        share *= 1 - sum(lost and months == time for months, lost in stays) / at_risk
    return share


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("settings", [{}, {"paused": "kept"}, {"grace_days": 15}, {"churn_moment": "requested"}])
def test_the_curve_is_that_of_the_loops(seed: int, settings: dict[str, str | int]) -> None:
    book = random_book(seed, accounts=14, **settings)
    stays = told_stays(book)
    result = ask(book.workspace(), "survival", SCOPE, None, book.settings)
    points = curve(result)
    assert sorted(points) == list(range(int(max(months for months, _ in stays)) + 1))
    for age, share in points.items():
        assert share == pytest.approx(told_survival(stays, age), abs=1e-12)
        assert row_of(result, "survival", age)["n"] == sum(months >= age for months, _ in stays)
    half = next((m for m in sorted(m for m, lost in stays if lost) if told_survival(stays, m) <= 0.5 + 1e-12), None)
    assert row_of(result, "median")["value"] == (None if half is None else pytest.approx(half))


@pytest.mark.parametrize("grain", [Grain.DAY, Grain.WEEK, Grain.MONTH, Grain.QUARTER])
def test_every_cell_is_made_again_from_its_rows(grain: Grain) -> None:
    metric, workspace = metric_named("survival"), random_book(3, accounts=14).workspace()
    scope = replace(SCOPE, grain=grain, split="Plan")
    settings = {"tau_months": 2}
    result, rows = (
        ask(workspace, "survival", scope, None, settings),
        rows_behind(workspace, "survival", scope, None, settings),
    )
    for row in result.rows():
        assert metric.value_of(rows_of_cell(rows, row), metric.variants[0]) == pytest.approx(row["value"])


def test_survival_never_rises_and_its_band_holds_it() -> None:
    values = list(curve(ask(random_book(8, accounts=30).workspace(), "survival", SCOPE)).values())
    assert values == sorted(values, reverse=True)
    assert values[0] == 1.0


def test_a_median_that_was_not_reached_is_said_to_be_so() -> None:
    rows = [customer(f"a{index}", date(2024, 1, 1), "2024-03-01" if index < 2 else None) for index in range(8)]
    result = ask(workspace_of(subscriptions=rows), "survival", Scope(as_of=date(2024, 6, 30)))
    median = row_of(result, "median")
    assert median["value"] is None
    # Two of eight are lost.
    assert (
        median["note"] == "Not reached: more than half (75\N{NO-BREAK SPACE}%) were still customers when last seen."
    )


def test_a_mean_over_more_months_than_anybody_was_seen_has_no_value() -> None:
    rows = [customer("a", date(2024, 1, 1)), customer("b", date(2024, 1, 1), "2024-02-01")]
    workspace, scope = workspace_of(subscriptions=rows), Scope(as_of=date(2024, 7, 1))
    assert "observed for 24 months" in str(row_of(ask(workspace, "survival", scope), "restricted_mean")["note"])
    # One of two is there for one month, the other for six: (1 + 6) / 2.
    six = row_of(ask(workspace, "survival", scope, None, {"tau_months": 6}), "restricted_mean")
    assert six["value"] == pytest.approx(3.5)


def test_who_was_there_before_the_data_counts_from_when_it_came_into_view() -> None:
    # Snapshots from January on. The CRM says that `old` began ten months before; nothing is known of `dark`.
    months = [f"2024-{month:02d}-01" for month in (1, 2, 3, 4)]
    there = {"old": months, "dark": months, "new": months[1:], "gone": months[1:3]}
    rows = [
        {"account_id": account, "month": month, "mrr": "100", "currency": "EUR"}
        for account, seen in there.items()
        for month in seen
    ]
    accounts = [{"account_id": "old", "start_date": "2023-03-01"}, {"account_id": "gone", "start_date": ""}]
    workspace = workspace_of(mrr_snapshots=rows, accounts=accounts)
    result = ask(workspace, "survival", Scope(start=date(2024, 1, 1), as_of=date(2024, 4, 30)))
    # `new` and `gone` are in view from age 0; `gone` is lost at 2; `old` is in view from 10 on. Whether `new` reaches
    # 3 and `old` 14 the snapshot of May would tell.
    assert {age: (row_of(result, "survival", age)["n"], value) for age, value in curve(result).items()} == {
        0: (2, 1.0),
        1: (2, 1.0),
        2: (2, 0.5),
        **dict.fromkeys(range(3, 11), (0, None)),
        11: (1, 0.5),
        12: (1, 0.5),
        13: (1, 0.5),
    }
    assert result.left_out == ("Left out, as they started before the data on an unknown date: 1 account.",)


def test_what_comes_after_the_scope_s_end_is_not_known_yet() -> None:
    rows = [
        customer("a", date(2024, 1, 1), "2024-04-10"),
        customer("b", date(2024, 1, 1)),
        customer("c", "2024-05-01"),
    ]
    workspace = workspace_of(subscriptions=rows)
    until_march = ask(workspace, "survival", Scope(end=date(2024, 4, 1), as_of=date(2024, 6, 30)))
    # Whether the two of January reach three months is an event of 1 April.
    assert curve(until_march) == {0: 1.0, 1: 1.0, 2: 1.0}
    assert curve(ask(workspace, "survival", Scope(as_of=date(2024, 6, 30))))[4] == 0.5


def test_only_the_first_stay_counts_and_a_pause_does_not_end_it() -> None:
    rows = [
        customer("back", date(2024, 1, 1), "2024-02-01"),
        customer("back", date(2024, 4, 1)),
        customer("paused", date(2024, 1, 1), None, paused_at="2024-02-01", resumed_at="2024-03-01"),
    ]
    workspace, scope = workspace_of(subscriptions=rows), Scope(as_of=date(2024, 7, 1))
    assert curve(ask(workspace, "survival", scope))[6] == 0.5
    # A return after 60 days is no end when the grace is as long.
    assert curve(ask(workspace, "survival", scope, None, {"grace_days": 60}))[6] == 1.0


def test_the_hour_of_an_end_makes_no_term_a_day_longer() -> None:
    rows = [customer("a", "2024-01-05 14:00", "2024-02-05 14:00"), customer("b", "2024-01-05")]
    assert curve(ask(workspace_of(subscriptions=rows), "survival", Scope(as_of=date(2024, 3, 31))))[1] == 0.5


def test_an_end_that_is_planned_but_not_reached_is_no_loss() -> None:
    workspace = workspace_of(subscriptions=[customer("a", FIRST, AS_OF + timedelta(days=40))])
    assert set(curve(ask(workspace, "survival", SCOPE)).values()) == {1.0}


def test_the_last_snapshot_puts_nobody_at_risk_of_what_the_next_one_tells() -> None:
    # A begins in January, B in February, C in March; A is lost after two months. B has two months behind it on
    # 31 March, and whether it goes on is told in April: at two months B is not at risk before April is known.
    there = {"A": (1, 2), "B": (2, 3, 4), "C": (3, 4), "Z": (1, 2, 3, 4)}
    rows = [
        {"account_id": account, "month": f"2024-0{month}-01", "mrr": "100", "currency": "EUR"}
        for account, months in there.items()
        for month in months
    ]
    items = [{"account_id": account, "start_date": f"2024-0{months[0]}-01"} for account, months in there.items()]
    workspace = workspace_of(mrr_snapshots=rows, accounts=items)
    march = ask(workspace, "survival", Scope(as_of=date(2024, 3, 31)))
    # A and Z at two months, of whom A is lost.
    assert (curve(march)[2], row_of(march, "survival", 2)["n"]) == (0.5, 2)
    april = ask(workspace, "survival", Scope(as_of=date(2024, 4, 30)))
    # A, Z and now B too.
    assert (curve(april)[2], row_of(april, "survival", 2)["n"]) == (pytest.approx(2 / 3), 3)


def test_a_curve_that_falls_to_nothing_before_older_customers_come_into_view_says_so() -> None:
    rows = [
        {"account_id": "old", "month": f"2024-0{month}-01", "mrr": "100", "currency": "EUR"} for month in range(1, 7)
    ]
    rows += [{"account_id": "new", "month": "2024-02-01", "mrr": "100", "currency": "EUR"}]
    workspace = workspace_of(mrr_snapshots=rows, accounts=[{"account_id": "old", "start_date": "2020-01-01"}])
    notes = ask(workspace, "survival", Scope(as_of=date(2024, 6, 30))).notes
    assert len(notes) == 1
    assert notes[0].startswith(
        "At 1.0 months every observed customer had been lost, while older ones came into view later"
    )


def test_a_curve_of_late_comers_alone_says_from_where_it_is() -> None:
    rows = [
        {"account_id": "old", "month": f"2024-0{month}-01", "mrr": "100", "currency": "EUR"} for month in range(1, 7)
    ]
    workspace = workspace_of(mrr_snapshots=rows, accounts=[{"account_id": "old", "start_date": "2023-01-01"}])
    notes = ask(workspace, "survival", Scope(as_of=date(2024, 6, 30))).notes
    assert notes == (
        "No customer was observed before an age of 12.0 months: the curve is for customers who had reached it.",
    )


def test_segments_without_losses_can_t_be_compared() -> None:
    rows = [customer("a", date(2024, 1, 1)), customer("b", date(2024, 1, 1))]
    accounts = [{"account_id": "a", "Arm": "x"}, {"account_id": "b", "Arm": "y"}]
    result = ask(workspace_of(subscriptions=rows, accounts=accounts), "survival", Scope(as_of=STUDY_END, split="Arm"))
    assert result.notes == ("Too few losses to compare segments.",)


def test_nobody_in_scope_has_no_rows_behind() -> None:
    workspace = workspace_of(subscriptions=[customer("a", FIRST)], accounts=[{"account_id": "a", "Arm": "x"}])
    nobody = replace(SCOPE, filters=(("Arm", ("z",)),))
    assert rows_behind(workspace, "survival", nobody).num_rows == 0
    metric = metric_named("survival")
    assert metric.value_of(rows_behind(workspace, "survival", nobody), metric.variants[0]) is None
