"""Health before renewal against the scores of the days themselves."""

from collections import Counter
from datetime import date

from csm_core.metrics.asking.ask import ask, rows_behind
from csm_core.scope import Scope
from tests.csm_core.metrics.health.past_company import company
from tests.csm_core.metrics.health.test_health_bands import band
from tests.workspaces import workspace_of

SPRING = Scope(start=date(2024, 1, 1), end=date(2024, 6, 1), as_of=date(2024, 5, 31))


def test_each_renewal_stands_in_the_band_of_the_month_end_before_it() -> None:
    workspace = workspace_of(**company())
    # 90 days before the end of a term, and then the last end of a month.
    cases = {
        (row["account_id"], row["ends_on"]): row
        for row in rows_behind(workspace, "health_before_renewal", SPRING).to_pylist()
        if row["measure"] in ("grew", "flat", "shrank", "churned")
    }
    assert len(cases) > 5
    scores: dict[date, dict[object, object]] = {}
    for (account, ends_on), row in cases.items():
        day = row["scored_on"]
        assert 90 <= (ends_on - day).days < 90 + 31
        if day not in scores:
            then = Scope(start=day.replace(day=1), as_of=day)
            scores[day] = {one["account_id"]: one["value"] for one in ask(workspace, "health_score", then).rows()}
        assert row["series"] == band(scores[day].get(account)), (account, day)


def test_the_share_renewed_is_of_those_that_are_decided() -> None:
    workspace = workspace_of(**company())
    answer = ask(workspace, "health_before_renewal", SPRING).rows()
    counts = Counter({(row["series"], row["measure"]): row["value"] for row in answer if row["measure"] != "renewed"})
    for row in answer:
        if row["measure"] == "renewed":
            kept = sum(counts[row["series"], outcome] for outcome in ("grew", "flat", "shrank", "unknown"))
            decided = kept + counts[row["series"], "churned"]
            assert (row["value"], row["n"]) == (kept / decided if decided else None, decided)
