"""Ticket rate against loops over days and tickets."""

import random
from datetime import date, timedelta

import pytest

from csm_core.metrics.asking.ask import ask
from csm_core.scope import Scope
from tests.csm_core.metrics.support.desk import tickets
from tests.workspaces import workspace_of

SCOPE = Scope(start=date(2024, 1, 1), end=date(2024, 7, 1), as_of=date(2024, 6, 17))


def customers(seed: int) -> list[dict[str, str]]:
    chance = random.Random(seed)
    rows = []
    for number in range(8):
        start = date(2023, 6, 1) + timedelta(days=chance.randint(0, 300))
        for product in ("Core", "More")[: chance.randint(1, 2)]:
            end = start + timedelta(days=chance.randint(20, 200)) if chance.random() < 0.6 else None
            rows.append(
                {
                    "account_id": f"a{number}",
                    "product": product,
                    "start_date": start.isoformat(),
                    "end_date": end.isoformat() if end else "",
                    "mrr": "10",
                    "currency": "EUR",
                }
            )
    return rows


@pytest.mark.parametrize("seed", [1, 2])
def test_ticket_rate_is_that_of_a_loop_over_days(seed: int) -> None:
    lines, rows = customers(seed), tickets(seed)
    first = min(date.fromisoformat(row["created_at"][:10]) for row in rows)

    def is_live(account: str, day: date) -> bool:
        return any(
            line["account_id"] == account and line["start_date"] <= day.isoformat() < (line["end_date"] or "9999")
            for line in lines
        )

    for row in ask(workspace_of(subscriptions=lines, tickets=rows), "ticket_rate", SCOPE).rows():
        month = row["period"]
        assert isinstance(month, date)
        following = date(month.year, month.month + 1, 1)
        days = [month + timedelta(days=index) for index in range((following - month).days)]
        items = [day for day in days if first <= day <= date(2024, 6, 17)]
        exposure = sum(is_live(f"a{number}", day) for number in range(8) for day in items) / len(days)
        opened = sum(
            is_live(ticket["account_id"], date.fromisoformat(ticket["created_at"][:10]))
            for ticket in rows
            if ticket["created_at"][:10] in {day.isoformat() for day in items}
        )
        assert row["value"] == pytest.approx(100 * opened / exposure)


def test_months_before_the_first_ticket_are_unknown_and_not_free_of_tickets() -> None:
    line = {"account_id": "a", "start_date": "2023-01-01", "mrr": "10", "currency": "EUR"}
    opened = [{"account_id": "a", "created_at": "2024-03-01"}]
    result = ask(workspace_of(subscriptions=[line], tickets=opened), "ticket_rate", Scope(start=date(2024, 2, 1)))
    assert [row["value"] for row in result.rows()][:1] == [None]


def test_a_segment_of_quiet_customers_has_a_rate_of_zero() -> None:
    workspace = workspace_of(
        accounts=[{"account_id": "a", "Region": "North"}, {"account_id": "b", "Region": "South"}],
        subscriptions=[
            {"account_id": name, "start_date": "2023-01-01", "mrr": "10", "currency": "EUR"} for name in ("a", "b")
        ],
        tickets=[{"account_id": "a", "created_at": "2024-03-01"}],
    )
    scope = Scope(start=date(2024, 3, 1), end=date(2024, 4, 1), split="Region", as_of=date(2024, 3, 31))
    rates = {row["segment"]: row["value"] for row in ask(workspace, "ticket_rate", scope).rows()}
    assert rates == {"North": 100.0, "South": 0.0}


def test_tickets_of_nobody_are_left_out_and_counted() -> None:
    workspace = workspace_of(
        subscriptions=[{"account_id": "a", "start_date": "2023-01-01", "mrr": "10", "currency": "EUR"}],
        tickets=[{"account_id": name, "created_at": "2024-03-01"} for name in ("a", "stranger", "")],
    )
    scope = Scope(start=date(2024, 3, 1), end=date(2024, 4, 1), as_of=date(2024, 3, 31))
    result = ask(workspace, "ticket_rate", scope)
    assert result.rows()[0]["value"] == 100.0
    # "stranger" is no customer, and the third names nobody: the first is matched all the same.
    assert "2 of 3 tickets matched" in result.left_out[0]
    assert "2 tickets" in result.left_out[1]
