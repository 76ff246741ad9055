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


def test_an_account_that_has_given_notice_is_leaving_from_that_day_and_no_healthy_one() -> None:
    rows = company()
    lines = rows["subscriptions"]
    account = str(lines[0]["account_id"])
    gone = {"cancel_requested_at": "2024-05-20", "end_date": "2024-08-31"}
    rows["subscriptions"] = [line | gone if line["account_id"] == account else line for line in lines]
    workspace = workspace_of(**rows)
    months = Scope(start=date(2024, 4, 1), end=date(2024, 6, 1), as_of=date(2024, 5, 31))
    answer = ask(workspace, "health_bands", months).rows()
    leaving = {
        row["period"]: row["value"] for row in answer if (row["measure"], row["series"]) == ("accounts", "leaving")
    }
    assert leaving == {date(2024, 4, 1): 0.0, date(2024, 5, 1): 1.0}
    bands = {row["account_id"]: row["series"] for row in ask(workspace, "health_score", MAY).rows()}
    assert bands[account] == "leaving"
