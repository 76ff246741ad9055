"""A line that was cancelled and has no end is paid until its term is over; every metric has it there until then."""

from __future__ import annotations

from datetime import date

import pytest

from csm_core.metrics.asking.ask import ask
from csm_core.metrics.framework.declare import Value
from csm_core.scope import Scope
from csm_core.store.workspace import Workspace
from tests.csm_core.facts.reading import stretches
from tests.workspaces import Row, workspace_of


def line(account: str, start: str, asked: str, **more: str) -> Row:
    row = {"account_id": account, "subscription_id": account, "start_date": start, "cancel_requested_at": asked}
    return row | {"amount": "120", "currency": "EUR", "billing_interval": "month"} | more


@pytest.mark.parametrize(
    ("given", "first", "end"),
    [
        (line("a month from the 15th", "2024-01-15", "2024-11-03"), "2024-01-15", "2024-11-15"),
        # On the day on which a term ends: the next one is not begun.
        (line("on its last boundary", "2024-01-15", "2024-11-15"), "2024-01-15", "2024-11-15"),
        (line("in its first term", "2024-01-15", "2024-01-20"), "2024-01-15", "2024-02-15"),
        (line("years", "2022-03-01", "2024-06-10", billing_interval="year"), "2022-03-01", "2025-03-01"),
        # From 31 January a quarter ends on 30 April, the next on 31 July.
        (line("from a 31st", "2024-01-31", "2024-05-02", billing_interval="quarter"), "2024-01-31", "2024-07-31"),
        (line("to the 30th", "2024-01-31", "2024-04-12", billing_interval="quarter"), "2024-01-31", "2024-04-30"),
        # Two weeks each: 1, 15 and 29 January.
        (
            line("weeks", "2024-01-01", "2024-01-17", billing_interval="week", billing_interval_count="2"),
            "2024-01-01",
            "2024-01-29",
        ),
        (line("a term that is told", "2024-01-15", "2024-05-02", term_end="2024-12-31"), "2024-01-15", "2024-12-31"),
        # The told term was over: months from its end on.
        (line("a told term before", "2024-01-15", "2024-07-10", term_end="2024-06-30"), "2024-01-15", "2024-07-30"),
        (line("after a trial", "2024-01-01", "2024-03-20", trial_end="2024-01-15"), "2024-01-15", "2024-04-15"),
        (line("no interval", "2024-01-15", "2024-05-02", mrr="10", billing_interval=""), "2024-01-15", "2024-05-02"),
        (line("a status", "2024-01-15", "", status="canceled", status_at="2024-05-02"), "2024-01-15", "2024-05-15"),
        # What has expired was over then.
        (line("expired", "2024-01-15", "", status="expired", status_at="2024-05-02"), "2024-01-15", "2024-05-02"),
        (line("an end", "2024-01-15", "2024-05-02", end_date="2024-05-09"), "2024-01-15", "2024-05-09"),
    ],
    ids=lambda value: value["account_id"] if isinstance(value, dict) else "",
)
def test_a_cancelled_line_ends_with_the_term_that_was_paid_for(given: Row, first: str, end: str) -> None:
    rows = stretches("valid_from, valid_to", subscriptions=[given])
    assert rows == [(date.fromisoformat(first), date.fromisoformat(end))]


def test_who_cancels_in_the_trial_never_pays() -> None:
    assert stretches(subscriptions=[line("A", "2024-01-01", "2024-01-10", trial_end="2024-01-15")]) == []


# A cancels on 21 May, a day after its term began: paid until 20 June. B has no interval and ends on 10 May.
def company() -> Workspace:
    return workspace_of(
        subscriptions=[
            line("A", "2024-01-20", "2024-05-21", cancel_reason="price"),
            line("B", "2024-01-20", "2024-05-10", mrr="50", amount="", billing_interval=""),
            line("C", "2024-01-20", ""),
        ]
    )


def by_month(metric: str, variant: str | None = None, **overrides: Value) -> dict[object, object]:
    scope = Scope(date(2024, 4, 1), date(2024, 8, 1), as_of=date(2024, 7, 31))
    rows = ask(company(), metric, scope, variant, overrides).rows()
    return {row["period"].month: row["value"] for row in rows if row["series"] in (None, "churn")}


def test_every_metric_loses_a_cancelled_line_in_the_month_in_which_its_term_ends() -> None:
    # A's term of 20 May ends on 20 June: in the state of 31 May, not in that of 30 June. B is gone on 10 May.
    assert by_month("mrr") == {4: 290.0, 5: 240.0, 6: 120.0, 7: 120.0}
    assert by_month("mrr_movements") == {4: 0.0, 5: -50.0, 6: -120.0, 7: 0.0}
    assert by_month("logo_churn_rate") == {4: 0.0, 5: 1 / 3, 6: 1 / 2, 7: 0.0}
    assert by_month("mrr", churn_moment="requested") == {4: 290.0, 5: 120.0, 6: 120.0, 7: 120.0}
    spells = ask(company(), "survival", Scope(as_of=date(2024, 7, 31))).rows()
    assert {row["n"] for row in spells if row["age"] == 0} == {3}


def test_it_is_in_the_calendar_of_renewals_with_its_end() -> None:
    scope = Scope(date(2024, 5, 1), date(2024, 6, 1), as_of=date(2024, 5, 31))
    rows = ask(company(), "renewal_calendar", scope).rows()
    assert [(row["account_id"], row["value"]) for row in rows if row["account_id"] and row["value"]] == [("A", 120.0)]


def test_what_is_taken_for_the_end_is_told_with_how_many_lines() -> None:
    result = ask(company(), "mrr", Scope(as_of=date(2024, 7, 31)))
    assert "Cancelled without an end date, so they end with the paid term: 1 line of 1 account." in (result.left_out)
    assert (
        "Cancelled without an end date or known term, so they end on the day of cancellation: 1 line of 1 account."
    ) in (result.left_out)
