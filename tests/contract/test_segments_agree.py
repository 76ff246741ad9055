"""Segments are parts of the whole: what stands is read at its instant, what happens on its own day, and who began in
the segment of that day, so that each figure's parts add up to it and the metrics agree on each part."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

import pytest

from csm_core.metrics.asking.ask import ask, rows_behind
from csm_core.metrics.framework.declare import Value
from csm_core.periods import add_months
from csm_core.scope import NOT_SET, Scope
from csm_core.store.workspace import Workspace
from tests.workspaces import Row, new_workspace_of

FIRST, AS_OF = date(2024, 1, 1), date(2024, 6, 30)
PLANS = ("Basic", "Pro", "Team")
SPLITS = ("Main plan", "Size by MRR", "Tenure", "Campaign: Office hours")
SEEDS, ACCOUNTS = (3, 11), 8
MONTHS = [date(2024, month, 1) for month in range(1, 7)]


def customer(account: str, chance: random.Random, tables: dict[str, list[Row]]) -> None:
    """One line after another, the plan and price changing on any day, sometimes with a gap, and all that it does."""
    day = FIRST + timedelta(days=chance.randint(0, 90))
    for index in range(chance.randint(1, 4)):
        end = day + timedelta(days=chance.randint(35 if index == 0 else 10, 70))
        line = {"account_id": account, "subscription_id": f"{account}{index}", "plan": chance.choice(PLANS)}
        line |= {"mrr": str(chance.choice((20, 60, 150, 400))), "currency": "EUR", "quantity": str(1 + index)}
        line |= {"start_date": day.isoformat(), "end_date": end.isoformat() if end <= AS_OF else ""}
        tables["subscriptions"].append(line | {"term_end": line["end_date"], "billing_interval": "month"})
        if end > AS_OF:
            break
        day = end + timedelta(days=chance.choice((0, 0, 0, 25)))
    for number in range(12):
        at = (FIRST + timedelta(days=chance.randint(0, 181))).isoformat()
        row = {"account_id": account}
        tables["tickets"].append(row | {"ticket_id": f"{account} {number}", "created_at": at, "solved_at": at})
        tables["events"].append(row | {"user_id": f"{account}u", "event_name": "open", "event_at": at})
        answer = row | {
            "survey_type": "nps",
            "score": str(chance.randint(0, 10)),
            "contact_email": f"{account} {number}",
        }
        tables["surveys"].append(answer | {"responded_at": at, "sent_at": at})
        tables["surveys"].append(row | {"survey_type": "nps", "contact_email": f"{number}@{account}", "sent_at": at})


@cache
def company(seed: int) -> Workspace:
    chance, tables = random.Random(seed), defaultdict[str, list[Row]](list)
    for number in range(ACCOUNTS):
        customer(f"c{number}", chance, tables)
        if number % 2:
            added = (FIRST + timedelta(days=chance.randint(30, 150))).isoformat() if number % 4 == 1 else ""
            tables["campaign_members"].append({"campaign_id": "k", "account_id": f"c{number}", "added_at": added})
    tables["campaigns"].append({"campaign_id": "k", "name": "Office hours", "start_date": "2024-03-10"})
    return new_workspace_of(**tables)


SCOPE = Scope(as_of=AS_OF)
Sums = Mapping[tuple[object, str], float]


def sums(rows: list[dict[str, object]], columns: tuple[str, ...]) -> Sums:
    """Period and column → the sum over the rows behind, whatever their segment; without what is nothing."""
    actual: dict[tuple[object, str], float] = defaultdict(float)
    for row in rows:
        for column in columns:
            actual[row["period"], column] += float(str(row[column] or 0))
    return {key: value for key, value in actual.items() if abs(value) > 1e-3}


@pytest.mark.parametrize(
    ("metric", "variant", "overrides", "columns"),
    [
        ("mrr", "sum", {}, ("amount",)),
        ("arpa", "recognised", {}, ("part",)),
        ("ticket_rate", None, {}, ("part", "whole")),
        ("usage_rate", "days", {}, ("part", "whole")),
        ("licence_utilisation", "daily", {}, ("part", "whole")),
        ("nps", None, {}, ("sign", "weight")),
        ("response_rate", None, {}, ("part", "whole")),
        ("renewal_rate", "terms", {"shortest_months": 1}, ("part", "whole")),
        ("logo_churn_rate", "stripe", {}, ("part", "whole")),
        ("net_revenue_retention", "movement_sum", {"lookback_months": 2}, ("part", "whole")),
        ("gross_revenue_retention", "cohort", {"lookback_months": 2}, ("part", "whole")),
        ("upsell_rate", "all_customers", {}, ("part", "whole", "extra_mrr")),
    ],
)
def test_the_parts_of_each_period_add_up_to_the_whole(
    metric: str, variant: str | None, overrides: Mapping[str, Value], columns: tuple[str, ...]
) -> None:
    for seed in SEEDS:
        whole = sums(rows_behind(company(seed), metric, SCOPE, variant, overrides).to_pylist(), columns)
        assert whole
        for split in SPLITS:
            parts = rows_behind(company(seed), metric, replace(SCOPE, split=split), variant, overrides).to_pylist()
            # An amount of money is rounded to a hundredth of a cent for each part.
            assert sums(parts, columns) == pytest.approx(whole, abs=1e-3), split


def cells(workspace: Workspace, metric: str, split: str, variant: str | None = None, **overrides: Value) -> list[Row]:
    return ask(workspace, metric, replace(SCOPE, split=split), variant, overrides).rows()


def table(rows: list[dict[str, object]], *keys: str, column: str = "value") -> Mapping[tuple[object, ...], float]:
    """Keys → the value of a cell; without what is nothing."""
    return {tuple(row[key] for key in keys): float(str(row[column])) for row in rows if row[column]}


@pytest.mark.parametrize("split", SPLITS)
def test_the_bridge_of_each_segment_begins_and_ends_with_its_mrr(split: str) -> None:
    for seed in SEEDS:
        workspace = company(seed)
        closing = table(cells(workspace, "mrr", split), "period", "segment")
        for variant in ("net", "events"):
            bars = table(cells(workspace, "mrr_movements", split, variant), "period", "segment", "series")
            ends = {key[:2]: value for key, value in bars.items() if key[2] == "end"}
            starts = {key[:2]: value for key, value in bars.items() if key[2] == "start"}
            assert ends == pytest.approx(closing)
            assert starts == pytest.approx(
                {(add_months(day, 1), name): value for (day, name), value in closing.items() if day < MONTHS[-1]}
            )
            moved: dict[tuple[object, ...], float] = defaultdict(float)
            for key, value in bars.items():
                moved[key[:2]] += value if key[2] != "end" else 0.0
            assert {key: value for key, value in moved.items() if abs(value) > 1e-6} == pytest.approx(closing)


@pytest.mark.parametrize("split", SPLITS)
def test_rates_of_each_segment_are_over_the_customers_that_its_mrr_counts(split: str) -> None:
    for seed in SEEDS:
        workspace = company(seed)
        mrr = cells(workspace, "mrr", split)
        opening = table(mrr, "period", "segment", column="n")
        lost = table(cells(workspace, "logo_churn_rate", split, "default"), "period", "segment", column="n")
        assert lost == {(add_months(day, 1), name): n for (day, name), n in opening.items() if day < MONTHS[-1]}
        paid = {(add_months(day, 2), name): value for (day, name), value in table(mrr, "period", "segment").items()}
        for metric in ("net_revenue_retention", "gross_revenue_retention"):
            rows = rows_behind(workspace, metric, replace(SCOPE, split=split), "cohort", {"lookback_months": 2})
            base: dict[tuple[object, ...], float] = defaultdict(float)
            for row in rows.to_pylist():
                base[row["period"], row["segment"]] += row["whole"]
            assert base == pytest.approx({key: value for key, value in paid.items() if key[0] <= MONTHS[-1]})


@pytest.mark.parametrize("split", SPLITS)
def test_customers_have_a_segment_from_their_first_day_on_in_every_metric(split: str) -> None:
    for seed in SEEDS:
        workspace = company(seed)
        # Nobody leaves in the month of the beginning, so that all are there at its close: 100 % at age 0.
        cohorts = [row for row in cells(workspace, "cohort_retention", split) if row["age"] == 0 and row["period"]]
        assert {row["value"] for row in cohorts if row["n"]} == {1.0}
        began: dict[object, int] = defaultdict(int)
        for row in cohorts:
            began[row["segment"]] += row["n"]
        assert sum(began.values()) == ACCOUNTS
        for metric, variant in (("clv", "historic"), ("survival", "kaplan_meier")):
            figures: dict[object, int] = {}
            for row in cells(workspace, metric, split, variant):
                if row["n"]:
                    figures[row["segment"]] = max(row["n"], figures.get(row["segment"], 0))
            assert figures == began, metric
        for metric in ("mrr", "mrr_movements", "cohort_retention", "logo_churn_rate", "ticket_rate", "usage_rate"):
            assert not [row for row in cells(workspace, metric, split) if row["segment"] == NOT_SET and row["n"]]
