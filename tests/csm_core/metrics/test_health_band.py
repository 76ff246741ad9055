"""The health band as an attribute: as it was seen when a period began, by the default weights."""

from dataclasses import replace
from datetime import date

import pytest

from csm_core import Workspace
from csm_core.facts.queries.attributes import attribute_values
from csm_core.facts.queries.span import data_span
from csm_core.facts.scoped.health_bands import HEALTH_BAND
from csm_core.metrics.asking.ask import ask
from csm_core.scope import NOT_SET, Scope
from tests.contract.company import company
from tests.workspaces import workspace_of

SCOPE = Scope(start=date(2024, 1, 1), end=date(2024, 7, 1), as_of=date(2024, 6, 30), currency="EUR")


@pytest.fixture(scope="module")
def workspace() -> Workspace:
    return workspace_of(**company())


def test_a_split_by_band_counts_who_was_in_it_at_the_end_of_the_month_before(
    workspace: Workspace,
) -> None:
    split = ask(workspace, "logo_churn_rate", replace(SCOPE, split=HEALTH_BAND)).rows()
    bands = ask(workspace, "health_bands", SCOPE).rows()
    # Who was a customer when May began, by the band of 30 April: the base of May's churn.
    base = {row["segment"]: row["n"] for row in split if row["period"] == date(2024, 5, 1) and row["n"]}
    figures = {
        row["series"]: row["value"]
        for row in bands
        if row["period"] == date(2024, 4, 1) and row["measure"] == "accounts" and row["value"]
    }
    assert len(base) > 1
    assert base == figures


def test_the_last_month_is_split_by_the_band_of_its_last_day_where_the_data_end_with_it() -> None:
    tables = company()
    for name, day in (("events", "event_at"), ("surveys", "sent_at")):
        tables[name] = [
            row for row in tables[name] if max(row.get(day, ""), row.get("responded_at", ""))[:10] <= "2024-06-30"
        ]
    workspace = workspace_of(**{name: tables[name] for name in ("accounts", "subscriptions", "events", "surveys")})
    assert data_span(workspace, (), "UTC").last == date(2024, 6, 30)
    june = replace(SCOPE, start=date(2024, 6, 1))
    figures = {
        row["series"]: row["value"]
        for row in ask(workspace, "health_bands", june).rows()
        if row["measure"] == "accounts" and row["value"]
    }
    split = ask(workspace, "mrr", replace(june, split=HEALTH_BAND)).rows()
    assert {row["segment"]: row["n"] for row in split if row["n"]} == figures


def test_segments_by_band_add_up(workspace: Workspace) -> None:
    whole = {row["period"]: row["value"] for row in ask(workspace, "mrr", SCOPE).rows()}
    parts: dict[object, float] = {}
    for row in ask(workspace, "mrr", replace(SCOPE, split=HEALTH_BAND)).rows():
        parts[row["period"]] = parts.get(row["period"], 0.0) + float(str(row["value"] or 0))
    assert parts == pytest.approx(whole)


def test_a_filter_by_band_keeps_those_of_the_band(workspace: Workspace) -> None:
    split = ask(workspace, "mrr", replace(SCOPE, split=HEALTH_BAND)).rows()
    kept = ask(workspace, "mrr", replace(SCOPE, filters=((HEALTH_BAND, ("healthy",)),))).rows()
    figures = {
        row["period"]: row["value"] for row in split if row["segment"] == "healthy" and row["value"] is not None
    }
    assert figures
    assert {row["period"]: row["value"] for row in kept if row["value"] is not None} == pytest.approx(figures)


def test_it_is_offered_where_something_tells_of_health(workspace: Workspace) -> None:
    assert attribute_values(workspace)[HEALTH_BAND] == ("at risk", "watch", "healthy", "unknown", "leaving", NOT_SET)
    alone = workspace_of(subscriptions=[{"account_id": "A", "start_date": "2024-01-05", "mrr": "1"}])
    assert HEALTH_BAND not in attribute_values(alone)
