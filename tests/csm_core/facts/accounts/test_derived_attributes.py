"""What is derived of an account stands with its true history, is made of earlier rows only, and covers every day."""

from calendar import monthrange
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from itertools import pairwise

import pytest

from csm_core.facts.accounts.derived_attributes import DERIVED
from csm_core.facts.queries.account_profile import account_profile
from csm_core.facts.queries.attributes import attribute_values, in_natural_order
from csm_core.facts.scoped.health_bands import HEALTH_BAND
from csm_core.metrics.asking.ask import ask
from csm_core.scope import NOT_SET
from csm_core.store.workspace import Workspace
from tests.contract.company import company
from tests.contract.test_metrics import SCOPE, cut, same, usual
from tests.csm_core.facts.reading import OPEN, fact_rows
from tests.workspaces import Row, workspace_of

ALWAYS = date(1, 1, 1)


def history(workspace: Workspace, attribute: str, account_id: str = "A") -> list[tuple[object, ...]]:
    rows = fact_rows(workspace, "derived_attributes", "account_id, attribute, valid_from, valid_to, value")
    return [(row[4], row[2]) for row in rows if row[:2] == (account_id, attribute)]


def line(account: str, start: str, end: str = "", amount: str = "100", **more: str) -> Row:
    plain = {"billing_interval": "month", "currency": "EUR"}
    return {"account_id": account, "start_date": start, "end_date": end, "amount": amount, **plain, **more}


def test_tenure_counts_months_from_the_stated_start_and_clips_to_the_end_of_a_short_month() -> None:
    workspace = workspace_of(
        accounts=[{"account_id": "A", "start_date": "2023-11-30"}], subscriptions=[line("A", "2023-12-05")]
    )
    # Three months after 30 November is 29 February.
    assert history(workspace, "Tenure") == [
        (None, ALWAYS),
        ("0–3 months", date(2023, 11, 30)),
        ("3–6 months", date(2024, 2, 29)),
        ("6–12 months", date(2024, 5, 30)),
        ("12–24 months", date(2024, 11, 30)),
        ("24–48 months", date(2025, 11, 30)),
        ("48 months and more", date(2027, 11, 30)),
    ]


def test_tenure_is_unknown_of_who_was_there_when_the_data_began() -> None:
    snapshots = [
        {"account_id": name, "month": month, "mrr": mrr}
        for name, month, mrr in (("A", "2024-01-01", "50"), ("A", "2024-02-01", "50"), ("B", "2024-02-01", "50"))
    ]
    workspace = workspace_of(mrr_snapshots=snapshots)
    assert history(workspace, "Tenure", "A") == []
    assert history(workspace, "Tenure", "B")[1] == ("0–3 months", date(2024, 2, 1))


def test_size_is_the_mrr_of_the_day_and_stays_when_paying_ends() -> None:
    workspace = workspace_of(
        subscriptions=[
            line("A", "2024-01-10", "2024-03-15", "200", product="Core"),
            line("A", "2024-03-15", "2024-06-20", "299.99", product="Core"),
            line("A", "2024-04-01", "2024-06-20", "0.01", product="More"),
        ]
    )
    assert history(workspace, "Size by MRR") == [
        (None, ALWAYS),
        ("100–300", date(2024, 1, 10)),
        ("300–1,000", date(2024, 4, 1)),
    ]


def test_size_is_in_the_base_currency_and_unknown_where_a_rate_is() -> None:
    workspace = workspace_of(
        subscriptions=[
            line("A", "2024-01-10", amount="200", currency="GBP"),
            line("B", "2024-01-10", amount="200", currency="JPY"),
            line("C", "2024-01-10", amount="200"),
        ],
        fx_rates=[
            {"date": "2024-01-01", "currency": "GBP", "rate": "1.2"},
            {"date": "2024-01-10", "currency": "GBP", "rate": "1.6"},
            {"date": "2024-01-11", "currency": "GBP", "rate": "0.1"},
            {"date": "2024-01-01", "currency": "EUR", "rate": "1"},
        ],
    )
    # 200 × 1.6, the rate of the first day; the fall of the pound afterwards is no change of the customer's.
    assert history(workspace, "Size by MRR", "A") == [(None, ALWAYS), ("300–1,000", date(2024, 1, 10))]
    assert history(workspace, "Size by MRR", "B") == []
    assert history(workspace, "Size by MRR", "C") == [(None, ALWAYS), ("100–300", date(2024, 1, 10))]


