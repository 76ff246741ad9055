"""Logo retention, both readings, against a loop over accounts and months."""

import pytest

from csm_core.metrics.asking.ask import ask
from tests.csm_core.metrics.revenue.plain_lines import SCOPE, months, plain_lines
from tests.workspaces import workspace_of


@pytest.mark.parametrize("variant", ["default", "end_over_start"])
def test_it_is_who_is_there_at_the_end_over_who_was_at_the_start(variant: str) -> None:
    rows = plain_lines(1)
    answer = ask(workspace_of(subscriptions=rows), "logo_retention_rate", SCOPE, variant).rows()
    values = {row["period"]: row["value"] for row in answer}
    for month, moves in months(rows):
        # The second reading counts newcomers at the end too, so that it may pass 1.
        kept = sum(move.after > 0 and (move.before > 0 or variant == "end_over_start") for move in moves)
        assert values[month] == pytest.approx(kept / sum(move.before > 0 for move in moves))
