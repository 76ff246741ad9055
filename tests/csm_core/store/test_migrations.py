"""A file of an older format is brought to ours, a new one begins there, and one of a newer program is refused."""

import json
from pathlib import Path

import duckdb
import pytest

from csm_core.cli.main import main
from csm_core.engines.workspace_unusable import WorkspaceUnusable
from csm_core.facts.build import built_facts
from csm_core.store.migrations import MIGRATIONS, format_version, steps_from
from csm_core.store.workspace import Workspace
from tests.workspaces import LOADED_AT, batch_of

STEPS = ((2, ("two a", "two b")), (3, ("three",)))


def changed(path: Path, *statements: str) -> None:
    """Do to a closed file what another program would."""
    with duckdb.connect(str(path)) as connection:
        for statement in statements:
            connection.execute(statement)


def made(path: Path) -> Path:
    """A workspace with one account in it."""
    workspace = Workspace.open(path)
    workspace.load([batch_of("accounts", [{"account_id": "A"}])], LOADED_AT, "add")
    workspace.close()
    return path


@pytest.mark.parametrize(
    ("stored", "due"),
    [(None, ("two a", "two b", "three")), ("1", ("two a", "two b", "three")), ("2", ("three",)), ("3", ())],
)
def test_a_file_takes_the_steps_that_it_lacks_in_order(stored: str | None, due: tuple[str, ...]) -> None:
    assert steps_from(stored, "w.duckdb", STEPS) == due
    assert steps_from(stored, "w.duckdb", STEPS[::-1]) == due


def test_the_steps_of_this_program_are_numbered_without_a_gap() -> None:
    assert [version for version, _ in MIGRATIONS] == list(range(2, 2 + len(MIGRATIONS)))


def test_a_new_workspace_says_the_present_format(tmp_path: Path) -> None:
    workspace = Workspace.open(tmp_path / "w.duckdb")
    assert workspace.note("format") == str(format_version())
    workspace.close()


@pytest.mark.parametrize("version", ["99", "1000000000000000000000"])
def test_a_workspace_of_a_newer_program_is_refused_by_name_and_left_as_it_is(version: str, tmp_path: Path) -> None:
    path = made(tmp_path / "w.duckdb")
    changed(
        path,
        f"update meta.notes set value = '{version}' where key = 'format'",
        "alter table canonical.accounts rename column account_id to customer",
    )
    before = path.read_bytes()
    with pytest.raises(WorkspaceUnusable, match=rf"w\.duckdb: it was made by a newer version \(format {version}"):
        Workspace.open(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("command", ["metric nps", "load", "report"])
def test_every_command_refuses_it_in_one_line(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = made(tmp_path / "w.duckdb")
    changed(path, "update meta.notes set value = '99' where key = 'format'")
    (tmp_path / "accounts.csv").write_text("account_id\nB\n")
    after = {"load": [str(tmp_path / "accounts.csv")], "report": ["-o", str(tmp_path / "x.html")]}.get(command, [])
    code = main([*command.split(), str(path), *after])
    out, err = capsys.readouterr()
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "made by a newer version" in err


@pytest.mark.parametrize("version", ["", "two", "-1", "1.5"])
def test_a_format_that_is_no_number_is_damage(version: str, tmp_path: Path) -> None:
    path = made(tmp_path / "w.duckdb")
    changed(path, f"update meta.notes set value = '{version}' where key = 'format'")
    with pytest.raises(WorkspaceUnusable, match=r"w\.duckdb: it is damaged"):
        Workspace.open(path)


def test_a_database_of_another_program_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "theirs.duckdb"
    changed(path, "create table orders (id integer)", "insert into orders values (1)")
    before = path.read_bytes()
    with pytest.raises(WorkspaceUnusable, match=r"theirs\.duckdb: it is damaged, or it is not a workspace"):
        Workspace.open(path)
    assert path.read_bytes() == before


def test_an_older_file_gets_the_columns_that_were_declared_since(tmp_path: Path) -> None:
    path = made(tmp_path / "w.duckdb")
    changed(
        path,
        "drop schema if exists live cascade",
        "alter table canonical.overrides drop column until",
        "alter table canonical.subscriptions drop column contact_email",
        "alter table canonical.invoices drop column account_name",
        "delete from meta.notes where key = 'format'",
    )
    workspace = Workspace.open(path)
    assert workspace.note("format") == str(format_version())
    row = {
        "account_id": "A",
        "date": "2024-01-01",
        "author": "me",
        "band": "red",
        "reason": "why",
        "until": "2024-02-01",
    }
    workspace.load([batch_of("overrides", [row])], LOADED_AT, "add")
    built_facts(workspace)
    assert workspace.row_counts() == {"accounts": 1, "overrides": 1}
    assert json.dumps(workspace.fingerprint)
    workspace.close()
