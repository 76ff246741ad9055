"""Under a split, what happens counts where a customer stood that day, what stands where it stood at the close."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from csm_core.facts.queries.attributes import attribute_values
from csm_core.metrics.asking.ask import ask, rows_behind
from csm_core.metrics.framework.declare import Value
from csm_core.scope import NOT_SET, Scope
from tests.workspaces import Row, workspace_of

PLAN = "Main plan"
MARCH = Scope(date(2024, 3, 1), date(2024, 4, 1), split=PLAN, as_of=date(2024, 3, 31))


def line(account: str, plan: str, mrr: str, start: str, end: str, **more: str) -> Row:
    row = {"account_id": account, "subscription_id": f"{account} {plan}", "plan": plan, "mrr": mrr}
    return row | {"currency": "EUR", "start_date": start, "end_date": end} | more


# A goes from Basic to Pro on 15 March: 14 days of March before, 17 from then on.
SWITCH = [
    line("A", "Basic", "100", "2024-01-01", "2024-03-15", quantity="10", term_end="2024-03-15"),
    line("A", "Pro", "310", "2024-03-15", "", quantity="20"),
]
TICKETS = [{"account_id": "A", "created_at": f"2024-03-{day}"} for day in ("01", "10", "15", "20")]
EVENTS = [
    {"account_id": "A", "user_id": "u", "event_name": "open", "event_at": f"2024-{day}"}
    for day in ("01-01", "03-01", "03-05", "03-15", "03-30", "03-31")
]
SURVEYS = [
    {"account_id": "A", "contact_email": f"{score}@a.example", "survey_type": "nps", "score": score}
    | {"responded_at": day}
    for score, day in (("10", "2024-03-14"), ("0", "2024-03-25"))
]


def by_plan(
    metric: str, variant: str | None = None, settings: Mapping[str, Value] | None = None, **tables: list[Row]
) -> dict[object, object]:
    """Plan → value in March, where there is one."""
    rows = ask(workspace_of(**tables), metric, MARCH, variant, settings).rows()
    return {row["segment"]: row["value"] for row in rows if row["value"] is not None}


def test_tickets_of_the_20th_are_of_the_plan_since_the_15th() -> None:
    # 100 × 2 ÷ 14/31 and 100 × 2 ÷ 17/31; the day of the switch is the first of the new plan.
    by_segment = by_plan("ticket_rate", subscriptions=SWITCH, tickets=TICKETS)
    assert by_segment == pytest.approx({"Basic": 200 / (14 / 31), "Pro": 200 / (17 / 31)})


def test_answers_are_of_the_plan_of_their_day() -> None:
    assert by_plan("nps", subscriptions=SWITCH, surveys=SURVEYS) == {"Basic": 100.0, "Pro": -100.0}


def test_recognised_revenue_is_of_the_plan_of_each_day() -> None:
    # 100 × 14/31 and 310 × 17/31
    by_segment = by_plan("arpa", "recognised", subscriptions=SWITCH)
    assert by_segment == pytest.approx({"Basic": 100 * 14 / 31, "Pro": 170.0}, abs=1e-4)


def test_days_of_use_are_over_the_days_with_the_plan() -> None:
    by_segment = by_plan("usage_rate", subscriptions=SWITCH, events=EVENTS)
    assert by_segment == pytest.approx({"Basic": 2 / 14, "Pro": 3 / 17})


def test_licences_are_held_by_the_plan_of_each_day_and_in_a_window_by_that_of_its_last() -> None:
    # 10 licences for 14 days, used on 2; 20 for 17 days, used on 3. On 31 March there is Pro alone.
    tables = {"subscriptions": SWITCH, "events": EVENTS}
    rows = ask(workspace_of(**tables), "licence_utilisation", MARCH, "daily").rows()
    figures = {row["segment"]: row["value"] for row in rows if row["measure"] == "overall" and row["value"]}
    assert figures == pytest.approx({"Basic": 2 / 140, "Pro": 3 / 340})
    rows = ask(workspace_of(**tables), "licence_utilisation", MARCH, "monthly").rows()
    figures = {row["segment"]: row["value"] for row in rows if row["measure"] == "overall" and row["value"]}
    assert figures == pytest.approx({"Pro": 1 / 20})


def test_actives_of_a_window_are_of_the_plan_of_its_last_day() -> None:
    tables = {"subscriptions": SWITCH, "events": EVENTS}
    assert by_plan("active_users", "rolling_28", **tables) == {"Basic": 0.0, "Pro": 1.0}


def test_a_renewal_is_of_the_plan_whose_term_ended() -> None:
    by_segment = by_plan("renewal_rate", "terms", {"shortest_months": 1, "grace_days": 1}, subscriptions=SWITCH)
    assert set(by_segment) == {"Basic"}


def test_who_came_and_went_within_a_month_is_lost_in_the_plan_that_it_had() -> None:
    brief = line("N", "Basic", "50", "2024-03-05", "2024-03-25")
    # Lost: N. Customers of March: A, which began it on Basic, and N.
    assert by_plan("logo_churn_rate", "stripe", subscriptions=[*SWITCH, brief]) == {"Basic": 0.5}


def test_who_begins_within_a_month_waits_in_the_plan_that_it_began_with() -> None:
    newcomer = line("N", "Pro", "50", "2024-03-05", "")
    use = {"account_id": "N", "user_id": "n", "event_name": "open", "event_at": "2024-03-07"}
    rows = ask(workspace_of(subscriptions=[*SWITCH, newcomer], events=[*EVENTS, use]), "time_to_value", MARCH).rows()
    assert {row["segment"] for row in rows if row["n"]} == {"Pro"}


def test_a_trial_counts_by_its_end_in_the_plan_that_it_became() -> None:
    trial = line("T", "Pro", "50", "2024-03-01", "", trial_start="2024-03-01", trial_end="2024-03-15")
    rows = ask(workspace_of(subscriptions=[*SWITCH, trial]), "trial_conversion_rate", MARCH, "by_end").rows()
    assert {row["segment"]: row["value"] for row in rows if row["measure"] == "rate" and row["n"]} == {"Pro": 1.0}
    # While it is tried nothing is paid, and there is no plan paid for.
    rows = ask(workspace_of(subscriptions=[*SWITCH, trial]), "trial_conversion_rate", MARCH, "by_start").rows()
    assert {row["segment"] for row in rows if row["n"]} == {NOT_SET}


def test_of_bills_alone_the_tenure_counts_from_the_first_of_them() -> None:
    bills = [
        {"account_id": name, "invoice_date": day, "total": "100", "currency": "EUR", "is_recurring": "true"}
        for name, days in (("A", ("2024-01-05", "2024-02-05", "2024-03-05")), ("B", ("2024-03-05",)))
        for day in days
    ]
    scope = Scope(MARCH.start, MARCH.end, split="Tenure", as_of=MARCH.as_of)
    rows = ask(workspace_of(invoices=bills), "mrr", scope).rows()
    assert {row["segment"] for row in rows if row["n"]} == {"0–3 months"}


def test_who_pays_before_the_start_that_the_list_tells_has_the_tenure_of_the_first_payment() -> None:
    scope = Scope(MARCH.start, MARCH.end, split="Tenure", as_of=MARCH.as_of)
    accounts = [{"account_id": "B", "start_date": "2024-05-01"}]
    result = ask(
        workspace_of(accounts=accounts, subscriptions=[line("B", "Pro", "50", "2024-03-05", "")]), "mrr", scope
    )
    assert {row["segment"] for row in result.rows() if row["n"]} == {"0–3 months"}


CAMPAIGN = "Campaign: Office hours"
HOURS = {
    "campaigns": [{"campaign_id": "k", "name": "Office hours", "start_date": "2024-03-10"}],
    # A from the campaign's first day on, B from the day on which it was added.
    "campaign_members": [
        {"campaign_id": "k", "account_id": "A"},
        {"campaign_id": "k", "account_id": "B", "added_at": "2024-03-20"},
    ],
}
MEMBERS = [line(name, "Basic", mrr, "2024-01-01", "") for name, mrr in (("A", "100"), ("B", "40"), ("C", "7"))]


def test_who_is_in_a_campaign_is_so_from_the_day_on_which_it_was_added() -> None:
    tickets = [{"account_id": name, "created_at": f"2024-03-{day}"} for name in "ABC" for day in ("09", "10", "20")]
    workspace = workspace_of(subscriptions=MEMBERS, tickets=tickets, **HOURS)
    scope = Scope(date(2024, 2, 1), MARCH.end, split=CAMPAIGN, as_of=MARCH.as_of)
    rows = [row for row in ask(workspace, "mrr", scope).rows() if row["value"]]
    mrr = {(row["period"].month, row["segment"]): row["value"] for row in rows}
    assert mrr == {(2, "not in"): 147.0, (3, "in"): 140.0, (3, "not in"): 7.0}
    behind = rows_behind(workspace, "ticket_rate", Scope(MARCH.start, MARCH.end, split=CAMPAIGN, as_of=MARCH.as_of))
    # From the first ticket of all, on the 9th. A: 22 days from the 10th on, with two tickets; B: 12 days, with one.
    assert {(row["account_id"], row["segment"]): (row["tickets"], row["days"]) for row in behind.to_pylist()} == {
        ("A", "in"): (2, 22),
        ("A", "not in"): (1, 1),
        ("B", "in"): (1, 12),
        ("B", "not in"): (2, 11),
        ("C", "not in"): (3, 23),
    }


def test_a_campaign_can_be_filtered_by_and_is_offered_by_its_name() -> None:
    workspace = workspace_of(subscriptions=MEMBERS, **HOURS)
    assert attribute_values(workspace)[CAMPAIGN] == ("in", "not in")
    for name, value, mrr in ((CAMPAIGN, "in", 140.0), (CAMPAIGN, "not in", 7.0)):
        asked, dropped = Scope.from_query(((f"f.{name}", value), ("start", "2024-03-01"), ("end", "2024-04-01")))
        assert not dropped
        [row] = ask(workspace, "mrr", replace(asked, as_of=MARCH.as_of)).rows()
        assert row["value"] == mrr
    # Cohorts are of the day on which somebody began: nobody was a member then.
    grid = ask(workspace, "cohort_retention", Scope(split=CAMPAIGN, as_of=MARCH.as_of)).rows()
    assert {row["segment"] for row in grid if row["n"]} == {"not in"}
