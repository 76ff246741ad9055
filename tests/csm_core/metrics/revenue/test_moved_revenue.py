"""Expansion, revenue churn and quick ratio against loops over accounts and months."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csm_core.metrics.asking.ask import ask, rows_behind
from csm_core.scope import Scope
from csm_core.store.workspace import Workspace
from tests.csm_core.metrics.revenue.ledgers import AS_OF, EDGES, Book, months, random_book
from tests.workspaces import workspace_of

SCOPE = Scope(start=EDGES[0], end=EDGES[-1], as_of=AS_OF, currency="EUR")
CHOICES = st.fixed_dictionaries(
    {
        "discounts": st.sampled_from(["all", "lasting", "none"]),
        "paused": st.sampled_from(["zero", "kept"]),
        "grace_days": st.sampled_from([0, 15]),
        "fx": st.sampled_from(["dated", "fixed"]),
    }
)


PARTS = ("start", "new", "back", "expansion", "contraction", "churn")


def parts(book: Book, begins: date, ends: date) -> dict[str, float]:
    """Start MRR and the parts of the month, each account by itself, in the rates of the month's end."""
    actual = dict.fromkeys(PARTS, 0.0)
    for account in book.accounts:
        before, after = book.mrr(account, begins, rated_at=ends), book.mrr(account, ends)
        actual["start"] += before
        actual["churn"] += book.left_on_hold(account, begins, ends, ends)
        if before > 0 and after > before + 1e-9:
            actual["expansion"] += after - before
        elif 0 < after < before - 1e-9:
            actual["contraction"] += before - after
        elif before > 0 and after == 0 and not book.held(account, ends):
            actual["churn"] += before
        elif before == 0 and after > 0:
            if not book.paid_before(account, begins):
                actual["new"] += after
            elif not book.held(account, begins):
                actual["back"] += after
    return actual


def values(workspace: Workspace, metric: str, variant: str, book: Book) -> dict[object, object]:
    return {row["period"]: row["value"] for row in ask(workspace, metric, SCOPE, variant, book.settings).rows()}


def figures_of(part: dict[str, float]) -> dict[tuple[str, str], float | None]:
    """Each reading of one month, from its parts."""
    start, lost = part["start"], part["churn"] + part["contraction"]
    return {
        ("expansion_mrr", "recurring"): part["expansion"] if start else None,
        ("expansion_rate", "gross"): part["expansion"] / start if start else None,
        ("revenue_churn_rate", "gross"): lost / start if start else None,
        ("revenue_churn_rate", "churn_only"): part["churn"] / start if start else None,
        ("revenue_churn_rate", "net"): (lost - part["expansion"]) / start if start else None,
        ("quick_ratio", "usual"): (part["new"] + part["expansion"]) / lost if lost else None,
        ("quick_ratio", "with_reactivation"): (part["new"] + part["expansion"] + part["back"]) / lost
        if lost
        else None,
    }


@settings(max_examples=4, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10_000), choices=CHOICES)
def test_rates_are_the_loops_over_accounts(seed: int, choices: dict[str, str | int]) -> None:
    book = random_book(seed, **choices)
    workspace = book.workspace()
    wanted = {begins: figures_of(parts(book, begins, ends)) for begins, ends in months()}
    for metric, variant in figures_of(dict.fromkeys(PARTS, 0.0)):
        figures = values(workspace, metric, variant, book)
        for begins, readings in wanted.items():
            expected = readings[metric, variant]
            assert figures[begins] == (None if expected is None else pytest.approx(expected, abs=1e-3)), (
                metric,
                variant,
            )


LINE = {"account_id": "A", "start_date": "2024-01-05", "mrr": "100", "currency": "EUR"}
FEBRUARY = Scope(start=date(2024, 2, 1), end=date(2024, 3, 1), as_of=date(2024, 2, 29), currency="EUR")


def test_a_month_without_growth_is_a_true_zero_and_one_without_customers_is_none() -> None:
    workspace = workspace_of(subscriptions=[LINE])
    scope = replace(FEBRUARY, start=date(2024, 1, 1))
    rows = ask(workspace, "expansion_mrr", scope).rows()
    assert [(row["value"], row["note"]) for row in rows] == [
        (None, "No paying customers at the start of this period."),
        (0.0, None),
    ]
    churn = ask(workspace, "revenue_churn_rate", scope).rows()
    assert [row["value"] for row in churn] == [None, 0.0]


def test_without_losses_there_is_no_quick_ratio() -> None:
    bigger = LINE | {"account_id": "B", "start_date": "2024-02-05"}
    row = ask(workspace_of(subscriptions=[LINE, bigger]), "quick_ratio", FEBRUARY).rows()[0]
    assert row["value"] is None
    assert row["note"] == "No losses in this period, so there is no ratio."


def test_a_pause_is_no_revenue_churn() -> None:
    paused = LINE | {"paused_at": "2024-02-10"}
    assert ask(workspace_of(subscriptions=[paused]), "revenue_churn_rate", FEBRUARY).rows()[0]["value"] == 0.0


def bill(account: str, day: str, total: str, **more: str) -> dict[str, str]:
    return {"account_id": account, "invoice_date": day, "total": total, "currency": "EUR"} | more


def test_one_off_sales_count_less_refunds_and_only_of_who_paid_before() -> None:
    workspace = workspace_of(
        subscriptions=[LINE, LINE | {"account_id": "B", "start_date": "2024-02-05"}],
        invoices=[
            bill("A", "2024-02-10", "300", is_recurring="false", amount_refunded="50"),
            bill("A", "2024-02-11", "900", is_recurring="true"),
            bill("A", "2024-02-12", "900"),
            bill("B", "2024-02-12", "700", is_recurring="false"),
        ],
    )
    assert ask(workspace, "expansion_mrr", FEBRUARY, "with_one_off").rows()[0]["value"] == 250.0
    behind = rows_behind(workspace, "expansion_mrr", FEBRUARY, "with_one_off").to_pylist()
    assert [(row["account_id"], row["kind"], row["amount"]) for row in behind] == [("A", "one-off", 250.0)]


def test_one_off_sales_that_nobody_marked_are_unknown_and_not_zero() -> None:
    for tables in ({}, {"invoices": [bill("A", "2024-02-10", "300")]}):
        workspace = workspace_of(subscriptions=[LINE], **tables)
        row = ask(workspace, "expansion_mrr", FEBRUARY, "with_one_off").rows()[0]
        assert row["value"] is None
        assert row["note"] == "Load invoices that say which charges are one-off (is_recurring) to see them."
