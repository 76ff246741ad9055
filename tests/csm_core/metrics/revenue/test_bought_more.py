"""Upsell and cross-sell against loops over accounts, products and months."""

import random
from datetime import date
from itertools import pairwise

import pytest

from csm_core.metrics.asking.ask import ask, rows_behind
from csm_core.scope import Scope
from csm_core.stats.intervals import wilson
from tests.workspaces import workspace_of

SCOPE = Scope(start=date(2024, 1, 1), end=date(2024, 5, 1), as_of=date(2024, 4, 30), currency="EUR")
EDGES = [date(2024, month, 1) for month in range(1, 6)]
Line = dict[str, str]


def line(account: str, product: str, start: str, end: str = "", mrr: str = "100", **more: str) -> Line:
    row = {"account_id": account, "product": product, "start_date": start, "end_date": end, "mrr": mrr}
    return row | {"currency": "EUR"} | more


def random_lines(seed: int) -> list[Line]:
    chance = random.Random(seed)
    items = [line("a00", "Core", "2023-12-02")]
    for account in range(15):
        for product in ("Core", "Insights", "Alerts"):
            if chance.random() < 0.6:
                # Never on the first of a month: what begins on an edge has a test of its own.
                first, second = sorted(chance.sample(range(2, 28), 2))
                month, length = chance.randint(1, 4), chance.randint(0, 4 - 1)
                start = f"2024-{month:02}-{first:02}" if chance.random() < 0.6 else f"2023-12-{first:02}"
                last = f"2024-{min(4, month + length):02}-{second:02}"
                end = last if chance.random() < 0.4 and last > start else ""
                items.append(line(f"a{account:02}", product, start, end, str(chance.choice((50, 100)))))
                if end and chance.random() < 0.7:
                    items.append(line(f"a{account:02}", product, end, "", str(chance.choice((50, 100, 150)))))
    return items


def held(lines: list[Line], account: str, at: date) -> dict[str, float]:
    """MRR by product on the last day before `at`."""
    figures: dict[str, float] = {}
    for row in lines:
        began, ended = row["start_date"], row["end_date"] or "9999"
        if row["account_id"] == account and began < at.isoformat() < ended:
            figures[row["product"]] = figures.get(row["product"], 0.0) + float(row["mrr"])
    return figures


@pytest.mark.parametrize("seed", range(2))
def test_rates_are_the_loops_over_products(seed: int) -> None:
    lines = random_lines(seed)
    accounts = {row["account_id"] for row in lines}
    workspace = workspace_of(subscriptions=lines)
    for begins, ends in pairwise(EDGES):
        base = all_of = upsold = crossed = more = either = either_more = 0
        for account in accounts:
            then, now = held(lines, account, begins), held(lines, account, ends)
            all_of += bool(then or now)
            if not then:
                continue
            base += 1
            has_more = any(now.get(product, 0.0) > amount for product, amount in then.items())
            has_other = bool(now.keys() - then.keys())
            has_one_more = has_other and len(now) > len(then)
            upsold, crossed, more = upsold + has_more, crossed + has_other, more + has_one_more
            either, either_more = either + (has_more or has_other), either_more + (has_more or has_one_more)
        for metric, hits, chosen in (
            ("upsell_rate", upsold, {}),
            ("cross_sell_rate", crossed, {}),
            ("cross_sell_rate", more, {"swaps": False}),
            ("upsell_or_cross_sell_rate", either, {}),
            ("upsell_or_cross_sell_rate", either_more, {"swaps": False}),
        ):
            for variant, whole in (("at_start", base), ("all_customers", all_of)):
                row = next(r for r in ask(workspace, metric, SCOPE, variant, chosen).rows() if r["period"] == begins)
                expected = wilson(hits, whole)
                assert row["n"] == whole, (metric, variant)
                bounds = (row["value"], row["low"], row["high"])
                assert bounds == pytest.approx((expected.value, expected.low, expected.high))


def test_coming_back_from_a_pause_is_no_sale() -> None:
    workspace = workspace_of(
        subscriptions=[
            line("A", "Core", "2023-12-01", paused_at="2024-01-10", resumed_at="2024-02-10"),
            line("A", "Insights", "2023-12-01"),
        ]
    )
    for metric in ("upsell_rate", "cross_sell_rate"):
        assert [row["value"] for row in ask(workspace, metric, SCOPE).rows()] == [0.0] * 4


def test_a_stronger_currency_is_no_sale() -> None:
    workspace = workspace_of(
        subscriptions=[line("A", "Core", "2023-12-01") | {"currency": "USD"}],
        fx_rates=[
            {"date": "2023-12-01", "currency": "USD", "rate": "0.8"},
            {"date": "2024-01-20", "currency": "USD", "rate": "1.2"},
            {"date": "2023-12-01", "currency": "EUR", "rate": "1"},
        ],
    )
    assert ask(workspace, "upsell_rate", SCOPE).rows()[0]["value"] == 0.0


def test_products_that_nobody_named_are_one_product() -> None:
    rows = [line("A", "", "2023-12-01"), line("A", "", "2024-01-10"), line("B", "", "2023-12-01")]
    workspace = workspace_of(subscriptions=rows)
    assert ask(workspace, "upsell_rate", SCOPE).rows()[0]["value"] == 0.5
    crossed = ask(workspace, "cross_sell_rate", SCOPE).rows()[0]
    assert crossed["value"] is None
    assert "Map product" in str(crossed["note"])
    either = ask(workspace, "upsell_or_cross_sell_rate", SCOPE)
    assert (either.rows()[0]["value"], len(either.notes)) == (0.5, 1)
    assert "Map product" in either.notes[0]


def test_rows_behind_tell_for_how_much_more() -> None:
    rows = [line("A", "Core", "2023-12-01", "2024-01-10"), line("A", "Core", "2024-01-10", mrr="160")]
    behind = rows_behind(workspace_of(subscriptions=rows), "upsell_rate", SCOPE).to_pylist()
    assert [(row["part"], row["extra_mrr"]) for row in behind] == [(1, 60.0), (0, 0.0), (0, 0.0), (0, 0.0)]
