"""A load is all or nothing, twice is once, and what was taken back is as if it had never been."""

from dataclasses import replace
from datetime import datetime
from itertools import permutations
from pathlib import Path

import pyarrow as pa
import pytest

from csm_core.facts.build import built_facts
from csm_core.intake.batch import QUARANTINE_SCHEMA, Batch
from csm_core.store.workspace import Workspace
from csm_core.tables.catalogue import TABLES
from tests.workspaces import LOADED_AT, Row, batch_of

LATER = datetime(2025, 2, 1)  # noqa: DTZ001 - the store keeps plain UTC


def account(name: str, **more: str) -> Row:
    return {"account_id": name, **more}


def line(account_id: str, mrr: str, subscription: str = "", start: str = "2024-01-01") -> Row:
    return {"account_id": account_id, "subscription_id": subscription, "start_date": start, "mrr": mrr}


def contents(workspace: Workspace) -> dict[str, list[dict[str, object]]]:
    """All that a load writes, without the running numbers."""
    tables = [f"canonical.{name}" for name in (*TABLES, "attributes")] + ["meta.quarantine"]
    figures = {
        table: workspace.query(f"select * exclude (load_id) from {table} order by all").to_pylist()
        for table in tables
    }
    return {table: rows for table, rows in figures.items() if rows}


def live(workspace: Workspace, table: str, columns: str) -> list[tuple[object, ...]]:
    built_facts(workspace)
    rows = workspace.query(f"select {columns} from live.{table} order by all").to_pylist()
    return [tuple(row.values()) for row in rows]


def mrr_of_facts(workspace: Workspace) -> list[object]:
    facts = built_facts(workspace)
    return workspace.query(f"select amount::double as mrr from {facts}.account_intervals").column("mrr").to_pylist()


def quarantining(batch: Batch) -> Batch:
    row = {"source_row": 9, "code": "not_a_date", "column": "Start", "value": "soon", "message": "…", "raw": "{}"}
    return replace(
        batch,
        quarantined=pa.Table.from_pylist([row], schema=QUARANTINE_SCHEMA),
        report=replace(batch.report, rows_in=batch.report.rows_in + 1, rows_quarantined=1),
    )


def test_loading_the_same_file_again_changes_nothing() -> None:
    workspace = Workspace.in_memory()
    batch = quarantining(batch_of("accounts", [account("A", Region="North"), account("B")]))
    assert len(workspace.load([batch], LOADED_AT, "add")) == 1
    before, fingerprint = contents(workspace), workspace.fingerprint
    for mode in ("add", "replace"):
        assert workspace.load([batch], LATER, mode) == []  # type: ignore[arg-type]
    assert contents(workspace) == before
    assert workspace.fingerprint == fingerprint
    assert len(workspace.loads()) == 1


def test_the_same_file_twice_in_one_load_is_loaded_once() -> None:
    workspace = Workspace.in_memory()
    batch = batch_of("accounts", [account("A")])
    assert len(workspace.load([batch, batch], LOADED_AT, "add")) == 1
    assert live(workspace, "accounts", "account_id") == [("A",)]


def test_the_same_bytes_under_another_mapping_are_another_load() -> None:
    workspace = Workspace.in_memory()
    batch = batch_of("accounts", [account("A")])
    workspace.load([batch, replace(batch, mapping='{"kind": "accounts"}')], LOADED_AT, "add")
    assert len(workspace.loads()) == 2


def test_kept_and_quarantined_rows_are_all_there_and_counted() -> None:
    workspace = Workspace.in_memory()
    batch = quarantining(batch_of("accounts", [account("A", Region="North"), account("B")]))
    (load,) = workspace.load([batch], LOADED_AT, "add")
    assert (load.rows_in, load.rows_kept, load.rows_quarantined) == (3, 2, 1)
    assert workspace.row_counts() == {"accounts": 2}
    assert [row["code"] for row in workspace.quarantine(load.load_id).to_pylist()] == ["not_a_date"]
    assert contents(workspace)["canonical.attributes"] == [
        {"account_id": "A", "attribute": "Region", "value": "North"}
    ]
    assert workspace.loads() == [load]


def test_a_load_whose_second_file_fails_leaves_nothing_of_the_first() -> None:
    workspace = Workspace.in_memory()
    workspace.load([batch_of("accounts", [account("Before")])], LOADED_AT, "add")
    before, fingerprint, loads = contents(workspace), workspace.fingerprint, workspace.loads()
    good = batch_of("accounts", [account("A", Region="North")])
    # A column that the table does not have: the database refuses the rows when the first file's are already in.
    broken = replace(good, rows=pa.table({"source_row": [2], "no_such_column": ["x"]}), content_hash="another")
    with pytest.raises(Exception, match="no_such_column"):
        workspace.load([good, broken], LATER, "replace")
    assert contents(workspace) == before
    assert workspace.fingerprint == fingerprint
    # Also what 'replace' had superseded is in force again.
    assert workspace.loads() == loads
    # And the workspace goes on working.
    workspace.load([good], LATER, "add")
    assert live(workspace, "accounts", "account_id") == [("A",), ("Before",)]


