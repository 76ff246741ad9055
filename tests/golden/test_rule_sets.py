"""The same month under the rules of other tools, worked by hand.

100 customers at the start; 11 leave for good, 1 leaves and returns; 20 join, of whom 1 leaves inside the month.
And three accounts: A 100 → 150 → 120, B 100 → 0 → 80, C joins at 50 and ends at 90.
"""

import pytest

from csm_core.metrics.asking.ask import ask
from csm_core.metrics.examples.months import HUNDRED_CUSTOMERS, JUNE, MARCH, THREE_CUSTOMERS, Given
from csm_core.scope import Scope
from csm_core.store.workspace import Workspace
from tests.workspaces import workspace_of


def workspace(given: Given) -> Workspace:
    return workspace_of(**{table: [dict(row) for row in rows] for table, rows in given})


@pytest.mark.parametrize(
    ("variant", "lost", "base"),
    [("default", 11, 100), ("chartmogul", 11, 100), ("profitwell", 12, 100), ("stripe", 13, 120), ("maxio", 13, 100)],
)
def test_one_month_of_churn_under_each_rule_set(variant: str, lost: int, base: int) -> None:
    (row,) = ask(workspace(HUNDRED_CUSTOMERS), "logo_churn_rate", Scope.from_query(JUNE)[0], variant).rows()
    assert row["value"] == pytest.approx(lost / base)
    assert row["n"] == base


@pytest.mark.parametrize(("variant", "rate"), [("default", 0.89), ("end_over_start", 1.08)])
def test_the_same_month_of_retention(variant: str, rate: float) -> None:
    (row,) = ask(workspace(HUNDRED_CUSTOMERS), "logo_retention_rate", Scope.from_query(JUNE)[0], variant).rows()
    assert row["value"] == pytest.approx(rate)


@pytest.mark.parametrize(
    ("variant", "net", "gross"),
    # (120 + 80) ÷ 200 and (100 + 80) ÷ 200; (200 + 50 − 30 − 100 + 80 + 40) ÷ 200 and (200 − 30 − 100) ÷ 200
    [("cohort", 1.0, 0.9), ("movement_sum", 1.2, 0.35)],
)
def test_net_and_gross_revenue_retention_by_cohort_and_by_movements(variant: str, net: float, gross: float) -> None:
    given, scope = workspace(THREE_CUSTOMERS), Scope.from_query(MARCH)[0]
    for metric, expected in (("net_revenue_retention", net), ("gross_revenue_retention", gross)):
        (row,) = ask(given, metric, scope, variant, {"lookback_months": 2}).rows()
        assert row["value"] == pytest.approx(expected)
