"""Cohort revenue, added up again in loops over bills, and over the months of each stretch."""

import math
import random
from collections import defaultdict
from datetime import date, timedelta

import pytest

from csm_core.metrics.asking.ask import ask
from csm_core.scope import Scope
from tests.csm_core.metrics.retention.test_cohort_retention import NOW, SCOPE, cohort_of
from tests.csm_core.metrics.revenue.ledgers import AS_OF, EDGES, random_book
from tests.workspaces import Row, workspace_of

# (cohort, or None for the average; age) → the sums of its accounts, and whether the age is over.
Cells = dict[tuple[date | None, int], tuple[list[float], bool]]


def cells_of(begun: dict[str, date], brought: dict[str, list[float]]) -> Cells:
    """`brought`: of each account the sum at the end of each month of EDGES."""
    figures: dict[tuple[date | None, int], tuple[list[float], bool]] = {}
    for account, first in begun.items():
        start = EDGES.index(cohort_of(first))
        for index in range(start, len(EDGES) - 1):
            is_over = EDGES[index + 1] <= NOW
            for cohort in (EDGES[start], None) if is_over else (EDGES[start],):
                figures.setdefault((cohort, index - start), ([], is_over))[0].append(brought[account][index])
    return figures


def check(rows: list[dict[str, object]], expected: Cells) -> None:
    assert {(row["period"], row["age"]) for row in rows} == set(expected)
    for row in rows:
        sums, is_over = expected[row["period"], row["age"]]  # type: ignore[index]
        assert row["value"] == pytest.approx(math.fsum(sums) / len(sums), rel=1e-9, abs=1e-6)
        assert (row["n"], row["complete"]) == (len(sums), is_over)


@pytest.mark.parametrize("seed", range(3))
def test_what_was_billed_adds_up_by_age(seed: int) -> None:
    chance = random.Random(seed)
    lines: list[Row] = []
    bills: list[tuple[str, date, int]] = []
    begun: dict[str, date] = {}
    for index in range(9):
        account = f"a{index}"
        begun[account] = EDGES[0] + timedelta(days=chance.randrange(1, 160))
        end = begun[account] + timedelta(days=chance.randrange(10, 200))
        lines.append(
            {
                "account_id": account,
                "start_date": str(begun[account]),
                "end_date": str(end),
                "mrr": "10",
                "currency": "EUR",
            }
        )
        for _ in range(chance.randrange(4)):  # some are billed before they begin, some never
            day = begun[account] + timedelta(days=chance.randrange(-20, 90))
            bills.append((account, max(day, EDGES[0]), chance.randrange(-40, 200)))
    bills.append(("a0", AS_OF, 7))
    items = [(account, day, total) for account, day, total in bills if day <= AS_OF]
    brought = {
        account: [float(sum(t for a, day, t in items if a == account and day < end)) for end in EDGES[1:]]
        for account in begun
    }
    invoices = [
        {
            "account_id": account,
            "invoice_id": f"i{number}",
            "invoice_date": str(day),
            "total": str(total),
            "currency": "EUR",
        }
        for number, (account, day, total) in enumerate(bills)
    ]
    rows = ask(workspace_of(subscriptions=lines, invoices=invoices), "cohort_revenue", SCOPE).rows()
    check(rows, cells_of({account: first for account, first in begun.items() if first <= AS_OF}, brought))


@pytest.mark.parametrize("seed", range(3))
def test_without_bills_it_is_mrr_times_the_months_so_far(seed: int) -> None:
    book = random_book(seed)
    begun = {a: first for a in book.accounts if (first := book.first_paid(a)) is not None and first <= AS_OF}
    brought: dict[str, list[float]] = defaultdict(list)
    for account in begun:
        for end in EDGES[1:]:
            pieces = [piece for piece in book.pieces(account) if piece.amount > 0]
            sums = [
                piece.amount * book.rate(piece.currency, NOW) * months(piece.begins, min(piece.ends, end, NOW))
                for piece in pieces
                if piece.begins < min(end, NOW)
            ]
            brought[account].append(math.fsum(sums))
    rows = ask(book.workspace(), "cohort_revenue", SCOPE).rows()
    check(rows, cells_of(begun, brought))


