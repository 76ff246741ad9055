"""Answers counted, month by month."""

from datetime import date

from csm_core.metrics.asking.ask import ask
from csm_core.scope import Scope
from tests.workspaces import workspace_of

LAST = date(2024, 6, 30)


def test_months_before_the_first_answer_are_unknown_and_later_silence_is_zero() -> None:
    rows = [{"responded_at": "2024-02-05", "survey_type": "nps", "score": "9"}]
    scope = Scope(start=date(2024, 1, 1), end=date(2024, 4, 1), as_of=date(2024, 3, 31))
    counts = [
        row
        for row in ask(workspace_of(surveys=rows), "survey_responses", scope).rows()
        if row["measure"] == "answers"
    ]
    assert [row["value"] for row in counts] == [None, 1.0, 0.0]
