"""Logo churn against a loop over accounts and months."""

from csm_core.metrics.asking.ask import ask
from csm_core.stats.intervals import wilson
from tests.csm_core.metrics.revenue.plain_lines import SCOPE, months, plain_lines
from tests.workspaces import workspace_of


def test_it_is_who_was_there_at_the_start_and_is_not_at_the_end() -> None:
    rows = plain_lines(1)
    answer = {row["period"]: row for row in ask(workspace_of(subscriptions=rows), "logo_churn_rate", SCOPE).rows()}
    for month, moves in months(rows):
        there = [move for move in moves if move.before > 0]
        expected = wilson(sum(not move.after for move in there), len(there))
        row = answer[month]
        assert (row["value"], row["low"], row["high"], row["n"]) == (
            expected.value,
            expected.low,
            expected.high,
            len(there),
        )
