"""The MRR bridge: it closes to the cent whatever happens, and every bar is what it says."""

import math
from collections import defaultdict
from dataclasses import replace
from datetime import date, datetime
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csm_core.metrics.asking.ask import ask, rows_behind
from csm_core.metrics.revenue.mrr_movements import SERIES
from csm_core.scope import Scope
from tests.csm_core.metrics.revenue.ledgers import AS_OF, EDGES, Book, days_between, months, random_book
from tests.workspaces import batch_of, workspace_of

SCOPE = Scope(start=EDGES[0], end=EDGES[-1], as_of=AS_OF, currency="EUR")
CHOICES = st.fixed_dictionaries(
    {
        "discounts": st.sampled_from(["all", "lasting", "none"]),
        "paused": st.sampled_from(["zero", "kept"]),
        "churn_moment": st.sampled_from(["end_of_term", "requested"]),
        "grace_days": st.sampled_from([0, 3, 15]),
        "fx": st.sampled_from(["dated", "fixed"]),
    }
)
Bars = dict[tuple[date, str | None, str], float]


def bars(book: Book, variant: str, scope: Scope = SCOPE) -> Bars:
    rows = ask(book.workspace(), "mrr_movements", scope, variant, book.settings).rows()
    figures = {(row["period"], row["segment"], row["series"]): row["value"] for row in rows}
    assert len(figures) == len(rows)
    return figures  # type: ignore[return-value]


def kind(book: Book, account: str, begins: date, ends: date, rated_at: date) -> tuple[str, float] | None:
    """What one account did between two instants, in one currency's worth."""
    before, after = book.mrr(account, begins, rated_at), book.mrr(account, ends, rated_at)
    if math.isclose(before, after, abs_tol=1e-9):
        return None
    if before == 0:
        if not book.paid_before(account, begins):
            return "new", after
        return ("resumed" if book.held(account, begins) else "reactivation"), after
    if after == 0:
        return ("paused" if book.held(account, ends) else "churn"), -before
    return ("expansion" if after > before else "contraction"), after - before


def bridge_by_loops(book: Book, daily: bool, segment_of: dict[str, str] | None = None) -> Bars:
    """The bridge by loops over accounts, and over days where each change counts."""
    sums: Bars = defaultdict(float)
    for begins, ends in months():
        for account in book.accounts:
            segment = segment_of[account] if segment_of else None
            days = [*days_between(begins, ends), ends] if daily else [begins, ends]
            for first, last in pairwise(days):
                step = kind(book, account, first, last, ends)
                if step is not None:
                    sums[begins, segment, step[0]] += step[1]
                lost = book.left_on_hold(account, first, last, ends)
                sums[begins, segment, "paused"] += lost
                sums[begins, segment, "churn"] -= lost
            start = book.mrr(account, begins)
            sums[begins, segment, "start"] += start
            sums[begins, segment, "currency"] += book.mrr(account, begins, ends) - start
            sums[begins, segment, "end"] += book.mrr(account, ends)
    return sums


def agree(result: Bars, expected: Bars) -> None:
    for key, value in result.items():
        assert value == pytest.approx(expected.get(key, 0.0), abs=0.005), key
    assert {key for key, value in expected.items() if abs(value) > 0.005} <= result.keys()


@settings(max_examples=4, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10_000), choices=CHOICES)
def test_net_bridge_is_the_loop_over_accounts(seed: int, choices: dict[str, str | int]) -> None:
    book = random_book(seed, **choices)
    agree(bars(book, "net"), bridge_by_loops(book, daily=False))


@settings(max_examples=4, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10_000), choices=CHOICES)
def test_event_bridge_is_the_loop_over_days(seed: int, choices: dict[str, str | int]) -> None:
    book = random_book(seed, **choices)
    agree(bars(book, "events"), bridge_by_loops(book, daily=True))


