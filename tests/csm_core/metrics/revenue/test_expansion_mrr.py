"""Expansion MRR against a loop over accounts and months."""

import pytest

from csm_core.metrics.asking.ask import ask
from tests.csm_core.metrics.revenue.plain_lines import SCOPE, months, plain_lines
from tests.workspaces import workspace_of


def test_it_is_what_accounts_that_paid_pay_more_at_the_end() -> None:
    rows = plain_lines(1)
    answer = {row["period"]: row for row in ask(workspace_of(subscriptions=rows), "expansion_mrr", SCOPE).rows()}
    for month, moves in months(rows):
        grown = [move.after - move.before for move in moves if 0 < move.before < move.after]
        assert answer[month]["value"] == pytest.approx(sum(grown))
        assert answer[month]["n"] == len(grown)
