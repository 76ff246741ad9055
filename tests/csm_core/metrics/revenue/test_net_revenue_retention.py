"""Net revenue retention against a loop over accounts and months."""

import pytest

from csm_core.metrics.asking.ask import ask
from tests.csm_core.metrics.revenue.plain_lines import SCOPE, months, plain_lines
from tests.workspaces import workspace_of


def test_it_is_what_the_customers_of_a_month_ago_pay() -> None:
    rows = plain_lines(1)
    workspace = workspace_of(subscriptions=rows)
    # A look-back of one month compares the two ends of each month.
    answer = ask(workspace, "net_revenue_retention", SCOPE, "cohort", {"lookback_months": 1}).rows()
    values = {row["period"]: row["value"] for row in answer}
    for month, moves in months(rows):
        there = [move for move in moves if move.before > 0]
        kept = sum(move.after for move in there)
        assert values[month] == pytest.approx(kept / sum(move.before for move in there))
