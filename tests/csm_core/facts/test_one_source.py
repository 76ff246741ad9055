"""Accounts that several revenue exports tell of."""

from csm_core.metrics.asking.ask import ask
from csm_core.scope import Scope
from tests.workspaces import workspace_of

LINE = {"account_id": "A", "start_date": "2024-01-01", "mrr": "100", "currency": "EUR"}
SNAPSHOT = {"account_id": "A", "month": "2024-01-31", "mrr": "90", "currency": "EUR"}
JANUARY = Scope.from_query([("start", "2024-01-01"), ("end", "2024-02-01"), ("as_of", "2024-01-31")])[0]


def test_one_accounts_money_told_by_two_exports_never_adds_up() -> None:
    workspace = workspace_of(subscriptions=[LINE], mrr_snapshots=[SNAPSHOT, SNAPSHOT | {"account_id": "B"}])
    result = ask(workspace, "mrr", JANUARY)
    # A by its subscription (100), B by its snapshot (90).
    assert [row["value"] for row in result.rows()] == [190.0]
    assert "1 account in several revenue exports: subscriptions take precedence, then movements." in result.left_out


def test_lines_whose_dates_are_open_are_named() -> None:
    lines = [
        LINE,
        LINE | {"account_id": "B", "status": "canceled"},
        LINE | {"account_id": "C", "status": "unpaid"},
        LINE | {"account_id": "D", "status": "paused"},
    ]
    result = ask(workspace_of(subscriptions=lines), "mrr", JANUARY)
    # A, C and D count; when B ended nobody knows.
    assert [row["value"] for row in result.rows()] == [300.0]
    text = " ".join(result.left_out)
    assert all(word in text for word in ("lines that ended", "lines unpaid", "lines paused"))
