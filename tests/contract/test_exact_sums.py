"""Money of many lines is the same to the last digit, in whichever order the lines come and whoever adds them up."""

import random
from datetime import date
from functools import cache

import pytest

from csm_core.engines.limits import Limits
from csm_core.facts.build import FACTS, built_facts, fact_sql
from csm_core.facts.framework.fact import Fact
from csm_core.metrics.asking.ask import ask
from csm_core.scope import Scope
from csm_core.store.workspace import Workspace
from tests.contract.order_of_sums import order_dependent
from tests.workspaces import LOADED_AT, batch_of, workspace_of

ACCOUNTS, LINES, TIMES = 150, 6, 2
SCOPE = Scope(start=date(2024, 1, 1), end=date(2024, 7, 1), as_of=date(2024, 6, 30), currency="EUR")
ASKED = (
    ("renewal_calendar", None, {}),
    ("net_revenue_retention", "renewal_base", {}),
    ("cohort_retention", None, {"measure": "revenue_net"}),
    ("arpa", "recognised", {}),
)


@cache
def lines() -> list[dict[str, str]]:
    """Yearly lines of two decimals at a rate of three: one in ten ends in half of what a figure is rounded to."""
    chance = random.Random(5)
    rows = []
    for number in range(ACCOUNTS):
        start = date(2023, 1 + number % 12, 1)
        for line in range(LINES):
            row = {"account_id": f"c{number:03}", "subscription_id": f"s{number}-{line}", "currency": "USD"}
            row |= {"mrr": f"{chance.randint(100, 99999) / 100:.2f}", "start_date": start.isoformat()}
            row |= {"term_end": start.replace(year=start.year + 1 + number % 2).isoformat(), "product": f"P{line}"}
            rows.append(row)
    return rows


@cache
def company(order: int, threads: int) -> Workspace:
    workspace = Workspace.in_memory(Limits(threads=threads))
    subscription_lines = list(lines())
    random.Random(order).shuffle(subscription_lines)
    rates = [
        {"date": "2022-01-01", "currency": name, "rate": rate} for name, rate in (("EUR", "1"), ("USD", "0.927"))
    ]
    workspace.load([batch_of("subscriptions", subscription_lines), batch_of("fx_rates", rates)], LOADED_AT, "add")
    return workspace


@pytest.mark.parametrize(("metric_id", "variant", "settings"), ASKED)
def test_neither_threads_nor_the_order_of_lines_move_the_last_digit(
    metric_id: str, variant: str | None, settings: dict[str, str]
) -> None:
    first = ask(company(0, 1), metric_id, SCOPE, variant, settings).rows()
    assert any(row["value"] for row in first)
    for order, threads in ((0, 4), (1, 4)):
        for _ in range(TIMES):
            assert ask(company(order, threads), metric_id, SCOPE, variant, settings).rows() == first


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("select sum(x) from (select 0.1::double as x)", ["sum of doubles"]),
        ("select sum(x order by x) from (select 0.1::double as x)", []),
        ("select sum(x) from (select 0.1::decimal(9, 1) as x)", []),
        ("with a as materialized (select avg(x) over () as y from (select 0.1::double as x)) select * from a",
         ["avg of doubles"]),
        ("select arg_max(x, y) from (select 1 as x, 2 as y)", ["arg_max without a whole key"]),
        ("select arg_max(x, row(y, x)) from (select 1 as x, 2 as y)", []),
    ],
)  # fmt: skip
def test_the_plan_tells_which_sums_hang_on_the_order(sql: str, expected: list[str]) -> None:
    assert order_dependent(workspace_of(), sql) == expected


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.name)
def test_no_sum_of_a_fact_hangs_on_the_order_of_its_rows(fact: Fact) -> None:
    workspace = company(0, 1)
    facts = built_facts(workspace)
    assert order_dependent(workspace, fact_sql(fact, facts, "Europe/Berlin")) == []
