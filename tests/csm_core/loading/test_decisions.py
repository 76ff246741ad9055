"""A person joins sources or parts them, dates lists and keeps who is missing: what stands follows, undo holds."""

from datetime import date

from csm_core.facts.build import built_facts
from csm_core.loading.decisions import own_source, say_list, say_source
from csm_core.store.workspace import Workspace
from tests.workspaces import LOADED_AT, Row, batch_of

ONE: list[Row] = [{"ticket_id": "1", "created_at": "2025-02-01", "account_name": "Acme"}]
OTHER: list[Row] = [{"ticket_id": "1", "created_at": "2025-03-01", "account_name": "Zeta"}]


def standing(workspace: Workspace, table: str) -> int:
    built_facts(workspace)
    return workspace.query(f"select * from live.{table}").num_rows


def test_sources_are_joined_and_parted_again() -> None:
    workspace = Workspace.in_memory()
    first, second = workspace.load(
        [batch_of("tickets", ONE, "a.csv"), batch_of("tickets", OTHER, "b.csv")], LOADED_AT, "add"
    )
    assert standing(workspace, "tickets") == 2
    before = workspace.fingerprint
    say_source(workspace, second.load_id, first.origin or "")
    assert standing(workspace, "tickets") == 1
    assert workspace.fingerprint != before
    say_source(workspace, second.load_id, own_source(second, workspace.loads()))
    assert standing(workspace, "tickets") == 2
    assert workspace.fingerprint == before
    workspace.undo(second.load_id)
    assert standing(workspace, "tickets") == 1


def test_a_list_gets_its_day_and_keeps_who_is_missing() -> None:
    lines: list[Row] = [{"account_id": name, "start_date": "2024-01-01", "mrr": "10"} for name in "ABC"]
    workspace = Workspace.in_memory()
    (first,) = workspace.load([batch_of("subscriptions", lines, "subs.csv")], LOADED_AT, "add")
    (second,) = workspace.load([batch_of("subscriptions", lines[:2], "subs.csv")], LOADED_AT, "add")
    say_list(workspace, first.load_id, date(2025, 1, 31), None)
    say_list(workspace, second.load_id, date(2025, 2, 28), None)
    built_facts(workspace)
    ended_sql = "select count(*) as n from live.subscriptions where end_date is not null"
    assert workspace.query(ended_sql).to_pylist() == [{"n": 1}]
    say_list(workspace, second.load_id, date(2025, 2, 28), "kept")
    built_facts(workspace)
    assert workspace.query(ended_sql).to_pylist() == [{"n": 0}]
