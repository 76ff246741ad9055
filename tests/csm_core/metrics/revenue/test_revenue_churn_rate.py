"""Revenue churn, every reading, against a loop over accounts and months."""

import pytest

from csm_core.metrics.asking.ask import ask
from tests.csm_core.metrics.revenue.plain_lines import SCOPE, months, plain_lines
from tests.workspaces import workspace_of


@pytest.mark.parametrize("variant", ["gross", "churn_only", "net"])
def test_it_is_what_was_lost_over_what_all_paid_at_the_start(variant: str) -> None:
    rows = plain_lines(1)
    answer = {
        row["period"]: row["value"]
        for row in ask(workspace_of(subscriptions=rows), "revenue_churn_rate", SCOPE, variant).rows()
    }
    for month, moves in months(rows):
        there = [move for move in moves if move.before > 0]
        left = sum(move.before for move in there if not move.after)
        shrunk = sum(move.before - move.after for move in there if 0 < move.after < move.before)
        grown = sum(move.after - move.before for move in there if move.after > move.before)
        lost = {"gross": left + shrunk, "churn_only": left, "net": left + shrunk - grown}[variant]
        assert answer[month] == pytest.approx(lost / sum(move.before for move in there))
