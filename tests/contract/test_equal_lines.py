"""Customers with several equal lines are customers as those with one: whatever order the lines are looked at in."""

import math
import random
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

import pytest

from csm_core.engines.limits import Limits
from csm_core.facts.scoped.query import Query
from csm_core.metrics.asking.ask import ask, context_of
from csm_core.metrics.customers.live_accounts import stretches_ctes
from csm_core.result import KEYS
from csm_core.scope import Scope
from csm_core.store.workspace import Workspace
from tests.workspaces import LOADED_AT, batch_of

ACCOUNTS, LINES = 300, 3
FIRST, LAST = date(2022, 1, 1), date(2024, 6, 30)
SCOPE = Scope(start=date(2024, 1, 1), end=date(2024, 7, 1), as_of=LAST, currency="EUR")
# Of each kind that follows stretches of lines: money, customers, cohorts, spells, use and health with its replay.
ASKED = (
    *("mrr_movements", "logo_churn_rate", "cohort_retention", "survival"),
    *("usage_rate", "health_score", "score_change", "health_backtest"),
)


@cache
def terms() -> dict[str, list[tuple[date, date]]]:
    """Each customer's terms, most of them one after the other: first day and the first day without."""
    chance = random.Random(1)
    figures = {}
    for number in range(ACCOUNTS):
        day, rows = FIRST + timedelta(days=chance.randint(0, 700)), []
        for _ in range(chance.randint(1, 4)):
            end = day + timedelta(days=chance.choice((90, 180, 365)))
            if day <= LAST:  # what begins later is not known yet
                rows.append((day, end))
            day = end + timedelta(days=chance.randint(2, 90) if chance.random() < 0.2 else 0)
        figures[f"c{number:03}"] = rows
    return figures


def lines(copies: int) -> Iterator[dict[str, str]]:
    for account, lines in terms().items():
        for start, end in lines:
            row = {"account_id": account, "amount": str(300 // copies), "billing_interval": "month"}
            row |= {"currency": "EUR", "start_date": start.isoformat(), "end_date": end.isoformat()}
            yield from [row] * copies


def uses() -> Iterator[dict[str, str]]:
    for number, (account, lines) in enumerate(terms().items()):
        for index in range(0, 900, 30 + number % 40):
            day = FIRST + timedelta(days=index)
            if any(start <= day < end for start, end in lines) and day <= LAST:
                row = {"account_id": account, "user_id": f"u{number}", "event_name": "open"}
                yield row | {"event_at": f"{day} 09:00:00"}


@cache
def company(copies: int, threads: int) -> Workspace:
    workspace = Workspace.in_memory(Limits(threads=threads))
    batches = [batch_of("subscriptions", list(lines(copies))), batch_of("events", list(uses()))]
    workspace.load(batches, LOADED_AT, "add")
    return workspace


def together(visitor: list[tuple[date, date]]) -> list[tuple[date, date]]:
    """Terms that touch, as one stretch."""
    rows: list[tuple[date, date]] = []
    for start, end in visitor:
        if rows and start <= rows[-1][1]:
            rows[-1] = rows[-1][0], end
        else:
            rows.append((start, end))
    return rows


@pytest.mark.parametrize("threads", [1, 4])
def test_stretches_of_equal_lines_are_those_of_their_days(threads: int) -> None:
    context = context_of(company(LINES, threads), "usage_rate", SCOPE, None, None)
    actual = context.table(Query("select account_id, live_from, live_to from stretches", stretches_ctes(context)))
    expected = [
        {"account_id": account, "live_from": start, "live_to": end}
        for account, lines in terms().items()
        for start, end in together(lines)
    ]
    assert sorted(actual.to_pylist(), key=lambda row: (row["account_id"], row["live_from"])) == expected


@pytest.mark.parametrize("metric_id", ASKED)
def test_three_equal_lines_are_one_and_threads_change_nothing(metric_id: str) -> None:
    single = ask(company(1, 1), metric_id, SCOPE).rows()
    for threads in (1, 4):
        bundled = ask(company(LINES, threads), metric_id, SCOPE).rows()
        assert len(bundled) == len(single)
        for one, other in zip(single, bundled, strict=True):
            assert one.keys() == other.keys()
            assert all(close(value, other[name]) for name, value in one.items()), (threads, one, other)


@pytest.mark.parametrize("metric_id", ["attention_list", "health_score", "mrr_concentration", "renewal_calendar"])
def test_equal_accounts_have_one_order_whatever_the_threads(metric_id: str) -> None:
    """Three hundred customers pay the same: what tells their rows apart is who they are."""
    orders = [
        [tuple(row[key] for key in KEYS) for row in ask(company(copies, threads), metric_id, SCOPE).rows()]
        for copies, threads in ((1, 1), (LINES, 1), (LINES, 4))
    ]
    assert orders[0] == orders[1] == orders[2]


def close(left: object, right: object) -> bool:
    if isinstance(left, float) and isinstance(right, float):
        return math.isclose(left, right, rel_tol=1e-9, abs_tol=1e-9)
    return left == right
