"""Net and gross revenue retention against loops over accounts and days."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csm_core.metrics.asking.ask import ask, rows_behind
from csm_core.metrics.framework.declare import Value
from csm_core.scope import Scope
from csm_core.stats.ratio_interval import Kind, ratio_interval
from tests.csm_core.metrics.revenue.ledgers import AS_OF, EDGES, Book, days_between, months, random_book
from tests.workspaces import Row, workspace_of

SCOPE = Scope(start=EDGES[0], end=EDGES[-1], as_of=AS_OF, currency="EUR")
CHOICES = st.fixed_dictionaries(
    {
        "discounts": st.sampled_from(["all", "lasting", "none"]),
        "paused": st.sampled_from(["zero", "kept"]),
        "grace_days": st.sampled_from([0, 15]),
        "fx": st.sampled_from(["dated", "fixed"]),
    }
)
BACK = 2
Rates = dict[date, float | None]


def answered(book: Book, metric: str, variant: str) -> Rates:
    choices = book.settings | {"lookback_months": BACK}
    rows = ask(book.workspace(), metric, SCOPE, variant, choices).rows()
    return {row["period"]: row["value"] for row in rows}  # type: ignore[misc]


def spans() -> list[tuple[date, date, date]]:
    """Each period with the instants from which and to which it looks: two months, cut to the month's length."""
    rows = []
    for begins, ends in months():
        index = ends.year * 12 + ends.month - 1 - BACK
        rows.append((begins, date(index // 12, index % 12 + 1, ends.day), ends))
    return rows


def cohort(book: Book) -> tuple[Rates, Rates]:
    net: Rates = {}
    gross: Rates = {}
    for period, then, now in spans():
        pairs = [(book.mrr(account, then, now), book.mrr(account, now)) for account in book.accounts]
        start = sum(before for before, _ in pairs)
        net[period] = sum(after for before, after in pairs if before > 0) / start if start else None
        gross[period] = sum(min(before, after) for before, after in pairs) / start if start else None
    return net, gross


def movement_sum(book: Book) -> tuple[Rates, Rates]:
    net: Rates = {}
    gross: Rates = {}
    for period, then, now in spans():
        start = kept = stayed = 0.0
        for account in book.accounts:
            first = book.mrr(account, then, now)
            moved, lost, paused = moves(book, account, then, now)
            start, kept, stayed = start + first, kept + first + moved, stayed + first + lost + min(0.0, paused)
        net[period] = kept / start if start else None
        gross[period] = stayed / start if start else None
    return net, gross


def moves(book: Book, account: str, then: date, now: date) -> tuple[float, float, float]:
    """Every change but the first ever, the losses among them, and what pauses took and gave back."""
    moved = lost = paused = 0.0
    for day in days_between(then, now):
        after_day = day + timedelta(days=1)
        before, after = book.mrr(account, day, now), book.mrr(account, after_day, now)
        if before == 0 and after > 0 and not book.paid_before(account, day):
            continue
        change, left = after - before, book.left_on_hold(account, day, after_day, now)
        is_pause = (after == 0 and book.held(account, after_day)) or (before == 0 and book.held(account, day))
        moved += change
        paused += left + (change if is_pause else 0.0)
        lost += -left + (min(0.0, change) if not is_pause else 0.0)
    return moved, lost, paused


@settings(max_examples=4, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10_000), choices=CHOICES)
def test_every_reading_is_the_loop(seed: int, choices: dict[str, str | int]) -> None:
    book = random_book(seed, **choices)
    for variant, expected in (
        ("cohort", cohort(book)),
        ("movement_sum", movement_sum(book)),
    ):
        for metric, note in zip(("net_revenue_retention", "gross_revenue_retention"), expected, strict=True):
            answer = answered(book, metric, variant)
            assert answer.keys() == note.keys()
            for period, value in note.items():
                assert answer[period] == (None if value is None else pytest.approx(value, abs=1e-4)), (
                    variant,
                    period,
                )


@settings(max_examples=4, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10_000), variant=st.sampled_from(["cohort", "movement_sum", "renewal_base"]))
def test_gross_never_passes_net_or_one(seed: int, variant: str) -> None:
    book = random_book(seed)
    net, gross = (answered(book, f"{kept}_revenue_retention", variant) for kept in ("net", "gross"))
    assert net.keys() == gross.keys()
    for period, value in gross.items():
        other = net[period]
        assert (value is None) == (other is None)
        assert value is None or other is None or value <= min(1.0, other) + 1e-12


def line(account: str, start: str, end: str = "", mrr: str = "100", **more: str) -> Row:
    return {"account_id": account, "start_date": start, "end_date": end, "mrr": mrr, "currency": "EUR"} | more


JUNE = Scope(start=date(2024, 6, 1), end=date(2024, 7, 1), as_of=date(2024, 6, 30))


def june(rows: list[Row], kept: str = "net", variant: str | None = None, **choices: Value) -> dict[str, object]:
    answer = ask(workspace_of(subscriptions=rows), f"{kept}_revenue_retention", JUNE, variant, choices)
    assert answer.table.num_rows == 1
    return answer.rows()[0]


def test_nobody_live_at_the_start_is_no_value_with_a_reason() -> None:
    row = june([line("A", "2024-01-01")])
    assert (row["value"], row["note"]) == (None, "No paying customers 12 months before the end of this period.")


def test_look_back_sees_before_the_shown_window_and_before_the_grid_of_periods() -> None:
    # 12 months before 1 July 2024 only A pays, from the data's very first month.
    rows = [line("A", "2023-06-15", "2024-03-01"), line("A", "2024-03-01", "", "80"), line("B", "2024-02-01")]
    assert june(rows)["value"] == 0.8
    weekly = Scope.from_query(
        [("grain", "week"), ("start", "2024-06-24"), ("end", "2024-07-01"), ("as_of", "2024-06-30")]
    )
    answer = ask(workspace_of(subscriptions=rows), "net_revenue_retention", weekly[0])
    assert [row["value"] for row in answer.rows()] == [0.8]


@pytest.mark.parametrize("as_of", ["2024-02-28", "2024-02-29"])
def test_twelve_months_before_the_end_of_a_leap_february_is_28_february(as_of: str) -> None:
    # B paid on 28 February 2023, its first day; C came a day later. A and B paid 200 then, and A alone pays since
    # June: 100 ÷ 200.
    rows = [line("A", "2022-01-01"), line("B", "2023-02-28", "2023-06-01"), line("C", "2023-03-01")]
    scope, _ = Scope.from_query([("grain", "day"), ("start", as_of), ("end", "2024-03-01"), ("as_of", as_of)])
    answer = ask(workspace_of(subscriptions=rows), "net_revenue_retention", scope)
    assert [row["value"] for row in answer.rows()] == [0.5]


def test_who_left_and_came_back_counts_with_what_is_paid_now() -> None:
    rows = [line("A", "2023-01-01", "2023-12-01"), line("A", "2024-05-01", "", "70"), line("B", "2023-01-01")]
    assert june(rows)["value"] == 0.85
    # 200 − 100 + 70; every loss: 200 − 100
    assert june(rows, variant="movement_sum")["value"] == 0.85
    assert june(rows, "gross", "movement_sum")["value"] == 0.5


def test_paused_accounts_pay_nothing_unless_kept() -> None:
    rows = [line("A", "2023-01-01", paused_at="2024-06-10"), line("B", "2023-01-01")]
    assert june(rows)["value"] == 0.5
    assert june(rows, paused="kept")["value"] == 1.0


def test_pause_that_is_over_costs_no_gross_retention() -> None:
    rows = [line("A", "2023-01-01", paused_at="2024-02-10", resumed_at="2024-04-10")]
    for variant in ("cohort", "movement_sum"):
        assert june(rows, "gross", variant)["value"] == 1.0


def test_gross_by_movements_falls_below_zero() -> None:
    # 100 lost, 300 won back and lost again: (100 − 100 − 300) ÷ 100
    rows = [line("A", "2023-01-01", "2023-10-01"), line("A", "2024-01-01", "2024-05-01", "300")]
    assert june(rows, "gross", "movement_sum")["value"] == -3.0


def test_moving_rates_are_no_retention() -> None:
    workspace = workspace_of(
        subscriptions=[line("A", "2023-01-01", currency="USD"), line("B", "2023-01-01", "2024-05-01")],
        fx_rates=[
            {"date": "2023-01-01", "currency": "USD", "rate": "0.5"},
            {"date": "2024-05-01", "currency": "USD", "rate": "1.5"},
            {"date": "2023-01-01", "currency": "EUR", "rate": "1"},
        ],
    )
    # 150 ÷ (150 + 100) at today's rate; at each day's own it would be 150 ÷ 150.
    scope = Scope(start=JUNE.start, end=JUNE.end, as_of=JUNE.as_of, currency="EUR")
    assert ask(workspace, "net_revenue_retention", scope).rows()[0]["value"] == 0.6


def test_renewal_base_counts_only_who_had_a_term_that_ended() -> None:
    rows = [
        line("A", "2023-01-01", "2024-03-01", term_end="2024-03-01"),
        line("B", "2023-01-01", mrr="60", term_end="2024-01-01"),
        line("C", "2023-01-01", mrr="500", term_end="2026-01-01"),
        line("D", "2023-01-01", mrr="500"),
    ]
    row = june(rows, variant="renewal_base")
    assert (row["value"], row["n"]) == (0.375, 2)


def test_renewal_base_without_terms_says_what_would_unlock_it() -> None:
    assert "term_end" in str(june([line("A", "2023-01-01")], variant="renewal_base")["note"])
    nothing_due = june([line("A", "2023-01-01", term_end="2030-01-01")], variant="renewal_base")
    assert str(nothing_due["note"]).startswith("No decided renewals of paying customers in these 12")


def test_renewal_date_of_the_crm_is_a_term_too() -> None:
    workspace = workspace_of(
        subscriptions=[line("A", "2023-01-01")], accounts=[{"account_id": "A", "renewal_date": "2024-06-29"}]
    )
    # The day after the renewal it is known only without a grace.
    values = [
        ask(workspace, "net_revenue_retention", JUNE, "renewal_base", choices).rows()[0]["value"]
        for choices in ({"renewal_grace_days": 0}, {})
    ]
    assert values == [1.0, None]


def test_who_renews_each_month_is_in_the_renewal_base_of_the_latest_period() -> None:
    monthly = line("A", "2023-01-20", mrr="100", term_end="2024-07-20", billing_interval="month")
    yearly = line("B", "2022-03-01", "2024-03-01", "300", term_end="2024-03-01", billing_interval="year")
    # A's term of 20 May is decided on the last day of June, that of 20 June is not yet. B is lost; C has come since.
    row = june([monthly, yearly, line("C", "2024-06-25")], "net", "renewal_base")
    assert (row["value"], row["n"]) == (pytest.approx(100 / 400), 2)


def test_renewal_base_has_the_grace_of_the_renewal_rate() -> None:
    rows = [
        line("A", "2023-03-01", "2024-03-01", "100", term_end="2024-03-01", subscription_id="a1"),
        line("A", "2024-03-01", "", "130", term_end="2025-03-01", subscription_id="a2"),
        line("E", "2023-03-20", "2024-03-20", "80", term_end="2024-03-20", subscription_id="e1"),
        # Twelve days later: within the thirty of the renewal rate.
        line("E", "2024-04-01", "", "60", term_end="2025-04-01", subscription_id="e2"),
    ]
    assert june(rows, "net", "renewal_base")["value"] == pytest.approx((130 + 60) / 180)
    assert june(rows, "gross", "renewal_base")["value"] == pytest.approx((100 + 60) / 180)
    assert june(rows, "net", "renewal_base", renewal_grace_days=5)["value"] == pytest.approx(130 / 180)
    march = Scope(start=date(2024, 3, 1), end=date(2024, 4, 1), as_of=JUNE.as_of)
    rate = ask(workspace_of(subscriptions=rows), "renewal_rate", march).rows()
    assert {row["measure"]: row["value"] for row in rate}["value"] == pytest.approx((100 + 60) / 180)


def test_segment_is_that_of_the_start_of_the_look_back() -> None:
    workspace = workspace_of(
        subscriptions=[line("A", "2023-01-01", "2024-01-01", "50"), line("B", "2023-01-01")],
        accounts=[{"account_id": "A", "Plan": "Basic"}, {"account_id": "B", "Plan": "Pro"}],
    )
    scope = Scope(start=JUNE.start, end=JUNE.end, as_of=JUNE.as_of, split="Plan")
    values = {row["segment"]: row["value"] for row in ask(workspace, "net_revenue_retention", scope).rows()}
    assert values == {"Basic": 0.0, "Pro": 1.0}


def test_few_accounts_that_hold_most_of_the_start_are_named_a_risk() -> None:
    small = [line(f"s{index}", "2023-01-01", mrr="10") for index in range(10)]
    large = [line(f"l{row_index}", "2023-01-01", mrr="30") for row_index in range(5)]
    # 150 of 250 are 60 %.
    assert str(june(small + large)["note"]).startswith("The 5 largest accounts hold 60\u00a0% of the start")
    assert june(small + small[:0])["note"] is None


def test_intervals_are_those_of_a_change_and_of_a_share() -> None:
    rows = [line(f"a{index}", "2023-01-01", "2024-04-01" if index % 4 == 0 else "") for index in range(40)]
    rows += [line(f"a{row_index}", "2024-05-01", mrr="30") for row_index in range(1, 10, 4)]
    for kept, kind in (("net", Kind.CHANGE), ("gross", Kind.SHARE)):
        behind = rows_behind(workspace_of(subscriptions=rows), f"{kept}_revenue_retention", JUNE).to_pylist()
        expected = ratio_interval([row["part"] for row in behind], [row["whole"] for row in behind], kind)
        row = june(rows, kept)
        bounds = (row["value"], row["low"], row["high"])
        assert bounds == pytest.approx((expected.value, expected.low, expected.high))


def test_nobody_lost_is_not_certain_to_stay_so() -> None:
    row = june([line(f"a{index}", "2023-01-01") for index in range(12)], "gross")
    # Wilson's for 12 of 12: 12 / (12 + 1.959964²).
    assert (row["value"], row["low"], row["high"]) == (1.0, pytest.approx(0.757506, abs=1e-6), 1.0)


def contract(account: str, name: str, start: str, term: str, end: str, mrr: str) -> Row:
    return line(account, start, end, mrr, subscription_id=name, product=name.rstrip("0123456789"), term_end=term)


@pytest.mark.parametrize(
    ("rows", "net", "gross", "n"),
    [
        # 100 came up and lapsed; 900 beside it was not due.
        (
            [
                contract("A", "core1", "2023-01-01", "2024-03-01", "2024-03-01", "100"),
                contract("A", "data1", "2023-01-01", "2026-01-01", "", "900"),
            ],
            0.0, 0.0, 1,
        ),
        # Renewed at 120: more than before counts in net alone.
        (
            [
                contract("A", "core1", "2023-01-01", "2024-03-01", "2024-03-01", "100"),
                contract("A", "core2", "2024-03-01", "2026-03-01", "", "120"),
                contract("A", "data1", "2023-01-01", "2026-01-01", "", "900"),
            ],
            1.2, 1.0, 1,
        ),
        # Both came up: (100 → 0) and (900 → 720).
        (
            [
                contract("A", "core1", "2023-01-01", "2024-03-01", "2024-03-01", "100"),
                contract("A", "data1", "2023-01-01", "2024-03-01", "2024-03-01", "900"),
                contract("A", "data2", "2024-03-01", "2026-03-01", "", "720"),
            ],
            0.72, 0.72, 1,
        ),
        # A lapses with 100, B renews its 300: 300 of 400.
        (
            [
                contract("A", "core1", "2023-01-01", "2024-03-01", "2024-03-01", "100"),
                contract("B", "core1", "2023-01-01", "2024-02-01", "", "300"),
            ],
            0.75, 0.75, 2,
        ),
        # It grew from 100 to 150 within its term, and was renewed at 150: what was due is what was paid last.
        (
            [
                contract("A", "core1", "2023-01-01", "", "2024-01-01", "100"),
                contract("A", "core2", "2024-01-01", "2024-03-01", "2024-03-01", "150"),
                contract("A", "core3", "2024-03-01", "2026-03-01", "", "150"),
            ],
            1.0, 1.0, 1,
        ),
        # Ends with the last day of all: nobody knows yet.
        (
            [
                contract("A", "core1", "2023-01-01", "2024-06-30", "", "100"),
                contract("B", "core1", "2023-01-01", "2024-02-01", "", "300"),
            ],
            1.0, 1.0, 1,
        ),
    ],
    ids=["one of two lapsed", "renewed at more", "two due", "two accounts", "grown before", "not decided"],
)  # fmt: skip
def test_renewal_base_is_of_the_lines_that_were_due(rows: list[Row], net: float, gross: float, n: int) -> None:
    for kept, expected in (("net", net), ("gross", gross)):
        row = june(rows, kept, "renewal_base")
        assert (row["value"], row["n"]) == (pytest.approx(expected), n)
