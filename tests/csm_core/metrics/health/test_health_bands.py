"""Health bands against a count of the scores."""

from collections import Counter
from datetime import date

from csm_core.metrics.asking.ask import ask
from csm_core.scope import Scope
from tests.csm_core.metrics.health.past_company import company
from tests.workspaces import workspace_of

MAY = Scope(start=date(2024, 5, 1), end=date(2024, 6, 1), as_of=date(2024, 5, 31))


def band(score: object) -> str:
    if score is None:
        return "unknown"
    assert isinstance(score, float)
    return "at risk" if score < 40 else "watch" if score < 70 else "healthy"


def test_each_band_holds_the_accounts_whose_score_lies_in_it() -> None:
    workspace = workspace_of(**company())
    scores = [row["value"] for row in ask(workspace, "health_score", MAY).rows() if row["measure"] is None]
    counted = Counter(band(score) for score in scores)
    answer = ask(workspace, "health_bands", MAY).rows()
    assert {row["series"]: row["value"] for row in answer if row["measure"] == "accounts" and row["value"]} == counted
    assert len(counted) > 1
