"""The renewal calendar against a loop over contracts, and who is in it."""

import random
from datetime import date, datetime, timedelta

import pytest

from csm_core.engines.limits import Limits
from csm_core.intake.read.source import Source
from csm_core.loading.load_files import load_files
from csm_core.metrics.asking.ask import ask, rows_behind
from csm_core.periods import add_months
from csm_core.scope import Scope
from csm_core.stats.ratio_interval import Kind, ratio_interval
from csm_core.store.workspace import Workspace
from tests.workspaces import workspace_of

AS_OF = date(2024, 6, 30)
SCOPE = Scope(start=date(2024, 6, 1), end=date(2024, 7, 1), as_of=AS_OF, currency="EUR")
Row = dict[str, str]


def contract(account: str, term: str, mrr: str = "100", end: str = "", asked: str = "", **more: str) -> Row:
    row = {"account_id": account, "start_date": "2023-01-15", "term_end": term, "mrr": mrr, "currency": "EUR"}
    return row | {"end_date": end, "cancel_requested_at": asked} | more


def answer(rows: list[Row], measure: str, **settings: int) -> dict[object, object]:
    actual = ask(workspace_of(subscriptions=rows), "renewal_calendar", SCOPE, None, settings).rows()
    return {row["series"]: row["value"] for row in actual if row["measure"] == measure and row["value"] is not None}


@pytest.mark.parametrize("seed", range(2))
def test_months_are_the_loops_over_contracts(seed: int) -> None:
    chance = random.Random(seed)
    rows, items = [], []
    for index in range(80):
        term = date(2023, 8, 3) + timedelta(days=chance.randint(0, 650))
        noticed = term - timedelta(days=chance.randint(1, 150)) if chance.random() < 0.3 else None
        stays = noticed is None and chance.random() < 0.8
        end = None if stays or term > AS_OF else term
        asked = noticed if noticed and noticed <= AS_OF else None
        mrr = chance.choice((50, 100, 400))
        rows.append(contract(f"a{index}", str(term), str(mrr), str(end or ""), str(asked or "")))
        items.append((term, asked, end is None, mrr))
    due, expected = answer(rows, "due"), answer(rows, "expected")
    cells = {
        row["series"]: row
        for row in ask(workspace_of(subscriptions=rows), "renewal_calendar", SCOPE).rows()
        if row["measure"] == "expected"
    }
    for ahead in range(12):
        first, following = add_months(date(2024, 7, 1), ahead), add_months(date(2024, 7, 1), ahead + 1)
        parts = [case for case in items if first <= case[0] < following and case[0] <= add_months(AS_OF, 12)]
        name = f"{first:%Y-%m}"
        assert due[name] == sum(mrr for _, _, _, mrr in parts)
        free = sum(mrr for _, asked, _, mrr in parts if asked is None)
        if not free:
            assert expected[name] == 0
            continue
        lead = min(term for term, _, _, _ in parts) - AS_OF
        # Terms of the last twelve months whose thirty days of grace are over.
        past = [
            case
            for case in items
            if add_months(AS_OF, -12) < case[0] <= AS_OF - timedelta(days=30)
            if case[1] is None or case[1] > case[0] - lead
        ]
        kept, was_due = [mrr if stays else 0 for _, _, stays, mrr in past], [mrr for _, _, _, mrr in past]
        share = ratio_interval(kept, was_due, Kind.SHARE)
        assert expected[name] == pytest.approx(free * share.value)  # type: ignore[operator]
        assert cells[name]["low"] == pytest.approx(free * share.low)  # type: ignore[operator]


def test_notice_is_given_when_every_line_has_asked_to_leave() -> None:
    rows = [
        contract("A", "2024-08-10", product="x", asked="2024-06-01"),
        contract("A", "2024-08-10", product="y"),
        contract("B", "2024-08-10", product="x", asked="2024-06-01"),
        contract("B", "2024-08-10", product="y", asked="2024-06-10"),
        # Asked on a day that is not known yet.
        contract("C", "2024-08-10", asked="2024-07-03"),
    ]
    assert answer(rows, "due")["2024-08"] == 500.0
    assert answer(rows, "notice")["2024-08"] == 200.0


def test_who_left_or_is_beyond_the_horizon_is_not_in_it() -> None:
    rows = [
        contract("left", "2024-09-10", end="2024-03-01"),
        contract("far", "2025-09-10"),
        contract("near", "2024-09-10", mrr="70"),
    ]
    assert answer(rows, "account") == {"2024-09-10": 70.0}
    assert set(answer(rows, "account", horizon_months=24)) == {"2024-09-10", "2025-09-10"}


