"""Expansion rate against a loop over accounts and months."""

import pytest

from csm_core.metrics.asking.ask import ask
from tests.csm_core.metrics.revenue.plain_lines import SCOPE, months, plain_lines
from tests.workspaces import workspace_of


def test_it_is_what_grew_over_what_all_paid_at_the_start() -> None:
    rows = plain_lines(1)
    answer = {row["period"]: row for row in ask(workspace_of(subscriptions=rows), "expansion_rate", SCOPE).rows()}
    for month, moves in months(rows):
        grown = sum(move.after - move.before for move in moves if 0 < move.before < move.after)
        assert answer[month]["value"] == pytest.approx(grown / sum(move.before for move in moves))
        assert answer[month]["n"] == sum(move.before > 0 for move in moves)