@pytest.mark.parametrize("variant", ["net", "events"])
def test_split_bridge_is_the_loop_over_accounts_of_a_segment(variant: str) -> None:
    book = random_book(77, 20)
    drawn = bars(book, variant, replace(SCOPE, split="Plan"))
    agree(drawn, bridge_by_loops(book, variant == "events", dict(book.plans)))
    only = bars(book, variant, replace(SCOPE, filters=(("Plan", ("Pro",)),)))
    assert {key: value for key, value in only.items() if value} == {
        (period, None, series): value for (period, plan, series), value in drawn.items() if plan == "Pro" and value
    }


@settings(max_examples=4, deadline=None, derandomize=True)
@given(
    seed=st.integers(0, 10_000),
    variant=st.sampled_from(["net", "events"]),
    split=st.sampled_from([None, "Plan"]),
    grain=st.sampled_from(["day", "week", "month", "quarter"]),
    start=st.dates(date(2024, 1, 1), date(2024, 6, 1)),
    choices=CHOICES,
)
def test_start_and_movements_make_the_end_to_the_cent(
    seed: int, variant: str, split: str | None, grain: str, start: date, choices: dict[str, str | int]
) -> None:
    scope, _ = Scope.from_query([("grain", grain)])
    scope = replace(scope, start=start, end=date(2024, 7, 1), as_of=AS_OF, split=split, currency="EUR")
    drawn = bars(random_book(seed, **choices), variant, scope)
    ends: dict[str | None, float] = {}
    for period, segment in sorted({key[:2] for key in drawn}, key=lambda key: (key[0], str(key[1]))):
        cells = {series: drawn[period, segment, series] for series in SERIES}
        assert cells["end"] == pytest.approx(sum(value for name, value in cells.items() if name != "end"), abs=1e-6)
        # Each period begins where the one before it ended.
        assert cells["start"] == pytest.approx(ends.get(segment, cells["start"]), abs=1e-6)
        ends[segment] = cells["end"]


def line(account: str, start: str, end: str = "", mrr: str = "100", **more: str) -> dict[str, str]:
    return {"account_id": account, "start_date": start, "end_date": end, "mrr": mrr, "currency": "EUR"} | more


JUNE = Scope(start=date(2024, 6, 1), end=date(2024, 7, 1), as_of=date(2024, 6, 30))


def june(rows: list[dict[str, str]], variant: str = "net", **choices: str | int) -> dict[str, float]:
    answer = ask(workspace_of(subscriptions=rows), "mrr_movements", JUNE, variant, choices)
    return {row["series"]: row["value"] for row in answer.rows() if row["value"]}  # type: ignore[misc]


def test_every_bar_has_a_row_and_what_did_not_happen_is_a_true_zero() -> None:
    rows = ask(workspace_of(subscriptions=[line("A", "2024-01-01")]), "mrr_movements", JUNE).rows()
    assert [row["series"] for row in rows] == list(SERIES)
    assert {row["series"]: row["value"] for row in rows} == dict.fromkeys(SERIES, 0.0) | {
        "start": 100.0,
        "end": 100.0,
    }


def test_joining_and_leaving_inside_a_period_shows_only_where_each_change_counts() -> None:
    rows = [line("A", "2024-01-01"), line("B", "2024-06-05", "2024-06-20")]
    assert june(rows) == {"start": 100, "end": 100}
    assert june(rows, "events") == {"start": 100, "new": 100, "churn": -100, "end": 100}


def test_swap_of_plans_on_one_day_is_one_movement_even_where_each_change_counts() -> None:
    rows = [line("A", "2024-01-01", "2024-06-10"), line("A", "2024-06-10", mrr="130")]
    assert june(rows, "events") == {"start": 100, "expansion": 30, "end": 130}


def test_up_and_down_inside_a_period_nets_out_by_default() -> None:
    rows = [
        line("A", "2024-01-01", "2024-06-05"),
        line("A", "2024-06-05", "2024-06-15", "150"),
        line("A", "2024-06-15", "", "120"),
    ]
    assert june(rows) == {"start": 100, "expansion": 20, "end": 120}
    assert june(rows, "events") == {"start": 100, "expansion": 50, "contraction": -30, "end": 120}