def months(begins: date, ends: date) -> float:
    """Whole months from monthday to monthday, and the share of the one that is begun."""
    whole = 0
    while later(begins, whole + 1) <= ends:
        whole += 1
    reached, following = later(begins, whole), later(begins, whole + 1)
    return whole + (ends - reached) / (following - reached)


def later(day: date, count: int) -> date:
    """`count` months later; a day that the month lacks is its last one."""
    month = date(day.year + (day.month - 1 + count) // 12, (day.month - 1 + count) % 12 + 1, 1)
    last = (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return min(month + timedelta(days=day.day - 1), last)


def test_who_only_buys_now_and_then_begins_with_the_first_bill() -> None:
    bills = [("A", "2024-01-05", "10"), ("B", "2024-02-05", "40"), ("B", "2024-02-20", "7"), ("A", "2024-03-05", "5")]
    invoices = [{"account_id": who, "invoice_date": day, "total": total} for who, day, total in bills]
    scope = Scope(as_of=date(2024, 3, 31))
    lines = [{"account_id": "C", "start_date": "2024-03-10", "mrr": "1"}]
    result = ask(workspace_of(invoices=invoices, subscriptions=lines), "cohort_revenue", scope)
    cells = {(row["period"], row["age"]): row["value"] for row in result.rows() if row["period"]}
    # A was there in the data's first month, and may have bought before.
    assert cells == {(date(2024, 2, 1), 0): 47.0, (date(2024, 2, 1), 1): 47.0, (date(2024, 3, 1), 0): 0.0}
    assert any("on an unknown date: 1 account." in note for note in result.left_out)


def test_money_without_a_rate_is_left_out_with_its_customer() -> None:
    lines = [
        {"account_id": who, "start_date": "2024-01-01", "mrr": "10", "currency": currency}
        for who, currency in (("A", "EUR"), ("B", "XAU"), ("C", "EUR"))
    ]
    invoices = [
        {"account_id": who, "invoice_date": "2024-01-10", "total": total, "currency": currency}
        for who, total, currency in (("A", "100", "EUR"), ("B", "5", "XAU"), ("C", "50", "EUR"))
    ]
    scope = Scope(date(2024, 1, 1), date(2024, 2, 1), as_of=date(2024, 1, 31), currency="EUR")
    result = ask(workspace_of(subscriptions=lines, invoices=invoices), "cohort_revenue", scope)
    (cell,) = [row for row in result.rows() if row["period"]]
    assert (cell["value"], cell["n"]) == (75.0, 2)
    assert any("without an exchange rate: 1 bill." in note for note in result.left_out)


def test_the_average_is_that_of_the_cohorts_shown() -> None:
    lines = [
        {"account_id": who, "start_date": start, "mrr": mrr, "currency": "EUR"}
        for who, start, mrr in (("A", "2024-01-01", "100"), ("D", "2024-02-01", "80"))
    ]
    scope = Scope(date(2024, 2, 1), date(2024, 4, 1), as_of=date(2024, 3, 31))
    rows = ask(workspace_of(subscriptions=lines), "cohort_revenue", scope).rows()
    # D alone began in what is shown: 80 by the end of February, 160 by the end of March.
    february = date(2024, 2, 1)
    expected = {(february, 0): 80.0, (february, 1): 160.0, (None, 0): 80.0, (None, 1): 160.0}
    assert {(row["period"], row["age"]): row["value"] for row in rows} == expected


def test_who_was_paid_everything_back_is_in_its_cohort_with_nothing() -> None:
    bills = [
        {"account_id": account, "invoice_id": f"{account}1", "invoice_date": day, "total": total, "currency": "EUR"}
        | {"amount_refunded": refunded}
        for account, day, total, refunded in (
            ("A", "2024-01-10", "100", ""),
            ("B", "2024-02-10", "300", ""),
            ("C", "2024-02-20", "200", "200"),
        )
    ]
    answer = ask(workspace_of(invoices=bills), "cohort_revenue", Scope(as_of=date(2024, 3, 31)))
    cells = {row["age"]: (row["value"], row["n"]) for row in answer.rows() if row["period"] == date(2024, 2, 1)}
    # (300 + 0) ÷ 2, at both ages.
    assert cells == {0: (150.0, 2), 1: (150.0, 2)}
    assert "Refunded in full, so averaged as 0: 1 customer." in answer.left_out
