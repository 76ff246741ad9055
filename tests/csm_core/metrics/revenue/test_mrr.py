"""MRR, told again in loops over lines."""

from dataclasses import replace
from datetime import date

import pytest

from csm_core.metrics.asking.ask import ask
from csm_core.scope import Scope
from tests.csm_core.metrics.revenue.ledgers import AS_OF, EDGES, months, random_book
from tests.workspaces import workspace_of

SCOPE = Scope(start=EDGES[0], end=EDGES[-1], as_of=AS_OF, currency="EUR")
# A converted amount is kept to four decimals, an account and period.
CENT = 0.005


@pytest.mark.parametrize("variant", ["sum", "customers_times_average"])
@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"discounts": "lasting"},
        {"discounts": "none"},
        {"paused": "kept"},
        {"churn_moment": "requested"},
        {"fx": "fixed"},
        {"grace_days": 15},
    ],
)
def test_mrr_is_that_of_the_loops(variant: str, seed: int, settings: dict[str, str | int]) -> None:
    book = random_book(seed, **settings)
    figures = {row["period"]: row for row in ask(book.workspace(), "mrr", SCOPE, variant, book.settings).rows()}
    for begins, instant in months():
        paying = [amount for account in book.accounts if (amount := book.mrr(account, instant)) > 0]
        row = figures[begins]
        assert row["n"] == len(paying)
        assert row["value"] == (pytest.approx(sum(paying), abs=CENT) if paying else None)
        assert row["note"] == (None if paying else "No paying customers at the end of this period.")


@pytest.mark.parametrize("seed", range(2))
def test_segments_and_filters_are_those_of_the_loops(seed: int) -> None:
    book = random_book(seed)
    split = ask(book.workspace(), "mrr", replace(SCOPE, split="Plan")).rows()
    pro = ask(book.workspace(), "mrr", replace(SCOPE, filters=(("Plan", ("Pro",)),))).rows()
    for begins, instant in months():
        for plan in ("Basic", "Pro"):
            total = sum(book.mrr(account, instant) for account in book.accounts if book.plans[account] == plan)
            rows = [row for row in split if (row["period"], row["segment"]) == (begins, plan)]
            rows += [row for row in pro if row["period"] == begins] if plan == "Pro" else []
            for row in rows:
                assert row["value"] == (pytest.approx(total, abs=CENT) if total else None)


def test_a_later_start_shows_the_same_months() -> None:
    book = random_book(2)
    whole = {row["period"]: row["value"] for row in ask(book.workspace(), "mrr", SCOPE).rows()}
    late = {
        row["period"]: row["value"] for row in ask(book.workspace(), "mrr", replace(SCOPE, start=EDGES[3])).rows()
    }
    assert late == {period: value for period, value in whole.items() if period >= EDGES[3]}


@pytest.mark.parametrize("variant", ["sum", "customers_times_average"])
@pytest.mark.parametrize(("amounts", "total"), [((100, -20), 80.0), ((20, -50), -30.0), ((-5,), -5.0)])
def test_below_zero_it_is_the_end_of_the_bridge(variant: str, amounts: tuple[int, ...], total: float) -> None:
    rows = [
        {"account_id": str(amount), "start_date": "2023-12-05", "mrr": str(amount), "currency": "EUR"}
        for amount in amounts
    ]
    workspace = workspace_of(subscriptions=rows)
    scope = Scope(start=date(2024, 1, 1), end=date(2024, 2, 1), as_of=date(2024, 1, 31), currency="EUR")
    [row] = ask(workspace, "mrr", scope, variant).rows()
    bridge = {bar["series"]: bar["value"] for bar in ask(workspace, "mrr_movements", scope).rows()}
    assert (row["value"], row["n"]) == (total, len(amounts))
    assert bridge["end"] == total


def test_a_month_closes_at_the_rate_of_its_last_day_and_not_of_the_day_after() -> None:
    lines = [
        {"account_id": account, "start_date": "2024-01-05", "mrr": "100", "currency": currency}
        for account, currency in (("A", "USD"), ("B", "EUR"))
    ]
    rates = [
        {"date": day, "currency": "USD", "rate": rate}
        for day, rate in (("2024-01-01", "0.9"), ("2024-02-01", "0.8"), ("2024-02-29", "0.7"))
    ]
    scope = Scope(as_of=date(2024, 2, 29), currency="EUR")
    rows = ask(workspace_of(subscriptions=lines, fx_rates=rates), "mrr", scope).rows()
    # 100 + 100 × 0.9; in February, 100 + 100 × 0.7, as the rate of the 29th holds on that day.
    assert [row["value"] for row in rows] == [190.0, 170.0]
