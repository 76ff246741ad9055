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
