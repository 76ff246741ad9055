"""The quick ratio against a loop over accounts and months."""

import pytest

from csm_core.metrics.asking.ask import ask
from tests.csm_core.metrics.revenue.plain_lines import SCOPE, months, plain_lines
from tests.workspaces import workspace_of


@pytest.mark.parametrize("variant", ["usual", "with_reactivation"])
def test_it_is_what_was_won_over_what_was_lost(variant: str) -> None:
    rows = plain_lines(1)
    answer = {
        row["period"]: row["value"]
        for row in ask(workspace_of(subscriptions=rows), "quick_ratio", SCOPE, variant).rows()
    }
    for month, moves in months(rows):
        lost = sum(max(move.before - move.after, 0) for move in moves)
        # Who paid earlier and comes back is reactivation, which only one of the readings counts.
        won = sum(
            max(move.after - move.before, 0)
            for move in moves
            if move.before > 0 or not move.paid_earlier or variant == "with_reactivation"
        )
        assert answer[month] == (pytest.approx(won / lost) if lost else None)
