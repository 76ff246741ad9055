"""Where invoices alone tell revenue, health reads who pays, and how much, from them as MRR does."""

from datetime import date, timedelta

import pytest

from csm_core.metrics.asking.ask import ask
from csm_core.scope import Scope
from csm_core.store.workspace import Workspace
from tests.workspaces import Row, workspace_of

AS_OF = date(2024, 6, 30)
SCOPE = Scope(start=date(2024, 1, 1), end=date(2024, 7, 1), as_of=AS_OF, currency="EUR")


def bills(account: str, amount: int, last_month: int) -> list[Row]:
    return [
        {"account_id": account, "invoice_id": f"{account} {month}", "invoice_date": f"2024-{month:02}-01"}
        | {"total": str(amount), "currency": "EUR"}
        for month in range(1, last_month + 1)
    ]


def used(account: str, last: date) -> list[Row]:
    days = (last - date(2023, 12, 1)).days
    return [
        {"account_id": account, "user_id": "u", "event_name": "open"}
        | {"event_at": str(date(2023, 12, 1) + timedelta(days=step))}
        for step in range(0, days, 2)
    ]


@pytest.fixture(scope="module")
def billed() -> Workspace:
    """A and B are billed each month until the end, C was last billed in February; D is used and never billed."""
    rows = bills("A", 100, 6) + bills("B", 300, 6) + bills("C", 50, 2)
    events = used("A", AS_OF) + used("B", AS_OF) + used("C", date(2024, 2, 20)) + used("D", AS_OF)
    return workspace_of(invoices=rows, events=events)


def test_mrr_by_band_is_the_mrr_and_its_rules_are_said(billed: Workspace) -> None:
    bands, mrr = ask(billed, "health_bands", SCOPE), ask(billed, "mrr", SCOPE)
    expected = {row["period"]: row["value"] for row in mrr.rows()}
    for period, value in expected.items():
        rows = [row["value"] for row in bands.rows() if (row["period"], row["measure"]) == (period, "mrr")]
        assert sum(float(str(each)) for each in rows if each is not None) == value
    assert expected[date(2024, 6, 1)] == 400.0
    assert mrr.notes[0].startswith("Estimated from invoices")
    assert mrr.notes[0] in bands.notes
    assert not any("Load subscriptions" in note for note in bands.notes)


def test_who_pays_is_a_customer_and_who_was_last_billed_long_ago_is_none(billed: Workspace) -> None:
    scored = {row["account_id"] for row in ask(billed, "health_score", SCOPE).rows()}
    assert scored == {"A", "B"}
    cards = ask(billed, "scorecard", SCOPE).rows()
    assert {row["account_id"]: row["value"] for row in cards if row["measure"] == "mrr"} == {"A": 100.0, "B": 300.0}


def test_the_loss_of_who_is_billed_no_more_is_in_the_replay(billed: Workspace) -> None:
    settings = {"horizon_days": 60, "month_ends": 3}
    rows = {row["measure"]: row for row in ask(billed, "health_backtest", SCOPE, None, settings).rows()}
    assert rows["lost"]["value"] == 1.0


def test_bills_that_are_all_of_single_sales_leave_the_customers_to_the_list_of_accounts() -> None:
    sales = [row | {"is_recurring": "false"} for row in bills("A", 100, 6)]
    workspace = workspace_of(invoices=sales, events=used("A", AS_OF) + used("B", AS_OF))
    assert {row["account_id"] for row in ask(workspace, "health_score", SCOPE).rows()} == {"A", "B"}
