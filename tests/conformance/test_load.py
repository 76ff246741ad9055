"""A load whose events stay on a cluster answers what a load of the same rows answers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import pytest

from csm_core.cli.main import main
from csm_core.facts.build import FACTS, built_facts
from csm_core.metrics.asking.ask import ask
from csm_core.scope import Scope
from csm_core.store.workspace import Workspace

# Of few people, often at the same moment, with midnights, blanks, spellings of nothing, letters in two ways of typing
# them, ids of customers as floats, ids that only a list leads to an account, and dates that are none; some row again
# and again within minutes.
_EVENTS = """
create table timed as
select case when random() < 0.02 then null when random() < 0.03 then timestamp '2024-03-31'
        when random() < 0.5 then timestamp '2024-03-30 22:00:00' + to_seconds(cast(random() * 9000 as bigint))
        else timestamp '2024-03-01' + to_microseconds(cast(random() * 4e12 as bigint)) end as "When",
    case when random() < 0.1 then null when random() < 0.05 then ' u1 ' when random() < 0.05 then 'ü1'
        when random() < 0.05 then 'u' || chr(776) || '1' when random() < 0.05 then 'n/a'
        else 'u' || cast(random() * 5 as int) end as "Who",
    case when random() < 0.1 then null else cast(cast(random() * 3 as int) as double) end as "Customer",
    case when random() < 0.05 then null when random() < 0.6 then 'f0' else 'f' || cast(random() * 2 as int) end
        as "What",
    case when random() < 0.2 then 's' || cast(random() * 3 as int) end as "Visit",
    case when random() < 0.5 then round(random() * 300, 3) end as "Seconds",
    case when random() < 0.1 then 0 when random() < 0.3 then cast(random() * 5 as int) end as "Times"
from range(1500)
union all
select timestamp '2024-03-10 10:00:00' + to_seconds(i * 7), 'u2', 1, case when i % 50 < 40 then 'f1' else 'f2' end,
    null, 3.5, 1 from range(400) t(i)
union all values (timestamp '1970-01-01', 'u1', 1, 'f1', null, 1, 1),
    (timestamp '2090-01-01 10:00:00', 'u1', 1, 'f1', null, 1, 1)
"""
# As texts: dates, times with a zone and without.
_TEXTS = """
create table events as select * replace (
    case when "When" = date_trunc('day', "When") and "When" > timestamp '2000-01-01' then strftime("When", '%Y-%m-%d')
        when hash("When") % 5 = 0 then strftime("When" + interval 2 hour, '%Y-%m-%dT%H:%M:%S.%f') || '+02:00'
        else cast("When" as varchar) end as "When") from timed
