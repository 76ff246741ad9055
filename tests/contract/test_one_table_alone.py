"""With one export only, each metric is answered, or says what to load: never by a zero that is really unknown."""

from __future__ import annotations

import pytest

from csm_core import Workspace, ask, registry
from csm_core.errors import NothingLoaded
from csm_core.tables.catalogue import TABLES
from csm_core.units import Unit
from tests.contract.company import company
from tests.workspaces import workspace_of

COMPANY = company(accounts=12)
# Of nothing, there can truly be none; a rate, a score or a wait of nothing is unknown.
SUMS = {Unit.COUNT, Unit.MONEY}
# What each export answers by itself, at the least; the others only help where there is more.
UNLOCKS = {
    "subscriptions": {"mrr", "net_revenue_retention", "cohort_retention", "clv"},
    "invoices": {"clv", "mrr", "net_revenue_retention", "logo_churn_rate", "cohort_retention"},
    "events": {"active_users", "usage_rate", "feature_adoption"},
    "surveys": {"nps", "csat", "feedback_themes"},
    "tickets": {"resolution_time", "first_contact_resolution"},
    "opportunities": {"renewal_rate"},
    "outcomes": {"outcome_attainment"},
    **{table: set() for table in ("accounts", "costs", "fx_rates", "goals", "campaigns", "campaign_members")},
}


@pytest.fixture(scope="module", params=sorted(UNLOCKS))
def alone(request: pytest.FixtureRequest) -> tuple[str, Workspace]:
    return request.param, workspace_of(**{request.param: COMPANY[request.param]})


def test_each_table_of_the_company_is_tried_alone() -> None:
    assert set(UNLOCKS) == {table for table in TABLES if COMPANY.get(table)}


def test_each_metric_is_answered_or_names_what_to_load(alone: tuple[str, Workspace]) -> None:
    table, workspace = alone
    answered = set()
    for metric in registry().values():
        try:
            result = ask(workspace, metric.id)
        except NothingLoaded:
            continue  # nothing in this table happened on a day, so that there is no period to ask about
        if result.missing:
            assert all(table not in names.split(" or ") for names in result.missing), metric.id
            assert [row["value"] for row in result.rows()] == [None], metric.id
            continue
        variant = metric.variant(result.variant, workspace.row_counts())
        guessed = [
            row
            for row in result.rows()
            # A part of a change is truly nothing where nobody brought it about.
            if metric.id != "score_change"
            and row["value"] == 0
            and not row["n"]
            and metric.unit_of(variant, row["measure"]) not in SUMS
        ]
        assert guessed == [], f"{metric.id} from {table} alone"
        if any(row["value"] is not None for row in result.rows()):
            answered.add(metric.id)
    assert UNLOCKS[table] <= answered
