"""Payback time against small steps along the curve of who stays."""

from datetime import date

import pytest

from csm_core.metrics.asking.ask import ask
from csm_core.scope import Scope
from tests.csm_core.metrics.revenue.plain_lines import line
from tests.workspaces import workspace_of

APRIL = Scope(start=date(2024, 4, 1), end=date(2024, 5, 1), as_of=date(2024, 4, 30), currency="EUR")


def test_it_is_when_the_margin_paid_so_far_reaches_the_cost() -> None:
    old = [line(f"o{number}", "2023-01-01", "", 100) for number in range(8)]
    new = [line(f"n{number}", "2024-04-05", "", 100) for number in range(2)]
    spent = {"month": "2024-04-01", "category": "Sales", "purpose": "acquisition", "amount": "600"}
    workspace = workspace_of(subscriptions=[*old, *new], costs=[spent])
    answer = ask(workspace, "payback_months", APRIL, None, {"margin": 0.5}).rows()
    values = {row["measure"]: row["value"] for row in answer}
    # A customer costs 600 ÷ 2 and brings 100 × 0.5 a month. Nobody has left, so that the curve is 1 throughout.
    months, earned = 0, 0.0
    while earned < 600 / 2:
        months, earned = months + 1, earned + 100 * 0.5
    assert values == {"simple": pytest.approx(months), "survival_weighted": pytest.approx(months)}
