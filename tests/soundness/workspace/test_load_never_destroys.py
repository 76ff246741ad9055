"""A load never destroys a workspace: what is derived is proved before it commits; what is broken can be undone."""

import json
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import duckdb
import pytest

from csm_core.cli.main import main
from csm_core.errors import FactsUnbuildable
from csm_core.facts.build import built_facts
from csm_core.loading.load_files import Loaded, Read, load_read
from csm_core.metrics.asking.ask import ask
from csm_core.store.workspace import Workspace
from tests.workspaces import LOADED_AT, Row, batch_of

GOOD = [{"account_id": "A", "start_date": "2024-01-01", "mrr": "100", "currency": "EUR"}]
MOST = "99999999999999.9999"
# Each row alone is fine; what is derived from them has no room for it.
BREAKERS: dict[str, tuple[str, list[Row]]] = {
    "money that its column just holds": (
        "subscriptions",
        [{"account_id": "B", "start_date": "2024-01-01", "mrr": MOST, "currency": "EUR"}],
    ),
    "a day's price, a thousand times": (
        "subscriptions",
        [
            {
                "account_id": "B",
                "start_date": "2024-01-01",
                "amount": MOST,
                "billing_interval": "day",
                "quantity": "1000",
                "currency": "EUR",
            }
        ],
    ),
    "movements that add up": (
        "mrr_movements",
        [
            {"account_id": "B", "movement_date": f"2024-0{month}-01", "mrr_delta": MOST, "currency": "EUR"}
            for month in (1, 2)
        ],
    ),
    "counts that add up": (
        "events",
        [{"account_id": "B", "event_at": "2024-01-01", "event_count": "9223372036854775807"}] * 2,
    ),
}


def loaded(workspace: Workspace, table: str, rows: list[Row], mapping: str = "{}") -> Loaded:
    batch = replace(batch_of(table, rows), mapping=mapping)
    return load_read(workspace, Read((batch,), (batch.report,)), loaded_at=LOADED_AT)


def mrr(workspace: Workspace) -> object:
    return ask(workspace, "mrr").table.to_pylist()[0]["value"]


@pytest.mark.parametrize("breaker", BREAKERS)
def test_a_load_whose_facts_cannot_be_built_is_taken_back_whole(breaker: str) -> None:
    workspace = Workspace.in_memory()
    loaded(workspace, "subscriptions", GOOD)
    before = workspace.loads(), workspace.revision, mrr(workspace)
    table, rows = BREAKERS[breaker]
    with pytest.raises(FactsUnbuildable, match=rf"Nothing was loaded, .* with {table}\.csv added, '\w+' could"):
        loaded(workspace, table, rows)
    assert (workspace.loads(), workspace.revision, mrr(workspace)) == before
    # And the next load goes in.
    loaded(workspace, "contacts", [{"account_id": "A"}])
    assert len(workspace.loads()) == 2


@pytest.mark.parametrize("breaker", BREAKERS)
def test_a_workspace_that_is_broken_already_says_so_and_can_be_mended(
    breaker: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "w.duckdb"
    workspace = Workspace.open(path)
    loaded(workspace, "subscriptions", GOOD)
    table, rows = BREAKERS[breaker]
    # As a version that did not prove its loads would have left it.
    (bad,) = workspace.load([batch_of(table, rows)], LOADED_AT, "add")
    with pytest.raises(FactsUnbuildable, match=r"No figure can be shown: '\w+' can't be built .* Undo the load"):
        built_facts(workspace)
    workspace.close()
    assert main(["metric", "mrr", str(path)]) == 2
    assert "python -m csm_core undo WORKSPACE LOAD" in capsys.readouterr().err
    assert main(["loads", str(path), "--json"]) == 0
    assert [load["load_id"] for load in json.loads(capsys.readouterr().out)["loads"]] == [1, bad.load_id]
    assert main(["undo", str(path), str(bad.load_id)]) == 0
    assert f"{table}.csv undone" in capsys.readouterr().out
    assert main(["metric", "mrr", str(path)]) == 0
    assert main(["undo", str(path), "77"]) == 2
    Workspace.open(path).close()


def test_a_load_that_replaces_what_broke_the_workspace_goes_in() -> None:
    workspace = Workspace.in_memory()
    workspace.load([batch_of(*BREAKERS["money that its column just holds"])], LOADED_AT, "add")
    batch = batch_of("subscriptions", GOOD)
    load_read(workspace, Read((batch,), ()), loaded_at=LOADED_AT, mode="replace")
    assert mrr(workspace) == 100


def mapped(name: str, **more: object) -> str:
    return json.dumps({"kind": "surveys", "columns": {"score": name}, **more})


# The same bytes under several mappings: whatever a mapping may hold has an order, and no order of loads matters.
MAPPINGS: dict[str, list[str]] = {
    "two columns": [mapped("NPS"), mapped("CSAT")],
    "three columns": [mapped("NPS"), mapped("CSAT"), mapped("CES")],
    "lists and numbers": [mapped("NPS", options={"scale": [0, 10]}), mapped("NPS", options={"scale": [1, 5]})],
    "a list against a word": [mapped("NPS", options={"scale": [0, 10]}), mapped("NPS", options={"scale": "10"})],
    "something against nothing": [mapped("NPS", options={"decimal": ","}), mapped("NPS", options={"decimal": None})],
    "true against one": [mapped("NPS", options={"x": True}), mapped("NPS", options={"x": 1})],
    "more keys": [mapped("NPS"), mapped("NPS", constants={"survey_type": "nps"})],
    "deep": [
        mapped("NPS", units={"score": {"a": [1, {"b": 2}]}}),
        mapped("NPS", units={"score": {"a": [1, {"b": 3}]}}),
    ],
}


@pytest.mark.parametrize("name", MAPPINGS)
def test_the_same_bytes_under_several_mappings_stand_beside_each_other(name: str) -> None:
    rows: list[Row] = [{"responded_at": "2024-03-10", "score": "9", "survey_type": "nps"}]
    fingerprints = set()
    for order in permutations(MAPPINGS[name]):
        workspace = Workspace.in_memory()
        for mapping in order:
            loaded(workspace, "surveys", rows, mapping)
        assert len(workspace.loads()) == len(order)
        assert ask(workspace, "nps").has_value
        fingerprints.add(workspace.fingerprint)
        workspace.undo(workspace.loads()[0].load_id)
        assert workspace.fingerprint not in fingerprints
    assert len(fingerprints) == 1


def test_a_file_that_an_earlier_version_broke_so_opens_and_works(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    workspace = Workspace.open(path)
    rows: list[Row] = [{"responded_at": "2024-03-10", "score": "9", "survey_type": "nps"}]
    loaded(workspace, "surveys", rows, mapped("NPS"))
    workspace.close()
    with duckdb.connect(str(path)) as connection:
        # What it left: the second load is in, the facts are those of the first, and no revision could be told.
        mapping = mapped("CSAT")
        connection.execute("drop table meta.seals")
        connection.execute("update meta.notes set value = '3' where key = 'format'")
        connection.execute("create temp table other as select * from meta.loads")
        connection.execute("update other set load_id = 2, mapping = $mapping", {"mapping": mapping})
        connection.execute("insert into meta.loads select * from other")
        connection.execute("insert into canonical.surveys select * replace (2 as load_id) from canonical.surveys")
    workspace = Workspace.open(path)
    assert ask(workspace, "nps").table.to_pylist()[0]["n"] == 2
    workspace.undo(2)
    assert ask(workspace, "nps").table.to_pylist()[0]["n"] == 1
    workspace.close()
