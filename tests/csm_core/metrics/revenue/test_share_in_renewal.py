"""Share in renewal against a loop over accounts and lines."""

from datetime import date

import pytest

from csm_core.metrics.asking.ask import ask
from csm_core.scope import Scope
from tests.csm_core.metrics.revenue.plain_lines import line
from tests.workspaces import workspace_of

JUNE = Scope(start=date(2024, 6, 1), end=date(2024, 7, 1), as_of=date(2024, 6, 30), currency="EUR")


def test_it_is_those_with_a_term_that_ends_within_the_days_ahead_and_the_mrr_of_its_lines() -> None:
    ends = ("2024-06-15", "2024-07-01", "2024-09-28", "2024-09-29", "2025-06-01", "")
    rows = [
        line(f"a{number}", "2023-06-01", "", 100 + 10 * number, term_end=end, product="Core")
        for number, end in enumerate(ends)
    ]
    # Another contract of an account that is due is in the whole alone.
    rows.append(line("a1", "2023-06-01", "", 500, term_end="2025-06-01", product="Insights"))
    # The 90 days from 1 July on: through 28 September.
    due = [row for row in rows if "2024-07-01" <= row["term_end"] <= "2024-09-28"]
    answer = ask(workspace_of(subscriptions=rows), "share_in_renewal", JUNE).rows()
    values = {row["measure"]: row["value"] for row in answer}
    assert values["accounts"] == pytest.approx(len({row["account_id"] for row in due}) / len(ends))
    assert values["mrr"] == pytest.approx(sum(int(row["mrr"]) for row in due) / sum(int(row["mrr"]) for row in rows))