"""
_MAP = {
    "kind": "events",
    "columns": {"event_at": "When", "user_id": "Who", "account_id": "Customer", "event_name": "What"}
    | {"session_id": "Visit", "duration_minutes": "Seconds", "event_count": "Times"},
    "options": {"units": {"duration_minutes": "seconds"}},
}
SCOPE = Scope(start=date(2024, 3, 1), end=date(2024, 4, 30), as_of=date(2024, 4, 30))
_PEOPLE = "user_id,account_id\nu3,9\nu4,0\n"


@dataclass(frozen=True)
class Lake:
    """A folder with the same events as Parquet and as CSV, and the cluster that can read them."""

    folder: Path
    engine: str

    def load(self, workspace: str, *arguments: object) -> int:
        mapping = ("--map", str(self.folder / "map.json"))
        return main(["load", str(self.folder / workspace), *map(str, arguments), *mapping])

    def load_from_cluster(self, workspace: str, source: Path, *files: Path) -> int:
        return self.load(workspace, "--engine", self.engine, "--table", f"events={source}", *files)

    def opened(self, workspace: str) -> Workspace:
        return Workspace.open(self.folder / workspace)


@pytest.fixture(scope="module")
def lake(spark_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lake]:
    folder = tmp_path_factory.mktemp("lake")
    with duckdb.connect() as connection:
        connection.execute("set threads = 1; select setseed(0.3)")
        connection.execute(_EVENTS)
        connection.execute(_TEXTS)
        connection.execute(f"copy timed to '{folder}/timed.parquet'")
        connection.execute(f"copy events to '{folder}/use.parquet'")
        whole_ids = 'select * replace (cast("Customer" as int) as "Customer") from events'
        connection.execute(f"copy ({whole_ids}) to '{folder}/use.csv' (header)")
    mapped = ("use.parquet", "use.csv", "parts", "1.parquet", "2.parquet", "3.parquet")
    (folder / "map.json").write_text(json.dumps(dict.fromkeys(mapped, _MAP)), "utf-8")
    (folder / "people.csv").write_text(_PEOPLE, "utf-8")
    yield Lake(folder, spark_url)
    for path in folder.glob("*.duckdb"):
        Workspace.let_go(path)


def difference(one: Workspace, other: Workspace, timezone: str = "UTC") -> list[str]:
    """The facts that are not the same."""
    schemas = built_facts(one, timezone), built_facts(other, timezone)
    return [
        fact.name
        for fact in FACTS
        if _rows(one, f"{schemas[0]}.{fact.name}") != _rows(other, f"{schemas[1]}.{fact.name}")
    ]


def _rows(workspace: Workspace, table: str) -> list[str]:
    # Which load was the newest is another matter where new files are loads of their own.
    columns = "* exclude (newest_load)" if table.endswith((".sightings", ".matches")) else "*"
    return sorted(map(repr, workspace.query(f"select {columns} from {table}").to_pylist()))


def use(workspace: Workspace) -> list[str]:
    return sorted(map(repr, workspace.query("select * exclude (load_id, source_row) from live.events").to_pylist()))


def reasons(workspace: Workspace) -> list[dict[str, object]]:
    return workspace.query(
        'select code, "column", count(*) as row_count from meta.quarantine group by all order by all'
    ).to_pylist()


def test_facts_and_quarantine_are_those_of_the_same_rows_loaded_here(lake: Lake) -> None:
    source, people = lake.folder / "use.parquet", lake.folder / "people.csv"
    assert lake.load("here.duckdb", source) == 0
    assert lake.load_from_cluster("there.duckdb", source) == 0
    here, there = lake.opened("here.duckdb"), lake.opened("there.duckdb")
    counts = [(load.rows_in, load.rows_kept, load.rows_quarantined) for load in (*here.loads(), *there.loads())]
    assert counts[0] == counts[1]
    assert counts[0][0] == 1902
    assert counts[0][0] == counts[0][1] + counts[0][2]
    assert reasons(there) == reasons(here)
    assert len(use(there)) < counts[0][1]
    assert difference(here, there) == []
    ours, theirs = (ask(workspace, "active_users", SCOPE) for workspace in (here, there))
    assert theirs.table.equals(ours.table)
    assert any(f"`{source}`" in note for note in theirs.notes)

    # Whom events belong to, and on which day they were, is still asked of what came home.
    before = _rows(there, "facts.user_days")
    for workspace in ("here.duckdb", "there.duckdb"):
        assert lake.load(workspace, people) == 0
    assert _rows(there, "facts.user_days") != before
    assert difference(here, there, "America/New_York") == []

    # A CSV says the same as Parquet.
    assert lake.load_from_cluster("csv.duckdb", lake.folder / "use.csv") == 0
    assert use(lake.opened("csv.duckdb")) == use(there)
    assert reasons(lake.opened("csv.duckdb")) == reasons(there)


def test_a_second_run_changes_nothing_and_new_files_are_added_alone_unless_they_lie_between(
    lake: Lake, capsys: pytest.CaptureFixture[str]
) -> None:
    parts = lake.folder / "parts"
    parts.mkdir()

    def write(number: int, where: str) -> None:
        with duckdb.connect() as connection:
            connection.execute(
                f"copy (from '{lake.folder}/timed.parquet' where {where}) to '{parts}/{number}.parquet'"
            )

    def run() -> tuple[str, list[int]]:
        assert lake.load_from_cluster("parts.duckdb", parts) == 0
        workspace = lake.opened("parts.duckdb")
        in_force = [load.rows_kept for load in workspace.loads() if load.superseded_by is None]
        return capsys.readouterr().out, in_force

    write(1, "\"When\" < timestamp '2024-03-20' and \"When\" > timestamp '2000-01-01'")
    _, first = run()
    revision = lake.opened("parts.duckdb").revision
    words, again = run()
    assert "Nothing is new" in words
    assert (again, lake.opened("parts.duckdb").revision) == (first, revision)

    write(2, '"When" >= timestamp \'2024-03-20\' and "Customer" <> 2')
    _, added = run()
    assert len(added) == 2
    assert added[0] == first[0]
    assert lake.load("here-parts.duckdb", parts / "1.parquet", parts / "2.parquet") == 0
    assert difference(lake.opened("here-parts.duckdb"), lake.opened("parts.duckdb")) == []

    write(3, '"When" >= timestamp \'2024-03-20\' and "Customer" = 2')
    words, whole = run()
    assert "the whole table was read again" in words
    assert len(whole) == 1
    assert whole[0] > sum(added)


def test_a_failure_on_the_cluster_leaves_the_workspace_as_it_was(
    lake: Lake, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = lake.folder / "broken"
    broken.mkdir()
    with duckdb.connect() as connection:
        connection.execute(f"copy (from '{lake.folder}/use.parquet') to '{broken}/1.parquet'")
    whole = (broken / "1.parquet").read_bytes()
    # The footer says what there is, and the pages between are rubbish: it fails after the cluster has begun.
    (broken / "2.parquet").write_bytes(whole[:4] + bytes(len(whole) // 2) + whole[4 + len(whole) // 2 :])
    (lake.folder / "map.json").write_text(
        json.dumps(json.loads((lake.folder / "map.json").read_text("utf-8")) | {"broken": _MAP}), "utf-8"
    )
    assert lake.load("kept.duckdb", lake.folder / "people.csv") == 0
    revision = lake.opened("kept.duckdb").revision
    assert lake.load_from_cluster("kept.duckdb", broken, lake.folder / "people.csv") == 2
    assert "the workspace is unchanged" in capsys.readouterr().err
    assert lake.opened("kept.duckdb").revision == revision
    assert lake.load_from_cluster("new.duckdb", broken) == 2
    assert not (lake.folder / "new.duckdb").exists()
