"""Average revenue per account against loops over accounts and days."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csm_core.metrics.asking.ask import ask
from csm_core.scope import Scope
from csm_core.stats.ratio_interval import Kind, ratio_interval
from tests.csm_core.metrics.revenue.ledgers import AS_OF, EDGES, Book, months, random_book
from tests.workspaces import workspace_of

SCOPE = Scope(start=EDGES[0], end=EDGES[-1], as_of=AS_OF, currency="EUR")
CHOICES = st.fixed_dictionaries(
    {
        "discounts": st.sampled_from(["all", "lasting", "none"]),
        "paused": st.sampled_from(["zero", "kept"]),
        "churn_moment": st.sampled_from(["end_of_term", "requested"]),
        "grace_days": st.sampled_from([0, 15]),
        "fx": st.sampled_from(["dated", "fixed"]),
    }
)


def amounts(book: Book, variant: str, begins: date, ends: date) -> list[float]:
    if variant == "mrr":
        items = [book.mrr(account, ends) for account in book.accounts]
    else:
        items = [book.earned(account, begins, ends) for account in book.accounts]
    return [amount for amount in items if amount > 0]


@settings(max_examples=4, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10_000), variant=st.sampled_from(["mrr", "recognised"]), choices=CHOICES)
def test_average_is_the_loop_over_accounts(seed: int, variant: str, choices: dict[str, str | int]) -> None:
    book = random_book(seed, **choices)
    rows = {row["period"]: row for row in ask(book.workspace(), "arpa", SCOPE, variant, book.settings).rows()}
    for begins, ends in months():
        paid = amounts(book, variant, begins, ends)
        assert rows[begins]["n"] == len(paid)
        assert rows[begins]["value"] == pytest.approx(sum(paid) / len(paid), abs=1e-3)
        interval = ratio_interval(paid, [1.0] * len(paid), Kind.AMOUNT)
        assert rows[begins]["low"] == (None if interval.low is None else pytest.approx(interval.low, abs=1e-3))


def test_nobody_who_pays_is_no_value_with_a_reason() -> None:
    line = {"account_id": "A", "start_date": "2024-01-01", "end_date": "2024-02-10", "mrr": "100"}
    workspace = workspace_of(subscriptions=[line])
    scope = Scope(start=date(2024, 1, 1), end=date(2024, 4, 1), as_of=date(2024, 3, 31))
    usual = [(row["value"], row["note"]) for row in ask(workspace, "arpa", scope).rows()]
    assert usual[0][0] == 100.0
    assert usual[1:] == [(None, "No paying customers at the end of this period.")] * 2
    earned = [(row["value"], row["note"]) for row in ask(workspace, "arpa", scope, "recognised").rows()]
    # February 2024 has 29 days, of which the 1st to the 9th are served.
    assert earned[1][0] == pytest.approx(100 * 9 / 29, abs=1e-4)
    assert earned[2] == (None, "No paying customers in this period.")


def test_revenue_of_a_month_does_not_hang_on_the_grain() -> None:
    line = {"account_id": "A", "start_date": "2023-11-14", "end_date": "2024-04-03", "mrr": "310"}
    workspace = workspace_of(subscriptions=[line])
    window = Scope(start=date(2024, 1, 1), end=date(2024, 4, 1), as_of=date(2024, 3, 31))
    for grain in ("day", "week", "month", "quarter"):
        scope, _ = Scope.from_query([*window.to_query(), ("grain", grain)])
        rows = ask(workspace, "arpa", scope, "recognised").rows()
        # Three whole months, as one account's.
        assert sum(float(str(row["value"])) for row in rows) == pytest.approx(930, abs=0.01), grain


def test_rates_convert_both_readings() -> None:
    workspace = workspace_of(
        subscriptions=[
            {"account_id": "A", "start_date": "2024-01-01", "mrr": "100", "currency": "USD"},
            {"account_id": "B", "start_date": "2024-01-01", "mrr": "100", "currency": "EUR"},
            {"account_id": "C", "start_date": "2024-01-01", "mrr": "100", "currency": "CHF"},
        ],
        fx_rates=[
            {"date": "2024-01-01", "currency": "USD", "rate": "0.5"},
            {"date": "2024-01-01", "currency": "EUR", "rate": "1"},
        ],
    )
    scope = Scope(start=date(2024, 1, 1), end=date(2024, 2, 1), as_of=date(2024, 1, 31), currency="EUR")
    for variant in ("mrr", "recognised"):
        answer = ask(workspace, "arpa", scope, variant)
        assert answer.rows()[0]["value"] == 75.0
        # No rate for the franc: left out and said, never added as if equal.
        assert answer.left_out == (
            "2 of 3 paying accounts; 1 in CHF without an exchange rate. Add exchange rates for CHF.",
            "Left out, billed in CHF without an exchange rate: 1 account.",
        )


def test_each_day_is_earned_at_its_own_rate_or_all_at_the_fixed_one() -> None:
    workspace = workspace_of(
        subscriptions=[
            {
                "account_id": "B",
                "start_date": "2023-06-01",
                "end_date": "2024-02-15",
                "mrr": "290",
                "currency": "USD",
            },
            {"account_id": "C", "start_date": "2023-06-01", "mrr": "290", "currency": "EUR"},
        ],
        fx_rates=[
            {"date": "2023-01-01", "currency": "EUR", "rate": "1"},
            {"date": "2023-01-01", "currency": "USD", "rate": "0.8"},
            {"date": "2024-02-15", "currency": "USD", "rate": "0.5"},
        ],
    )

    def recognised(currency: str, **settings: str) -> object:
        scope = Scope(start=date(2024, 2, 1), end=date(2024, 3, 1), as_of=date(2024, 2, 29), currency=currency)
        return ask(workspace, "arpa", scope, "recognised", settings).rows()[0]["value"]

    # 1 to 14 February are 14 of 29 days: 290 × 14/29 = 140 USD, all earned at 0.8, fixed at February's 0.5.
    assert recognised("EUR") == pytest.approx((290 + 140 * 0.8) / 2)
    assert recognised("EUR", fx="fixed") == pytest.approx((290 + 140 * 0.5) / 2)
    # In dollars C earns 140 at 1/0.8 and 15 days, 150, at 1/0.5.
    assert recognised("USD") == pytest.approx((140 + 140 / 0.8 + 150 / 0.5) / 2)
