"""The health score against the weighted mean of its components, in a loop."""

import math
from datetime import date

from csm_core.metrics.asking.ask import ask, rows_behind
from csm_core.scope import Scope
from tests.csm_core.metrics.health.past_company import company
from tests.workspaces import workspace_of

MAY = Scope(start=date(2024, 5, 1), end=date(2024, 6, 1), as_of=date(2024, 5, 31))


def test_it_is_the_weighted_mean_of_what_is_known_cut_to_tenths() -> None:
    workspace = workspace_of(**company())
    components: dict[str, list[tuple[int, float | None]]] = {}
    for row in rows_behind(workspace, "health_score", MAY).to_pylist():
        components.setdefault(row["account_id"], []).append((row["weight"], row["points"]))
    scores = {row["account_id"]: row["value"] for row in ask(workspace, "health_score", MAY).rows()}
    assert scores.keys() == components.keys()
    for account, is_known in components.items():
        # In whole tenths, so that what is cut off is no error of the sum.
        parts = [(weight, round(10 * points)) for weight, points in is_known if points is not None]
        weight = sum(weight for weight, _ in parts)
        expected = None
        if 2 * weight >= sum(weight for weight, _ in is_known):
            expected = math.floor(sum(weight * tenths for weight, tenths in parts) / weight) / 10
        assert scores[account] == expected, account
