"""LTV to CAC by hand: ARPA × margin ÷ churn, over what was spent on each customer won."""

from datetime import date

import pytest

from csm_core.metrics.asking.ask import ask
from csm_core.scope import Scope
from tests.csm_core.metrics.revenue.plain_lines import line
from tests.workspaces import workspace_of

APRIL = Scope(start=date(2024, 4, 1), end=date(2024, 5, 1), as_of=date(2024, 4, 30), currency="EUR")


def test_it_is_the_lifetime_value_over_the_cost_of_one_customer_won() -> None:
    old = [line(f"o{number}", "2023-06-10", "2024-04-10" if number == 0 else "", 100) for number in range(10)]
    new = [line(f"n{number}", "2024-04-05", "", 200) for number in range(4)]
    spent = {"month": "2024-04-01", "category": "Sales", "purpose": "acquisition", "amount": "2000"}
    workspace = workspace_of(subscriptions=[*old, *new], costs=[spent])
    settings = {"margin": 0.5, "churn_months": 1}
    answer = {row["measure"]: row for row in ask(workspace, "ltv_to_cac", APRIL, "simple", settings).rows()}
    cac = 2000 / len(new)
    arpa = (9 * 100 + 4 * 200) / 13  # of the thirteen who pay at the end
    churn = 1 / 10  # of the ten who were there on 1 April
    assert answer["cac"]["value"] == pytest.approx(cac)
    assert answer["ratio"]["value"] == pytest.approx(arpa * 0.5 / churn / cac)
    assert answer["ratio"]["n"] == len(new)


@pytest.mark.parametrize("metric_id", ["ltv_to_cac", "payback_months"])
def test_each_period_is_judged_by_what_could_be_known_at_its_end(metric_id: str) -> None:
    old = [line(f"o{number}", "2023-06-10", "", 100) for number in range(9)]
    # Lost on 10 March, and back on 5 April: within the grace, so that April knows of no loss.
    back = [line("back", "2023-06-10", "2024-03-10", 100), line("back", "2024-04-05", "", 100)]
    lost = [line("lost", "2023-06-10", "2024-02-20", 100)]
    won = [line(f"n{month}", f"2024-0{month}-02", "", 100) for month in (3, 4)]
    # So much that a customer pays it back after the age, of nine months, at which `back` was lost.
    spent = [
        {"month": f"2024-0{month}-01", "category": "Sales", "purpose": "acquisition", "amount": "930"}
        for month in (3, 4)
    ]
    workspace = workspace_of(subscriptions=[*old, *back, *lost, *won], costs=spent)
    settings = {"grace_days": 40}
    both = Scope(start=date(2024, 3, 1), end=date(2024, 5, 1), as_of=date(2024, 4, 30), currency="EUR")
    march = Scope(start=date(2024, 3, 1), end=date(2024, 4, 1), as_of=date(2024, 3, 31), currency="EUR")

    def of_march(scope: Scope) -> list[tuple[object, ...]]:
        rows = ask(workspace, metric_id, scope, "simple" if metric_id == "ltv_to_cac" else None, settings).rows()
        return [(row["measure"], row["value"], row["low"]) for row in rows if row["period"] == date(2024, 3, 1)]

    assert len(of_march(march)) == 2
    assert of_march(both) == of_march(march)
