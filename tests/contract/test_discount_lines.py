"""A discount that billing writes as a line below zero is a discount: every metric of money answers as if the same
were taken off by the line itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from csm_core.facts.scoped.query import Query
from csm_core.metrics.asking.ask import ask, context_of
from csm_core.metrics.framework.registry import registry
from csm_core.scope import Scope
from tests.workspaces import Row, workspace_of

SCOPE = Scope(date(2023, 1, 1), date(2024, 6, 1), as_of=date(2024, 5, 31))
# What says who pays how much; the rest of the catalogue asks other tables.
FAMILIES = ("revenue", "retention", "lifetime_value")
ASKED = (
    *(
        (metric.id, None)
        for metric in registry().values()
        if metric.family in FAMILIES and any("subscriptions" in source.accepted for source in metric.inputs)
    ),
    *(("net_revenue_retention", "renewal_base"), ("clv", "historic"), ("mrr_movements", "events")),
)


LEDGER = Query("select product, valid_from, amount from ledger order by product, valid_from")


def line(account: str, overrides: str, mrr: str, start: str, end: str = "", **more: str) -> Row:
    row = {"account_id": account, "subscription_id": overrides, "product": "Core", "mrr": mrr, "currency": "EUR"}
    row |= {"start_date": start, "end_date": end, "billing_interval": "year"}
    return row | {"term_end": f"2024-{start[5:]}"} | more


# B and C are there throughout; C's term ends with it. Of what A pays, 30 are taken off until May.
BESIDE = (line("B", "b", "70", "2023-03-10"), line("C", "c", "50", "2023-03-20", "2024-03-20"))
BY_LINE = (*BESIDE, line("A", "a", "100", "2023-04-05"), line("A", "off", "-30", "2023-04-05", "2024-05-01"))
BY_DISCOUNT = (*BESIDE, line("A", "a", "100", "2023-04-05", discount="0.3", discount_end="2024-05-01"))


def cells(rows: Sequence[Row], metric: str, variant: str | None) -> list[tuple[object, ...]]:
    answer = ask(workspace_of(subscriptions=rows), metric, SCOPE, variant).rows()
    keys = ("period", "measure", "series", "age", "account_id", "value", "low", "high", "n")
    return [tuple(row[key] for key in keys) for row in answer]


@pytest.mark.parametrize(("metric", "variant"), ASKED)
def test_a_discount_written_as_a_line_counts_as_one(metric: str, variant: str | None) -> None:
    assert cells(BY_LINE, metric, variant) == cells(BY_DISCOUNT, metric, variant)


def test_it_is_taken_off_the_largest_lines_first() -> None:
    rows = (
        line("A", "core", "100", "2024-01-01"),
        line("A", "extra", "40", "2024-01-01", product="Extra"),
        line("A", "off", "-120", "2024-01-11", "2024-02-01", product="Goodwill"),
        line("A", "usd", "10", "2024-01-01", product="Dollars", currency="USD"),
    )
    context = context_of(workspace_of(subscriptions=rows), "mrr", Scope(as_of=date(2024, 3, 1)), None, None)
    # 120 of 100 + 40 from 11 to 31 January: all of Core and 20 of Extra. The line in dollars is another currency's.
    assert context.table(LEDGER).to_pylist() == [
        {"product": product, "valid_from": date(2024, *begins), "amount": amount}
        for product, begins, amount in (
            *(("Core", (1, 1), 100), ("Core", (1, 11), 0), ("Core", (2, 1), 100)),
            *(("Dollars", (1, 1), 10), ("Dollars", (1, 11), 10), ("Dollars", (2, 1), 10)),
            *(("Extra", (1, 1), 40), ("Extra", (1, 11), 20), ("Extra", (2, 1), 40)),
        )
    ]


def test_what_is_taken_off_beyond_what_is_paid_stays_below_zero() -> None:
    rows = (
        line("A", "core", "100", "2024-01-01"),
        line("A", "off", "-90", "2024-01-01", "2024-02-01", product="Goodwill"),
        line("A", "more", "-60", "2024-01-01", "2024-02-01", product="Goodwill"),
        line("B", "b", "70", "2024-01-01"),
    )
    workspace = workspace_of(subscriptions=rows)
    shown = Scope(date(2024, 1, 1), date(2024, 4, 1), as_of=date(2024, 3, 31))
    money = {row["period"].month: row["value"] for row in ask(workspace, "mrr", shown).rows()}
    # 100 − 90 − 60 + 70, then 100 + 70.
    assert money == {1: 20.0, 2: 170.0, 3: 170.0}
    # A has paid nothing until February: it is new then, and begins a cohort.
    bars = {
        (row["period"].month, row["series"]): row["value"] for row in ask(workspace, "mrr_movements", shown).rows()
    }
    assert (bars[2, "new"], bars[2, "reactivation"]) == (150.0, 0.0)
    grid = ask(workspace, "cohort_retention", shown, settings={"measure": "revenue_net"}).rows()
    assert {row["period"].month: row["value"] for row in grid if row["age"] == 0 and row["period"]} == {
        1: 1.0,
        2: 1.0,
    }
    # January's −50 is in what A has brought so far, as it was paid back: 2 × 100 − 50.
    brought = ask(workspace, "clv", shown, "historic").rows()
    assert [row["value"] for row in brought if row["account_id"] == "A"] == [pytest.approx(150.0)]
