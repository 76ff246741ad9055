"""Who goes to a free plan is no paying customer any more, from the free plan's first day on, in every metric and
however the data tell it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from csm_core.facts.scoped.query import Query
from csm_core.metrics.asking.ask import ask, context_of, rows_behind
from csm_core.metrics.customers.live_accounts import PAYING
from csm_core.scope import Scope
from csm_core.store.workspace import Workspace
from tests.workspaces import Row, workspace_of

SCOPE = Scope(date(2024, 1, 1), date(2024, 5, 1), as_of=date(2024, 4, 30))
JANUARY, FEBRUARY, MARCH, APRIL = (date(2024, month, 1) for month in range(1, 5))


def line(account: str, plan: str, mrr: str, start: str, end: str = "", **more: str) -> Row:
    row = {"account_id": account, "subscription_id": f"{account} {plan}", "plan": plan, "product": "Core", "mrr": mrr}
    return row | {"currency": "EUR", "start_date": start, "end_date": end} | more


STAYS = line("B", "Pro", "100", "2024-01-01")
PAID = line("A", "Pro", "100", "2024-01-01", "2024-03-01")
# A pays 100 until the last day of February and nothing from 1 March on; B pays 100 throughout.
FORMS: Mapping[str, Mapping[str, list[Row]]] = {
    "a free line": {"subscriptions": [STAYS, PAID, line("A", "Free", "0", "2024-03-01")]},
    "a line of which all is taken off": {
        "subscriptions": [STAYS, PAID, line("A", "Pro gift", "100", "2024-03-01", discount="1")]
    },
    "a line below zero that takes off all": {
        "subscriptions": [
            STAYS,
            line("A", "Pro", "100", "2024-01-01"),
            line("A", "Goodwill", "-100", "2024-03-01"),
        ]
    },
    "snapshots": {
        "mrr_snapshots": [
            {"account_id": account, "month": f"2024-{month:02}-01", "mrr": mrr, "currency": "EUR"}
            for month in range(1, 5)
            for account, mrr in (("A", "100" if month < 3 else "0"), ("B", "100"))
        ]
    },
    "movements": {
        "mrr_movements": [
            {
                "account_id": account,
                "movement_date": day,
                "mrr_delta": delta,
                "movement_type": kind,
                "currency": "EUR",
            }
            for account, day, delta, kind in (
                *(("A", "2024-01-01", "100", "new"), ("B", "2024-01-01", "100", "new")),
                *(("A", "2024-03-01", "-100", "contraction"), ("B", "2024-04-30", "0", "expansion")),
            )
        ]
    },
}


@pytest.fixture(params=FORMS, ids=str)
def workspace(request: pytest.FixtureRequest) -> Workspace:
    return workspace_of(**FORMS[request.param])


def values(workspace: Workspace, metric: str, variant: str | None = None, **overrides: int) -> dict[date, float]:
    return {
        row["period"]: row["value"]
        for row in ask(workspace, metric, SCOPE, variant, overrides).rows()
        if row["period"]
    }


def test_every_metric_loses_it_in_the_month_of_the_free_plans_first_day(workspace: Workspace) -> None:
    assert values(workspace, "mrr") == {JANUARY: 200.0, FEBRUARY: 200.0, MARCH: 100.0, APRIL: 100.0}
    assert values(workspace, "arpa")[MARCH] == 100.0
    for variant in ("net", "events"):
        bars = ask(workspace, "mrr_movements", SCOPE, variant).rows()
        moved = {(row["period"], row["series"]): row["value"] for row in bars if row["value"]}
        # No contraction: nothing is left.
        assert {
            key: value for key, value in moved.items() if key[0] > JANUARY and key[1] not in ("start", "end")
        } == {(MARCH, "churn"): -100.0}
    assert values(workspace, "gross_revenue_retention", lookback_months=1) == {
        JANUARY: None,
        FEBRUARY: 1.0,
        MARCH: 0.5,
        APRIL: 1.0,
    }
    assert {day: value for day, value in values(workspace, "revenue_churn_rate").items() if value} == {MARCH: 0.5}
    for variant in ("default", "stripe", "profitwell", "maxio"):
        assert {day: value for day, value in values(workspace, "logo_churn_rate", variant).items() if value} == {
            MARCH: 0.5
        }
    lost = {row["month"] for row in rows_behind(workspace, "clv", SCOPE, "simple").to_pylist() if row.get("lost")}
    assert lost == {MARCH}
    [(account, until)] = [
        (row["account_id"], row["live_to"])
        for row in context_of(workspace, "health_backtest", SCOPE, None, None)
        .table(Query("select * from stretches where live_to <= $as_of", PAYING))
        .to_pylist()
    ]
    assert (account, until) == ("A", MARCH)


def test_cohorts_and_survival_keep_it_for_two_months(workspace: Workspace) -> None:
    if "mrr_snapshots" in workspace.row_counts():
        # Who is in the first month of all has a beginning that nobody knows.
        return
    grid = ask(workspace, "cohort_retention", SCOPE).rows()
    assert {row["age"]: row["value"] for row in grid if row["period"] == JANUARY} == {0: 1.0, 1: 1.0, 2: 0.5, 3: 0.5}
    curve = {row["age"]: row["value"] for row in ask(workspace, "survival", SCOPE).rows() if row["age"] is not None}
    assert (curve[1], curve[2]) == (1.0, 0.5)


def test_who_keeps_paying_for_something_contracts() -> None:
    beside = line("A", "Extra", "20", "2024-01-01") | {"product": "Extra"}
    workspace = workspace_of(subscriptions=[STAYS, PAID, line("A", "Free", "0", "2024-03-01"), beside])
    bars = ask(workspace, "mrr_movements", SCOPE).rows()
    assert {row["series"]: row["value"] for row in bars if row["period"] == MARCH and row["value"]} == {
        "start": 220.0,
        "contraction": -100.0,
        "end": 120.0,
    }
    assert values(workspace, "logo_churn_rate")[MARCH] == 0.0


def test_who_has_only_a_free_plan_is_new_when_it_pays() -> None:
    rows = [STAYS, line("A", "Free", "0", "2024-01-01", "2024-03-01"), line("A", "Pro", "100", "2024-03-01")]
    workspace = workspace_of(subscriptions=rows)
    bars = ask(workspace, "mrr_movements", SCOPE).rows()
    assert {row["series"]: row["value"] for row in bars if row["period"] == MARCH and row["value"]} == {
        "start": 100.0,
        "new": 100.0,
        "end": 200.0,
    }
    grid = ask(workspace, "cohort_retention", SCOPE).rows()
    assert {row["period"]: row["n"] for row in grid if row["age"] == 0 and row["period"]} == {JANUARY: 1, MARCH: 1}
    assert {row["period"]: row["n"] for row in ask(workspace, "mrr", SCOPE).rows()}[FEBRUARY] == 1
