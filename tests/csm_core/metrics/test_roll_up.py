"""What whole customer groups mean, case by case; that every metric keeps to it is held in tests/contract."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pytest

from csm_core.metrics.asking.ask import ask, context_of, result_of, rows_behind
from csm_core.metrics.asking.script import sql_script
from csm_core.scope import RollUp, Scope
from csm_core.store.workspace import Workspace
from tests.contract.company import company
from tests.workspaces import LOADED_AT, batch_of, workspace_of

MARCH = Scope(start=date(2024, 3, 1), end=date(2024, 4, 1), as_of=date(2024, 3, 31), roll_up=RollUp.PARENT)
FAMILY = [
    {"account_id": "head", "account_name": "Head"},
    {"account_id": "north", "account_name": "North Ltd", "parent_account_id": "head"},
    {"account_id": "south", "account_name": "South Ltd", "parent_account_id": "north"},
]


def line(account: str, mrr: str, end: str = "", start: str = "2024-01-05", **more: str) -> dict[str, str]:
    return {"account_id": account, "mrr": mrr, "start_date": start, "end_date": end, "currency": "EUR"} | more


def moved(workspace: Workspace, scope: Scope = MARCH) -> dict[object, object]:
    return {row["series"]: row["value"] for row in ask(workspace, "mrr_movements", scope).rows() if row["value"]}


def test_one_subsidiary_that_leaves_while_another_stays_is_contraction_and_no_churn() -> None:
    workspace = workspace_of(subscriptions=[line("north", "30", "2024-03-10"), line("south", "70")], accounts=FAMILY)
    assert moved(workspace) == {"start": 100.0, "contraction": -30.0, "end": 70.0}
    churn = ask(workspace, "logo_churn_rate", MARCH).rows()[0]
    assert (churn["value"], churn["n"]) == (0.0, 1)


def test_a_subscription_that_moves_within_the_group_is_nothing_at_all() -> None:
    lines = [line("north", "30", "2024-03-10"), line("south", "30", start="2024-03-10")]
    assert moved(workspace_of(subscriptions=lines, accounts=FAMILY)) == {"start": 30.0, "end": 30.0}


def test_the_group_is_lost_when_its_last_subsidiary_leaves() -> None:
    lines = [line("north", "30", "2024-03-10"), line("south", "70", "2024-03-20")]
    assert moved(workspace_of(subscriptions=lines, accounts=FAMILY)) == {"start": 100.0, "churn": -100.0}


def test_each_subsidiary_is_told_of_by_its_own_best_export() -> None:
    """South is in the movements alone: that north has exact lines must not silence it. 30 + 70."""
    figures = {"movement_date": "2024-01-09", "mrr_after": "70", "currency": "EUR"}
    workspace = workspace_of(
        subscriptions=[line("north", "30")],
        mrr_movements=[{"account_id": "south"} | figures, {"account_id": "north"} | figures],
        accounts=FAMILY,
    )
    assert ask(workspace, "mrr", MARCH).rows()[0]["value"] == 100.0


def test_money_after_a_movement_is_that_of_the_subsidiary_and_not_of_the_group() -> None:
    moves = [("north", "2024-01-09", "70"), ("south", "2024-01-10", "20"), ("north", "2024-03-05", "50")]
    rows = [
        {"account_id": account, "movement_date": day, "mrr_after": mrr, "currency": "EUR"}
        for account, day, mrr in moves
    ]
    workspace = workspace_of(mrr_movements=rows, accounts=FAMILY)
    assert moved(workspace) == {"start": 90.0, "contraction": -20.0, "end": 70.0}


def test_an_address_at_the_domain_that_subsidiaries_share_leads_to_their_group() -> None:
    accounts = [row | {"domain": "family.example"} for row in FAMILY]
    answer = {"contact_email": "a@family.example", "responded_at": "2024-03-03", "score": "9"}
    answer |= {"survey_type": "nps", "scale": "0-10"}
    workspace = workspace_of(surveys=[answer], accounts=accounts)
    behind = rows_behind(workspace, "nps", MARCH).to_pylist()
    assert [row["account_id"] for row in behind] == ["head"]


def test_the_rows_behind_name_the_accounts_of_the_group() -> None:
    lines = [line("north", "30"), line("south", "70"), line("alone", "5")]
    behind = rows_behind(workspace_of(subscriptions=lines, accounts=FAMILY), "mrr", MARCH).to_pylist()
    figures = {row["account_id"]: (row["account_name"], row["members"]) for row in behind}
    assert figures == {"head": ("Head", "Head, North Ltd, South Ltd"), "alone": ("alone", None)}


def test_a_parent_that_is_only_named_is_a_customer_of_that_name() -> None:
    accounts = [{"account_id": "a", "parent_account_id": "Holding", "Region": "North"}]
    lines = [line("a", "30")]
    workspace = workspace_of(subscriptions=lines, accounts=accounts)
    rows = [row for row in ask(workspace, "mrr", replace(MARCH, split="Region")).rows() if row["value"]]
    assert [(row["segment"], row["value"]) for row in rows] == [("(not set)", 30.0)]


def test_circles_and_accounts_that_name_themselves_are_said() -> None:
    accounts = [
        {"account_id": "a", "parent_account_id": "b"},
        {"account_id": "b", "parent_account_id": "a"},
        {"account_id": "c", "parent_account_id": "c"},
    ]
    lines = [line("a", "1"), line("b", "2"), line("c", "3")]
    result = ask(workspace_of(subscriptions=lines, accounts=accounts), "mrr", MARCH)
    assert result.rows()[0]["n"] == 2
    assert "2 accounts are parents of each other; each such circle is one group under its first id." in (result.notes)
    assert "1 account names itself as its parent: ignored." in result.notes


def test_without_parents_each_account_counts_and_that_is_said() -> None:
    result = ask(workspace_of(subscriptions=[line("a", "1")]), "mrr", MARCH)
    assert result.rows()[0]["value"] == 1.0
    assert "No account has a parent, so each is its own group." in result.notes


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace file in which three accounts stand below another one."""
    path = tmp_path_factory.mktemp("kept") / "w.duckdb"
    tables = company(accounts=8)
    for row in tables["accounts"][1:4]:
        row["parent_account_id"] = "c000"
    workspace = Workspace.open(path)
    workspace.load([batch_of(name, rows) for name, rows in tables.items()], LOADED_AT, "add")
    workspace.close()
    return path


@pytest.mark.parametrize(
    ("zone", "metric_ids"),
    [
        ("UTC", ("mrr_movements", "cohort_retention", "active_users", "health_score")),
        ("Europe/Berlin", ("nps", "ticket_rate", "clv", "health_score")),
    ],
)
def test_the_printed_sql_of_groups_runs_on_a_workspace_that_is_only_read(
    zone: str, metric_ids: tuple[str, ...], kept: Path
) -> None:
    workspace = Workspace.open(kept)
    scope = Scope(timezone=zone, roll_up=RollUp.PARENT)
    contexts = [context_of(workspace, name, scope, None, None) for name in metric_ids]
    for context in contexts:
        result_of(context)
    scripts = [sql_script(context) for context in contexts]
    workspace.close()
    for script in scripts:
        with duckdb.connect(str(kept), read_only=True) as plain:
            plain.execute(script)
        assert "rolled_" in script
