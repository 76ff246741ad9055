"""Retention cost by hand: purposes, periods that months don't fit into, currencies, what was not told."""

from dataclasses import replace
from datetime import date

import pytest

from csm_core.metrics.asking.ask import ask
from csm_core.periods import Grain
from csm_core.scope import Scope
from csm_core.store.workspace import Workspace
from tests.workspaces import workspace_of

LINES = [{"account_id": account, "start_date": "2023-12-05", "mrr": "100", "currency": "EUR"} for account in "ABCD"]
SCOPE = Scope(start=date(2024, 1, 1), end=date(2024, 4, 1), as_of=date(2024, 3, 31), currency="EUR")


def cost(month: int, amount: int, category: str = "Success", **more: str) -> dict[str, str]:
    return {"month": f"2024-{month:02}-15", "category": category, "amount": str(amount)} | more


def cells(workspace: Workspace, scope: Scope, measure: str) -> list[tuple[object, object]]:
    rows = ask(workspace, "customer_retention_cost", scope).rows()
    return [(row["value"], row["note"]) for row in rows if row["measure"] == measure]


def test_a_quarter_is_the_sum_of_its_months_and_a_share_is_by_the_month() -> None:
    workspace = workspace_of(subscriptions=LINES, costs=[cost(1, 40), cost(2, 80), cost(3, 120)])
    assert [value for value, _ in cells(workspace, SCOPE, "per_customer")] == [10.0, 20.0, 30.0]
    assert [value for value, _ in cells(workspace, SCOPE, "share_of_mrr")] == [0.1, 0.2, 0.3]
    quarter = replace(SCOPE, grain=Grain.QUARTER)
    assert cells(workspace, quarter, "per_customer") == [(60.0, None)]
    assert cells(workspace, quarter, "share_of_mrr")[0][0] == pytest.approx(80 / 400)


def test_a_week_has_its_days_share_of_each_month() -> None:
    workspace = workspace_of(subscriptions=LINES, costs=[cost(1, 310), cost(2, 290), cost(3, 310)])
    week = replace(SCOPE, start=date(2024, 1, 29), end=date(2024, 2, 5), grain=Grain.WEEK)
    # Three days of January at 10 a day, four of February at 10.
    assert cells(workspace, week, "per_customer")[0][0] == pytest.approx(70 / 4)


def test_a_month_that_was_not_told_is_no_cheap_one() -> None:
    workspace = workspace_of(subscriptions=LINES, costs=[cost(1, 40), cost(3, 120)])
    actual = cells(workspace, SCOPE, "per_customer")
    assert actual[1] == (None, "No costs for this period.")
    quarter = replace(SCOPE, grain=Grain.QUARTER)
    assert cells(workspace, quarter, "per_customer") == [(None, "Costs cover only part of this period.")]


def test_what_a_cost_is_for_stands_in_its_purpose_else_in_its_category() -> None:
    january = replace(SCOPE, end=date(2024, 2, 1))
    categories = {"Customer marketing": 1, "Marketing": 0, "Sales team": 0, "Support": 1, "Training": 1, "Rent": 0}
    for category, counts in categories.items():
        items = [cost(1, 40, category), cost(1, 4, "Success")]
        workspace = workspace_of(subscriptions=LINES, costs=items)
        assert cells(workspace, january, "per_customer")[0][0] == (11.0 if counts else 1.0), category
    items = [cost(1, 40, "Support", purpose="acquisition"), cost(1, 4, "Sales", purpose="Retention")]
    assert cells(workspace_of(subscriptions=LINES, costs=items), january, "per_customer")[0][0] == 1.0


def test_costs_in_another_currency_are_converted() -> None:
    rates = [{"date": "2023-01-01", "currency": code, "rate": rate} for code, rate in (("USD", "0.5"), ("EUR", "1"))]
    workspace = workspace_of(subscriptions=LINES, costs=[cost(1, 80, currency="usd")], fx_rates=rates)
    assert cells(workspace, replace(SCOPE, end=date(2024, 2, 1)), "per_customer")[0][0] == 10.0


def test_costs_of_all_customers_are_not_told_by_segment() -> None:
    accounts = [{"account_id": "A", "Region": "North"}]
    workspace = workspace_of(subscriptions=LINES, costs=[cost(1, 80)], accounts=accounts)
    for scope in (replace(SCOPE, split="Region"), replace(SCOPE, filters=(("Region", ("North",)),))):
        rows = ask(workspace, "customer_retention_cost", scope).rows()
        assert [row["value"] for row in rows] == [None]
        assert "all customers together" in str(rows[0]["note"])