def test_cancelling_one_of_two_lines_is_contraction() -> None:
    rows = [line("A", "2024-01-01"), line("A", "2024-01-01", "2024-06-10", "40")]
    assert june(rows) == {"start": 140, "contraction": -40, "end": 100}


def test_pause_is_no_churn_and_its_end_no_new_business() -> None:
    paused = [line("A", "2024-01-01", paused_at="2024-06-10")]
    assert june(paused) == {"start": 100, "paused": -100}
    assert june(paused, paused="kept") == {"start": 100, "end": 100}
    resumed = [line("A", "2024-01-01", paused_at="2024-05-10", resumed_at="2024-06-10")]
    assert june(resumed) == {"resumed": 100, "end": 100}


def test_return_within_the_grace_is_no_churn_and_after_it_is_reactivation() -> None:
    rows = [line("A", "2024-01-01", "2024-05-25"), line("A", "2024-06-10")]
    assert june(rows) == {"reactivation": 100, "end": 100}
    # 25 May to 10 June are 16 days.
    assert june(rows, grace_days=15) == {"reactivation": 100, "end": 100}
    assert june(rows, grace_days=16) == {"resumed": 100, "end": 100}


def test_churn_moment_is_the_end_of_the_term_unless_the_request_is_asked_for() -> None:
    rows = [line("A", "2024-01-01", "2024-08-01", cancel_requested_at="2024-06-10"), line("B", "2024-01-01")]
    assert june(rows) == {"start": 200, "end": 200}
    assert june(rows, churn_moment="requested") == {"start": 200, "churn": -100, "end": 100}


def test_rates_move_only_the_currency_bar() -> None:
    # 100 USD are 90 when June begins and 110 when it ends; 50 USD more are bought in between.
    workspace = workspace_of(
        subscriptions=[
            line("A", "2024-01-01", currency="USD"),
            line("A", "2024-06-10", mrr="50", currency="USD"),
            line("B", "2024-01-01"),
        ],
        fx_rates=[
            {"date": "2024-01-01", "currency": "USD", "rate": "0.9"},
            {"date": "2024-06-15", "currency": "USD", "rate": "1.1"},
            {"date": "2024-01-01", "currency": "EUR", "rate": "1"},
        ],
    )
    for variant in ("net", "events"):
        rows = ask(workspace, "mrr_movements", replace(JUNE, currency="EUR"), variant).rows()
        assert {row["series"]: row["value"] for row in rows if row["value"]} == pytest.approx(
            {"start": 190, "expansion": 55, "currency": 20, "end": 265}
        )


def test_rounding_of_rates_makes_no_movement_of_its_own() -> None:
    # 33.33 × 1.1111 and 33.33 × 1.2345 are rounded to four places; their difference must be the currency bar's alone.
    workspace = workspace_of(
        subscriptions=[line(f"A{index}", "2024-01-01", mrr=f"33.3{index}", currency="USD") for index in range(9)],
        fx_rates=[
            {"date": "2024-01-01", "currency": "USD", "rate": "1.1111"},
            {"date": "2024-06-15", "currency": "USD", "rate": "1.23456"},
            {"date": "2024-01-01", "currency": "EUR", "rate": "1"},
        ],
    )
    rows = ask(workspace, "mrr_movements", replace(JUNE, currency="EUR")).rows()
    assert {row["series"] for row in rows if row["n"]} == {"start", "currency", "end"}