def test_days_of_use_are_days_of_the_28_before_the_month_and_idle_months_are_true_zeros() -> None:
    def used(account: str, *days: str) -> list[Row]:
        return [{"account_id": account, "user_id": "u", "event_name": "open", "event_at": day} for day in days]

    workspace = workspace_of(
        events=[
            # The data begins here: before 28 days are over, nobody's use is known.
            *used("B", "2024-01-10"),
            # 1 and 3 March lie before the 28 days that end with March (4 to 31): twice the 4th is one day.
            *used("A", "2024-03-01", "2024-03-03", "2024-03-04", "2024-03-04", "2024-03-31", "2024-04-01"),
            *used("A", *(f"2024-06-{day:02}" for day in range(3, 8))),
        ]
    )
    # 1 April lies outside the last 28 of April's 30 days, so May begins with none.
    assert history(workspace, "Days of use") == [
        (None, ALWAYS),
        ("1–4 of 28 days", date(2024, 4, 1)),
        ("0 of 28 days", date(2024, 5, 1)),
        ("5–12 of 28 days", date(2024, 7, 1)),
        ("0 of 28 days", date(2024, 8, 1)),
    ]
    assert history(workspace, "Days of use", "B") == [(None, ALWAYS), ("0 of 28 days", date(2024, 3, 1))]


def test_the_main_plan_is_the_one_that_pays_most_and_many_products_are_only_counted() -> None:
    workspace = workspace_of(
        subscriptions=[
            line("A", "2024-01-10", amount="50", plan="pro", product="Core"),
            line("A", "2024-02-10", amount="80", plan="max", product="More"),
            line("A", "2024-02-10", amount="1", product="Third"),
            line("A", "2024-03-10", amount="1", product="Fourth"),
        ]
    )
    assert history(workspace, "Main plan") == [(None, ALWAYS), ("pro", date(2024, 1, 10)), ("max", date(2024, 2, 10))]
    assert history(workspace, "Products paid for") == [
        (None, ALWAYS),
        ("Core", date(2024, 1, 10)),
        ("Core + More + Third", date(2024, 2, 10)),
        ("4 products", date(2024, 3, 10)),
    ]


def test_what_a_file_brings_under_the_same_name_speaks_instead() -> None:
    workspace = workspace_of(
        accounts=[{"account_id": "A", "start_date": "2024-01-01", "Tenure": "old friend"}],
        subscriptions=[line("A", "2024-01-10", plan="pro")],
    )
    assert history(workspace, "Tenure") == []
    assert attribute_values(workspace)["Tenure"] == ("old friend",)


def test_derived_attributes_are_offered_after_the_others_with_every_value_so_far_in_natural_order() -> None:
    offered = attribute_values(usual())
    assert list(offered)[:2] == ["Owner", "Region"]
    # No plan is known of anybody.
    campaign = "Campaign: Office hours"
    assert list(offered)[2:] == [*(name for name in DERIVED if name != "Main plan"), campaign, HEALTH_BAND]
    assert offered["Tenure"] == ("0–3 months", "3–6 months", "6–12 months", "12–24 months", NOT_SET)


def test_a_profile_says_what_holds_after_the_last_recorded_day() -> None:
    # The last thing recorded is an answer on 20 May: the account is four months old and pays 100 EUR.
    workspace = workspace_of(
        accounts=[{"account_id": "A", "start_date": "2024-01-10", "Region": "N"}],
        subscriptions=[line("A", "2024-01-10", plan="pro")],
        surveys=[{"account_id": "A", "responded_at": "2024-05-20", "survey_type": "nps", "score": "9"}],
    )
    profile = account_profile(workspace, "A")
    assert profile is not None
    assert dict(profile.attributes) == {
        "Main plan": "pro",
        "Region": "N",
        "Size by MRR": "100–300",
        "Tenure": "3–6 months",
    }


def test_names_sort_by_their_leading_number() -> None:
    names = ["300–1,000", "Core", "1,000–3,000", "under 30", "30–100", "2 plans", "Apple"]
    expected = ["2 plans", "under 30", "30–100", "300–1,000", "1,000–3,000", "Apple", "Core"]
    assert sorted(names, key=in_natural_order) == expected


def test_an_account_is_in_one_stretch_on_every_day() -> None:
    rows = fact_rows(usual(), "derived_attributes", "account_id, attribute, valid_from, valid_to, value")
    chains: dict[tuple[object, object], list[tuple[object, ...]]] = {}
    for row in rows:
        chains.setdefault(row[:2], []).append(row[2:])  # type: ignore[arg-type]
    assert len(chains) > 100
    for chain in chains.values():
        assert (chain[0][0], chain[-1][1]) == (ALWAYS, OPEN)
        assert [one[1] for one in chain[:-1]] == [one[0] for one in chain[1:]]
        assert all(one[2] != other[2] for one, other in pairwise(chain))