def test_replacing_sets_aside_loads_of_the_same_table_only_and_undo_brings_them_back() -> None:
    workspace = Workspace.in_memory()
    first = batch_of("subscriptions", [line("A", "100"), line("B", "50")])
    people = batch_of("contacts", [{"account_id": "A", "contact_email": "a@a.example"}])
    workspace.load([first, people], LOADED_AT, "add")
    fingerprint = workspace.fingerprint
    (newer,) = workspace.load([batch_of("subscriptions", [line("A", "120")])], LATER, "replace")
    assert live(workspace, "subscriptions", "account_id, mrr::double") == [("A", 120.0)]
    assert workspace.row_counts() == {"subscriptions": 1, "contacts": 1}
    assert workspace.fingerprint != fingerprint
    assert [load.superseded_by for load in workspace.loads()] == [newer.load_id, None, None]
    workspace.undo(newer.load_id)
    assert live(workspace, "subscriptions", "account_id, mrr::double") == [("A", 100.0), ("B", 50.0)]
    assert workspace.fingerprint == fingerprint


def test_files_that_come_together_do_not_set_each_other_aside() -> None:
    workspace = Workspace.in_memory()
    january = batch_of("subscriptions", [line("A", "100")])
    february = batch_of("subscriptions", [line("B", "50")])
    workspace.load([january, february], LOADED_AT, "replace")
    assert live(workspace, "subscriptions", "account_id") == [("A",), ("B",)]


def test_a_file_that_was_there_before_is_not_set_aside_by_the_file_that_comes_with_it() -> None:
    workspace = Workspace.in_memory()
    january = batch_of("subscriptions", [line("A", "100")])
    february = batch_of("subscriptions", [line("B", "50")])
    workspace.load([january], LOADED_AT, "replace")
    workspace.load([january, february], LATER, "replace")
    assert live(workspace, "subscriptions", "account_id") == [("A",), ("B",)]


def test_undo_takes_back_rows_attributes_and_quarantine_of_that_load_alone() -> None:
    workspace = Workspace.in_memory()
    workspace.load([quarantining(batch_of("accounts", [account("A", Region="North")]))], LOADED_AT, "add")
    before = contents(workspace)
    (newer,) = workspace.load([quarantining(batch_of("accounts", [account("B", Region="South")]))], LATER, "add")
    assert contents(workspace) != before
    workspace.undo(newer.load_id)
    assert contents(workspace) == before


def test_a_newer_load_tells_an_id_again_and_its_rows_take_the_place_of_the_older_ones() -> None:
    workspace = Workspace.in_memory()
    old = [line("A", "100", "s1"), line("A", "10", "s1"), line("B", "50", "s2"), line("C", "7")]
    workspace.load([batch_of("subscriptions", old)], LOADED_AT, "add")
    workspace.load([batch_of("subscriptions", [line("A", "120", "s1"), line("D", "9")])], LATER, "add")
    # s1 is told by the newer load alone; s2 and rows without an id stay.
    assert live(workspace, "subscriptions", "account_id, mrr::double") == [
        ("A", 120.0),
        ("B", 50.0),
        ("C", 7.0),
        ("D", 9.0),
    ]


def test_loading_in_another_order_is_another_state_of_the_same_content() -> None:
    workspace = Workspace.in_memory()
    one = batch_of("subscriptions", [line("A", "100", "s1")])
    two = batch_of("subscriptions", [line("A", "120", "s1")])
    (first,) = workspace.load([one], LOADED_AT, "add")
    workspace.load([two], LATER, "add")
    assert mrr_of_facts(workspace) == [120.0]
    fingerprint, revision = workspace.fingerprint, workspace.revision
    # Taken back and loaded again, the first file is the newest that tells of s1.
    workspace.undo(first.load_id)
    workspace.load([one], LATER, "add")
    assert workspace.fingerprint == fingerprint
    assert workspace.revision != revision
    assert mrr_of_facts(workspace) == [100.0]


def test_within_one_load_an_id_may_have_several_rows() -> None:
    workspace = Workspace.in_memory()
    workspace.load([batch_of("subscriptions", [line("A", "100", "s1"), line("A", "10", "s1")])], LOADED_AT, "add")
    assert len(live(workspace, "subscriptions", "mrr")) == 2


BATCHES = (
    batch_of("accounts", [account("A", Region="North")]),
    batch_of("subscriptions", [line("A", "100")]),
    batch_of("contacts", [{"account_id": "A", "contact_email": "a@a.example"}]),
)


def test_the_fingerprint_depends_on_the_content_alone() -> None:
    names = set()
    for order in permutations(BATCHES):
        workspace = Workspace.in_memory()
        for index, batch in enumerate(order):
            workspace.load([batch], LOADED_AT.replace(day=index + 1), "add")
        names.add(workspace.fingerprint)
    assert len(names) == 1
    assert len(names.pop()) == 16


def test_the_fingerprint_changes_with_content_mapping_and_sheet() -> None:
    batch = BATCHES[0]
    others = [
        batch,
        replace(batch, content_hash="another"),
        replace(batch, mapping='{"kind": "accounts"}'),
        replace(batch, report=replace(batch.report, sheet="Sheet2")),
    ]
    names = set()
    for other in others:
        workspace = Workspace.in_memory()
        workspace.load([other], LOADED_AT, "add")
        names.add(workspace.fingerprint)
    assert len(names) == 4


def test_a_file_keeps_what_was_loaded_and_opens_with_the_same_fingerprint(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    workspace = Workspace.open(path)
    workspace.load(BATCHES, LOADED_AT, "add")
    before, fingerprint = contents(workspace), workspace.fingerprint
    workspace.close()
    again = Workspace.open(path)
    assert again is not workspace
    assert contents(again) == before
    assert again.fingerprint == fingerprint
    again.close()