def test_accounts_stand_with_their_day_notice_and_health() -> None:
    rows = [contract("A", "2024-09-10", quantity="2"), contract("B", "2024-08-10", asked="2024-06-02")]
    accounts = [{"account_id": "A", "account_name": "Ada Ltd"}, {"account_id": "B", "account_name": "Ben Ltd"}]
    used = [
        {"account_id": "A", "event_at": f"2024-0{month}-{day:02}", "user_id": "u", "event_name": "open"}
        for month in (4, 5, 6)
        for day in range(1, 31)
    ]
    workspace = workspace_of(subscriptions=rows, accounts=accounts, events=used)
    items = [row for row in ask(workspace, "renewal_calendar", SCOPE).rows() if row["measure"] == "account"]
    assert [row["series"] for row in items] == ["2024-08-10", "2024-09-10"]
    assert str(items[0]["note"]).startswith("Ben Ltd: notice given on 2024-06-02; health")
    health = ask(workspace, "health_score", SCOPE).rows()
    score = next(row["value"] for row in health if row["account_id"] == "A")
    assert items[1]["note"] == f"Ada Ltd: no notice given; health {score:.0f}."
    behind = rows_behind(workspace, "renewal_calendar", SCOPE).to_pylist()
    assert {row["health"] for row in behind if row["measure"] == "account" and row["account_id"] == "A"} == {score}


def test_without_terms_or_history_it_says_so() -> None:
    none_due = ask(workspace_of(subscriptions=[contract("A", "2023-08-10")]), "renewal_calendar", SCOPE).rows()
    assert none_due[0]["note"] == "No renewals within 12 months."
    unknown = ask(workspace_of(subscriptions=[contract("A", "")]), "renewal_calendar", SCOPE).rows()
    assert "term_end" in str(unknown[0]["note"])
    first = ask(workspace_of(subscriptions=[contract("A", "2024-08-10")]), "renewal_calendar", SCOPE).rows()
    ahead = next(row for row in first if (row["measure"], row["series"]) == ("expected", "2024-08"))
    assert (ahead["value"], "nothing to forecast from" in str(ahead["note"])) == (None, True)


def test_notice_with_an_end_is_in_the_calendar_without_a_term() -> None:
    rows = [
        contract("A", "", "100", end="2024-08-20", asked="2024-06-01"),
        # Asked on a day that is not known yet, and ending without having asked.
        contract("B", "", "70", end="2024-08-20", asked="2024-07-02"),
        contract("C", "", "40", end="2024-08-20"),
        # One of two lines leaves, the other one has a term of its own.
        contract("D", "", "30", end="2024-08-21", asked="2024-06-01", subscription_id="1"),
        contract("D", "2024-09-10", "500", subscription_id="2"),
    ]
    assert (answer(rows, "due")["2024-08"], answer(rows, "notice")["2024-08"]) == (130.0, 130.0)
    assert (answer(rows, "due")["2024-09"], answer(rows, "notice")["2024-09"]) == (500.0, 0.0)


@pytest.mark.parametrize("shortest", [1, 2])
def test_notice_of_a_monthly_line_is_in_the_calendar(shortest: int) -> None:
    ends = [
        ("2024-07-20", "", "month"),
        ("2024-07-20", "2024-07-20", "month"),
        ("", "2024-07-20", "month"),
        ("2024-07-20", "", ""),
        ("", "2024-07-20", ""),
    ]
    rows = [
        contract(f"D{index + 1}", term, str(30 + index), end, "2024-06-25", billing_interval=interval)
        | {"start_date": "2024-02-20"}
        for index, (end, term, interval) in enumerate(ends)
    ]
    rows.append(contract("D6", "", "35", billing_interval="month"))
    notice = 30 + 31 + 32 + 33 + 34
    assert answer(rows, "notice", shortest_months=shortest)["2024-07"] == notice
    assert answer(rows, "due", shortest_months=shortest)["2024-07"] == notice


def test_a_monthly_line_that_stripe_cancels_at_the_end_of_its_period_is_in_the_calendar() -> None:
    export = (
        b"id,Customer ID,Plan,Quantity,Currency,Interval,Amount,Status,Created (UTC),Start (UTC),"
        b"Current Period Start (UTC),Current Period End (UTC),Canceled At (UTC),Ended At (UTC),Cancel At Period End\n"
        b"sub_1,cus_1,p,1,eur,month,30.00,active,2024-02-20 09:00,2024-02-20 09:00,2024-06-20 09:00,2024-07-20 09:00,"
        b"2024-06-25 10:00,,true\n"
        b"sub_2,cus_2,p,1,eur,month,50.00,active,2024-02-20 09:00,2024-02-20 09:00,2024-06-20 09:00,2024-07-20 09:00,"
        b",,false\n"
    )
    workspace = Workspace.in_memory(Limits(threads=1))
    load_files(workspace, [Source("subscriptions.csv", export)], loaded_at=datetime(2024, 7, 1))  # noqa: DTZ001 - the store keeps plain UTC
    rows = ask(workspace, "renewal_calendar", SCOPE).rows()
    cells = {row["measure"]: row["value"] for row in rows if row["series"] == "2024-07"}
    assert (cells["due"], cells["notice"], cells["accounts"]) == (30.0, 30.0, 1.0)


def test_what_comes_up_is_the_line_whose_term_ends() -> None:
    rows = [
        contract("A", "2024-08-10", "100", subscription_id="1"),
        contract("A", "2024-11-10", "900", subscription_id="2"),
        # Its line is gone already, another one goes on.
        contract("B", "2024-08-10", "50", end="2024-05-01", subscription_id="3"),
        contract("B", "2024-11-10", "10", subscription_id="4"),
    ]
    assert answer(rows, "due")["2024-08"] == 100.0
    assert answer(rows, "due")["2024-11"] == 910.0