def month_starts() -> list[date]:
    return [date(2023 + month // 12, month % 12 + 1, 1) for month in range(1, 19)]


def months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@cache
def stretches() -> dict[tuple[object, object], list[tuple[object, ...]]]:
    figures: dict[tuple[object, object], list[tuple[object, ...]]] = {}
    for row in fact_rows(usual(), "derived_attributes", "account_id, attribute, valid_from, valid_to, value"):
        figures.setdefault((row[0], row[1]), []).append(row[2:])
    return figures


def stands(account: str, attribute: str, day: date) -> object:
    chain = stretches().get((account, attribute), [])
    return next((value for first, last, value in chain if first <= day < last), None)  # type: ignore[operator]


def test_tenure_and_use_are_as_loops_over_the_rows_say() -> None:
    tables = company()
    first_use = min(date.fromisoformat(row["event_at"][:10]) for row in tables["events"])
    bands = [(0, "0"), (4, "1–4"), (12, "5–12"), (20, "13–20"), (28, "21–28")]
    bounds = [
        (48, "48 months and more"),
        (24, "24–48 months"),
        (12, "12–24 months"),
        (6, "6–12 months"),
        (3, "3–6 months"),
        (0, "0–3 months"),
    ]
    compared = 0
    for account in tables["accounts"]:
        name, start = account["account_id"], date.fromisoformat(account["start_date"])
        used = {date.fromisoformat(row["event_at"][:10]) for row in tables["events"] if row["account_id"] == name}
        for day in month_starts():
            tenure = next((text for months, text in bounds if months_later(start, months) <= day), None)
            assert stands(name, "Tenure", day) == (None if start > day else tenure), (name, day)
            days = sum(day - timedelta(days=28) <= one < day for one in used)
            use = next(f"{text} of 28 days" for most, text in bands if days <= most)
            is_known = any(one < day for one in used) and day - first_use >= timedelta(days=28)
            assert stands(name, "Days of use", day) == (use if is_known else None), (name, day)
            compared += is_known
    assert compared > 100


def test_size_and_products_are_as_loops_over_the_rows_say() -> None:
    tables, compared = company(), 0
    sizes = (
        *((30, "under 30"), (100, "30–100"), (300, "100–300"), (1000, "300–1,000"), (3000, "1,000–3,000")),
        *((10_000, "3,000–10,000"), (30_000, "10,000–30,000")),
    )
    for name in {row["account_id"] for row in tables["subscriptions"] if not row.get("trial_start")}:
        lines = [row for row in tables["subscriptions"] if row["account_id"] == name]
        for day in month_starts():
            then = [
                row
                for row in lines
                if row["start_date"] <= day.isoformat() and (not row["end_date"] or row["end_date"] > day.isoformat())
            ]
            if not then:
                continue  # as it was last
            products = sorted({row["product"] for row in then})
            assert stands(name, "Products paid for", day) == " + ".join(products), (name, day)
            if {row["currency"] for row in then} == {"EUR"}:
                mrr = sum(float(row["amount"]) * float(row["quantity"]) for row in then)
                assert stands(name, "Size by MRR", day) == next(text for most, text in sizes if mrr < most)
                compared += 1
    assert compared > 100


@pytest.mark.parametrize("attribute", [name for name in DERIVED if name != "Main plan"])
@pytest.mark.parametrize("metric_id", ["mrr", "nps", "logo_churn_rate", "mrr_movements"])
def test_rows_after_the_as_of_day_change_no_segment(metric_id: str, attribute: str) -> None:
    split = replace(SCOPE, split=attribute)
    assert len({row["segment"] for row in ask(usual(), metric_id, split).rows()}) > 1
    same(ask(usual(), metric_id, split), ask(cut(), metric_id, split))


@pytest.mark.parametrize("attribute", [name for name in DERIVED if name != "Main plan"])
def test_segments_add_up_to_the_whole(attribute: str) -> None:
    whole = {row["period"]: row["value"] for row in ask(usual(), "mrr", SCOPE).rows()}
    parts: dict[object, float] = {}
    for row in ask(usual(), "mrr", replace(SCOPE, split=attribute)).rows():
        parts[row["period"]] = parts.get(row["period"], 0.0) + float(row["value"] or 0.0)  # type: ignore[arg-type]
    assert parts == pytest.approx(whole)