def test_change_of_segment_enters_and_leaves_and_each_segment_closes() -> None:
    accounts = [{"account_id": "A", "Plan": "Basic"}, {"account_id": "B", "Plan": "Basic"}]
    workspace = workspace_of(
        subscriptions=[
            line("A", "2024-01-01", "2024-06-20"),
            line("A", "2024-06-20", "", "130"),
            line("B", "2024-01-01"),
        ],
        accounts=accounts,
    )
    moved = batch_of("accounts", [{"account_id": "A", "Plan": "Pro"}, accounts[1]], "later.csv")
    # The first load says Basic for all the time before the second one, which comes in June.
    workspace.load([moved], datetime(2025, 6, 15), "add")  # noqa: DTZ001 - the store keeps plain UTC
    scope = Scope(start=date(2025, 6, 1), end=date(2025, 7, 1), as_of=date(2025, 6, 30), split="Plan")
    rows = ask(workspace, "mrr_movements", scope).rows()
    assert {(row["segment"], row["series"]): row["value"] for row in rows if row["value"]} == {
        ("Basic", "start"): 230,
        ("Basic", "left"): -130,
        ("Basic", "end"): 100,
        ("Pro", "entered"): 130,
        ("Pro", "end"): 130,
    }


def test_growth_of_an_account_that_changes_segment_belongs_to_the_segment_it_came_from() -> None:
    workspace = workspace_of(
        subscriptions=[line("A", "2024-01-01", "2025-01-10"), line("A", "2025-01-10", "", "130")],
        accounts=[{"account_id": "A", "Plan": "Basic"}],
    )
    moved = batch_of("accounts", [{"account_id": "A", "Plan": "Pro"}], "later.csv")
    workspace.load([moved], datetime(2025, 1, 15), "add")  # noqa: DTZ001 - the store keeps plain UTC
    scope = Scope(
        start=date(2025, 1, 1), end=date(2025, 2, 1), as_of=date(2025, 1, 31), filters=(("Plan", ("Basic",)),)
    )
    rows = ask(workspace, "mrr_movements", scope).rows()
    assert {row["series"]: row["value"] for row in rows if row["value"]} == {
        "start": 100,
        "expansion": 30,
        "left": -130,
    }


def test_customers_from_before_the_data_enter_and_are_not_new() -> None:
    months_of = {"A": ("100", "100"), "B": ("0", "60")}
    rows = [
        {"account_id": account, "month": f"2024-0{index + 1}-01", "mrr": mrr}
        for account, amounts in months_of.items()
        for index, mrr in enumerate(amounts)
    ]
    answer = ask(workspace_of(mrr_snapshots=rows), "mrr_movements")
    # B is told to pay nothing in the first month: it is new in the second.
    assert {(row["period"].month, row["series"]): row["value"] for row in answer.rows() if row["value"]} == {  # type: ignore[attr-defined]
        (1, "entered"): 100,
        (1, "end"): 100,
        (2, "start"): 100,
        (2, "new"): 60,
        (2, "end"): 160,
    }
    assert any("entered" in note for note in answer.notes)


def test_amounts_that_name_no_currency_count() -> None:
    rows = [{key: value for key, value in line("A", "2024-01-01").items() if key != "currency"}]
    assert june(rows) == {"start": 100, "end": 100}


def test_metered_lines_change_once_a_period_at_its_end() -> None:
    # The mean of the month-ends May, April and March is 30 when June begins, that of June, May and April 60.
    metered = [
        line("A", "2024-04-05", "2024-05-05", "90", is_metered="true"),
        line("A", "2024-05-05", "2024-06-05", "0", is_metered="true"),
        line("A", "2024-06-05", "", "90", is_metered="true"),
    ]
    rows = [line("A", "2024-01-01"), line("A", "2024-06-10", mrr="7"), *metered]
    assert june(rows, "events", metered="mean3") == {"start": 130, "expansion": 37, "end": 167}
    assert june(rows, metered="mean3") == {"start": 130, "expansion": 37, "end": 167}


