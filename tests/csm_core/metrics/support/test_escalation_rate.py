"""Escalation rate against a loop over tickets."""

from datetime import date

import pytest

from csm_core.metrics.asking.ask import ask
from csm_core.scope import Scope
from tests.csm_core.metrics.support.desk import tickets
from tests.workspaces import workspace_of

SCOPE = Scope(start=date(2024, 1, 1), end=date(2024, 7, 1), as_of=date(2024, 6, 17))


@pytest.mark.parametrize("seed", [1, 2])
def test_escalation_rate_counts_what_was_escalated_up_to_the_as_of_day(seed: int) -> None:
    rows = tickets(seed)
    months: dict[str, list[bool]] = {}
    for row in rows:
        if row["created_at"][:10] <= "2024-06-17":
            escalated = "" < row.get("escalated_at", "")[:10] <= "2024-06-17"
            months.setdefault(row["created_at"][:7] + "-01", []).append(escalated)
    got = {
        str(row["period"]): row["value"] for row in ask(workspace_of(tickets=rows), "escalation_rate", SCOPE).rows()
    }
    assert got == {month: pytest.approx(sum(hits) / len(hits)) for month, hits in months.items()}


def test_an_export_without_escalations_does_not_say_that_there_are_none() -> None:
    result = ask(workspace_of(tickets=[{"created_at": "2024-03-01"}]), "escalation_rate", Scope())
    assert not result.has_value
    assert "No ticket export records" in str(result.rows()[0]["note"])
