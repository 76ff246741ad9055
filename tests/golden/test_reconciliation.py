"""Why two tools give two figures of one month, worked by hand: the accounts add up to the difference.

100 customers at the start; 11 leave for good, 1 leaves and returns; 20 join, of whom 1 leaves inside the month.
And three accounts: A 100 → 150 → 120, B 100 → 0 → 80, C joins at 50 and ends at 90.
"""

import math
import random
from datetime import date

import pytest

from csm_core.errors import BadValue, UnknownName
from csm_core.metrics.asking.ask import ask
from csm_core.metrics.compare.reconcile import Reconciliation, reconcile
from csm_core.metrics.examples.months import HUNDRED_CUSTOMERS, JUNE, MARCH, THREE_CUSTOMERS, Given
from csm_core.metrics.framework.registry import registry
from csm_core.scope import Scope
from csm_core.store.workspace import Workspace
from tests.contract.company import company
from tests.workspaces import workspace_of

JUNE_BEGINS, MARCH_BEGINS = date(2024, 6, 1), date(2024, 3, 1)


def workspace(given: Given) -> Workspace:
    return workspace_of(**{table: [dict(row) for row in rows] for table, rows in given})


def churn(variant: str, base: str, **settings: bool) -> Reconciliation:
    scope = Scope.from_query(JUNE)[0]
    return reconcile(workspace(HUNDRED_CUSTOMERS), "logo_churn_rate", scope, JUNE_BEGINS, variant, base, settings)


def contributions(result: Reconciliation) -> dict[str, float]:
    return {row["account_id"]: row["contribution"] for row in result.accounts.to_pylist()}


@pytest.mark.parametrize(
    ("variant", "percent", "accounts"),
    [
        ("chartmogul", 11.0, []),
        ("profitwell", 12.0, ["returns"]),
        ("maxio", 13.0, ["joins and leaves", "returns"]),
        # 13 of 120: everybody who joined is below the line now.
        ("stripe", 100 * 13 / 120, ["joins and leaves", *(f"joins {index}" for index in range(19)), "returns"]),
    ],
)
def test_the_accounts_that_explain_each_variant_are_those_that_it_counts_otherwise(
    variant: str, percent: float, accounts: list[str]
) -> None:
    reconciliation = churn(variant, "default")
    assert reconciliation.base_value == pytest.approx(0.11)
    assert reconciliation.value == pytest.approx(percent / 100)
    assert sorted(contributions(reconciliation)) == sorted(accounts)
    assert reconciliation.alike == (120 if variant == "stripe" else 100 if variant != "maxio" else 101) - len(
        accounts
    )
    assert math.fsum(contributions(reconciliation).values()) == pytest.approx(percent / 100 - 0.11, abs=1e-15)


def test_each_account_moves_the_rate_by_what_can_be_worked_out_by_hand() -> None:
    by_account = contributions(churn("stripe", "default"))
    # Over 120: one loss more is 1/120; to be below the line and not lost takes 0.11 away, and both is 1 − 0.11.
    assert by_account["returns"] == pytest.approx(1 / 120)
    assert by_account["joins 3"] == pytest.approx(-0.11 / 120)
    assert by_account["joins and leaves"] == pytest.approx((1 - 0.11) / 120)


def test_the_largest_contribution_comes_first() -> None:
    assert next(iter(contributions(churn("stripe", "default")))) == "returns"


def test_a_yearly_rate_is_compared_by_the_month_that_it_comes_from() -> None:
    assert churn("maxio", "default", annualised=True).value == pytest.approx(0.13)


@pytest.mark.parametrize(
    ("metric", "value", "base_value", "expected"),
    [
        # A counts 100 + 50 − 30 = 120 either way, B 100 − 100 + 80 = 80 either way; C grew by 40 from nothing.
        ("net_revenue_retention", 1.2, 1.0, {"C": 40 / 200}),
        # A lost 30 once (70 instead of 100), B lost all of its 100 once (0 instead of 80); C lost nothing.
        ("gross_revenue_retention", 0.35, 0.9, {"A": -30 / 200, "B": -80 / 200}),
    ],
)
def test_movements_against_the_cohort_account_by_account(
    metric: str, value: float, base_value: float, expected: dict[str, float]
) -> None:
    scope = Scope.from_query(MARCH)[0]
    reconciliation = reconcile(
        workspace(THREE_CUSTOMERS), metric, scope, MARCH_BEGINS, "movement_sum", "cohort", {"lookback_months": 2}
    )
    assert (reconciliation.value, reconciliation.base_value) == (pytest.approx(value), pytest.approx(base_value))
    assert contributions(reconciliation) == pytest.approx(expected)


RATES = ("logo_churn_rate", "logo_retention_rate", "net_revenue_retention", "gross_revenue_retention")
PAIRS = [
    pytest.param(metric, variant.name, base.name, id=f"{metric}-{variant.name}-{base.name}")
    for metric in RATES
    for variant in registry()[metric].variants
    for base in registry()[metric].variants
]


@pytest.fixture(scope="module")
def some_company() -> Workspace:
    return workspace_of(**company())


@pytest.mark.parametrize(("metric", "variant", "base"), PAIRS)
def test_any_two_variants_add_up_to_the_difference_of_what_they_answer(
    metric: str, variant: str, base: str, some_company: Workspace
) -> None:
    scope = Scope(start=date(2024, 1, 1), end=date(2024, 7, 1), as_of=date(2024, 6, 17))
    month = date(2024, random.Random(metric + variant + base).randint(2, 5), 1)
    reconciliation = reconcile(some_company, metric, scope, month, variant, base)
    figures = {
        name: next(row["value"] for row in ask(some_company, metric, scope, name).rows() if row["period"] == month)
        for name in (variant, base)
    }
    assert (reconciliation.value, reconciliation.base_value) == (
        pytest.approx(figures[variant]),
        pytest.approx(figures[base]),
    )
    assert math.fsum(contributions(reconciliation).values()) == pytest.approx(reconciliation.difference, abs=1e-12)
    assert reconciliation.reason is None
    if variant == base:
        assert contributions(reconciliation) == {}


def test_a_variant_that_has_nobody_below_the_line_says_so(some_company: Workspace) -> None:
    nobody = Scope(
        start=date(2024, 1, 1), end=date(2024, 7, 1), as_of=date(2024, 6, 17), filters=(("Region", ("Nowhere",)),)
    )
    reconciliation = reconcile(some_company, "logo_churn_rate", nobody, date(2024, 3, 1), "stripe", "default")
    assert (reconciliation.value, reconciliation.difference) == (None, None)
    assert reconciliation.reason == "The variant 'stripe' has no accounts in its denominator, so it has no rate."


def test_what_is_no_rate_over_accounts_is_refused(some_company: Workspace) -> None:
    with pytest.raises(BadValue, match="is not valid for a reconciliation"):
        reconcile(some_company, "mrr", Scope(), date(2024, 3, 1), "sum", "customers_times_average")


def test_a_variant_that_does_not_exist_is_named(some_company: Workspace) -> None:
    with pytest.raises(UnknownName, match="stripe"):
        reconcile(some_company, "logo_churn_rate", Scope(), date(2024, 3, 1), "strip", "default")