def test_rows_of_each_change_carry_the_day_on_which_it_shows() -> None:
    workspace = workspace_of(subscriptions=[line("A", "2024-01-01"), line("B", "2024-06-05", "2024-06-20")])
    rows = rows_behind(workspace, "mrr_movements", JUNE, "events").to_pylist()
    days = {row["series"]: row["changed_on"] for row in rows if row["account_id"] == "B"}
    # New with its first day, churn with the first day without service.
    assert days == {"new": date(2024, 6, 5), "churn": date(2024, 6, 20)}


def test_who_leaves_from_a_pause_is_churn_then_with_what_was_last_paid() -> None:
    line = {"account_id": "B", "start_date": "2024-01-05", "end_date": "2024-05-20", "currency": "EUR"}
    # 60 pause in February while 40 are paid: less. The 40 pause in March: that is the pause of the customer.
    workspace = workspace_of(
        subscriptions=[
            line | {"subscription_id": "1", "mrr": "60", "paused_at": "2024-02-10"},
            line | {"subscription_id": "2", "mrr": "40", "paused_at": "2024-03-10"},
            line | {"account_id": "A", "mrr": "100", "end_date": ""},
        ]
    )
    for variant in ("net", "events"):
        rows = ask(workspace, "mrr_movements", SCOPE, variant).rows()
        figures = {(row["period"].month, row["series"]): row["value"] for row in rows if row["value"]}  # type: ignore[attr-defined]
        assert figures[2, "contraction"] == -60.0
        assert figures[3, "paused"] == -40.0
        assert (figures[5, "paused"], figures[5, "churn"]) == (40.0, -40.0)
    # 40 of the 100 of May's start.
    rates = {row["period"]: row["value"] for row in ask(workspace, "revenue_churn_rate", SCOPE).rows()}
    assert rates[date(2024, 5, 1)] == 0.4


@pytest.mark.parametrize("split", ["Main plan", "Size by MRR"])
def test_newcomers_are_new_in_the_segment_that_they_came_into(split: str) -> None:
    def line(account: str, start: str, end: str, mrr: str, plan: str) -> dict[str, str]:
        dates = {"account_id": account, "start_date": start, "end_date": end}
        return dates | {"mrr": mrr, "plan": plan, "currency": "EUR"}

    workspace = workspace_of(
        subscriptions=[
            line("A", "2023-12-05", "", "150", "Pro"),
            line("B", "2024-01-10", "", "200", "Pro"),
            # From Basic to Pro in February, and from under 100 to above it.
            line("C", "2024-01-11", "2024-02-20", "70", "Basic"),
            line("C", "2024-02-20", "", "120", "Pro"),
            line("E", "2024-02-03", "2024-02-20", "50", "Basic"),
        ]
    )
    small, large = {"Main plan": ("Basic", "Pro"), "Size by MRR": ("30–100", "100–300")}[split]
    scope = replace(SCOPE, end=date(2024, 3, 1), as_of=date(2024, 2, 29), split=split)
    for variant in ("net", "events"):
        rows = ask(workspace, "mrr_movements", scope, variant).rows()
        figures = {(row["period"].month, row["segment"], row["series"]): row["value"] for row in rows if row["value"]}  # type: ignore[attr-defined]
        within = {} if variant == "net" else {(2, small, "new"): 50.0, (2, small, "churn"): -50.0}
        assert figures == within | {
            (1, large, "start"): 150.0,
            (1, large, "new"): 200.0,
            (1, large, "end"): 350.0,
            (1, small, "new"): 70.0,
            (1, small, "end"): 70.0,
            (2, small, "start"): 70.0,
            (2, small, "expansion"): 50.0,
            (2, small, "left"): -120.0,
            (2, large, "start"): 350.0,
            (2, large, "entered"): 120.0,
            (2, large, "end"): 470.0,
        }
        standing = {
            (row["period"].month, row["segment"]): row["value"] for row in ask(workspace, "mrr", scope).rows()
        }  # type: ignore[attr-defined]
        ends = {(month, segment): value for (month, segment, series), value in figures.items() if series == "end"}
        assert {key: value for key, value in standing.items() if value} == ends
