"""What comes up for renewal: terms that end soon, of accounts that still pay."""

from datetime import date, timedelta

import pytest

from csm_core.metrics.revenue.calc.renewals_due import RenewalsDue, renewals_due
from csm_core.scope import Scope
from tests.contract.company import company
from tests.workspaces import Row, workspace_of

AS_OF = date(2024, 6, 17)
SCOPE = Scope(as_of=AS_OF, split="Owner", currency="EUR")


def line(account: str, term_end: str, mrr: str = "100", end: str = "") -> Row:
    return {
        "account_id": account,
        "start_date": "2023-06-20",
        "mrr": mrr,
        "currency": "EUR",
        "term_end": term_end,
        "end_date": end,
    }


def owned(**owners: str) -> list[Row]:
    return [{"account_id": account, "owner": owner} for account, owner in owners.items()]


def test_the_next_ninety_days_count_from_the_day_after_the_as_of_day_by_owner() -> None:
    workspace = workspace_of(
        accounts=owned(a="Ada", b="Ada", c="Ben", d="Ben", e="Cy"),
        subscriptions=[
            line("a", "2024-06-18"),
            line("a", "2024-09-01", "40"),  # a second line: one account, with all that it pays
            line("b", "2024-06-17"),  # today: not in the days to come
            line("c", "2024-09-15", "70"),  # 90 days after the 17th of June
            line("d", "2024-09-16"),
            line("e", "2024-07-01", end="2024-05-01"),  # gone already
        ],
    )
    assert renewals_due(workspace, SCOPE, 90) == {"Ada": RenewalsDue(1, 140.0), "Ben": RenewalsDue(1, 70.0)}


def test_without_any_term_nothing_is_known() -> None:
    assert renewals_due(workspace_of(subscriptions=[line("a", "")]), SCOPE, 90) is None


def test_filters_hold_and_an_account_without_an_owner_is_not_set() -> None:
    workspace = workspace_of(
        accounts=[
            {"account_id": "a", "owner": "", "Region": "N"},
            {"account_id": "b", "owner": "Ben", "Region": "S"},
        ],
        subscriptions=[line("a", "2024-07-01"), line("b", "2024-07-01")],
    )
    north = Scope(as_of=AS_OF, split="Owner", currency="EUR", filters=(("Region", ("N",)),))
    assert renewals_due(workspace, north, 90) == {"(not set)": RenewalsDue(1, 100.0)}


def test_owners_add_up_to_the_accounts_that_a_loop_finds() -> None:
    tables, day = company(), AS_OF.isoformat()
    until = (AS_OF + timedelta(days=90)).isoformat()
    paying = [
        row
        for row in tables["subscriptions"]
        if row.get("amount")
        and row["start_date"] <= day
        and (not row["end_date"] or row["end_date"] > day)
        and not row.get("trial_start")
    ]
    due = {row["account_id"] for row in paying if day < row.get("term_end", "") <= until}
    actual = renewals_due(workspace_of(**tables), SCOPE, 90)
    assert due
    assert actual is not None
    assert sum(one.accounts for one in actual.values()) == len(due)
    euros = [row for row in paying if row["account_id"] in due and row["currency"] == "EUR"]
    if all(row["currency"] == "EUR" for row in paying if row["account_id"] in due):
        assert sum(one.mrr for one in actual.values()) == pytest.approx(sum(float(row["amount"]) for row in euros))
