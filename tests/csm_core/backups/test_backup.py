"""A backup is a whole workspace of one moment, made while others write; to restore one loses nothing."""

import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from csm_core.backups.backup import accept, back_up, restore
from csm_core.backups.shelf import BackupShelf, folder_beside
from csm_core.cli.main import main
from csm_core.engines.workspace_unusable import WorkspaceDamaged, WorkspaceUnusable
from csm_core.errors import BadValue, FileMissing
from csm_core.store.saved import Saved
from csm_core.store.workspace import Workspace
from tests.workspaces import LOADED_AT, batch_of

NOON = datetime.fromisoformat("2026-03-01T12:00")
ROWS = 5_000
# Loads, undoes and saves for as long as it lives, and says what it has saved.
BUSY = """
    import sys
    from pathlib import Path
    from csm_core.store.saved import Saved
    from csm_core.store.workspace import Workspace
    from tests.workspaces import LOADED_AT, batch_of

    workspace = Workspace.open(Path(sys.argv[1]))
    rows = [{"account_id": f"A{number}", "Region": "North"} for number in range(int(sys.argv[2]))]
    batch = batch_of("accounts", rows)
    print("open", flush=True)
    for number in range(1, 10_000):
        if number > 1 and number % 2:
            workspace.undo(load.load_id)
        else:
            (load,) = workspace.load([batch], LOADED_AT, "add") or [load]
        Saved(workspace, "notebook").put("board", str(number), LOADED_AT)
        print(number, flush=True)
"""


def filled(path: Path, *accounts: str) -> Path:
    workspace = Workspace.open(path)
    workspace.load([batch_of("accounts", [{"account_id": name} for name in accounts])], LOADED_AT, "add")
    workspace.close()
    return path


def accounts_in(path: Path) -> list[str]:
    workspace = Workspace.open(path)
    try:
        return sorted(workspace.query("select account_id from canonical.accounts").column(0).to_pylist())
    finally:
        workspace.close()


@contextmanager
def busy(path: Path) -> Iterator[Iterator[str]]:
    """Another process that writes all the time; what it says."""
    command = [sys.executable, "-c", textwrap.dedent(BUSY), str(path), str(ROWS)]
    root = Path(__file__).parents[3]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        yield iter(process.stdout)
        process.kill()


def test_a_backup_made_while_another_process_writes_is_whole_and_lacks_nothing_that_was_saved(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    with busy(path) as lines:
        for turn in range(2):
            saved = int(next(lines))
            out = tmp_path / f"backup-{turn}.duckdb"
            contents = back_up(path, out)
            assert contents.rows in (0, ROWS)  # all of a load, or none
            with pytest.raises(WorkspaceUnusable, match="another program has it open"):
                restore(path, out)
            copy = Workspace.open(out)
            board = Saved(copy, "notebook").get("board")
            assert board is not None
            assert int(board.text) >= saved
            assert sum(copy.row_counts().values()) == contents.rows
            copy.close()
    assert [one.name for one in tmp_path.iterdir() if one.name.endswith((".part", ".wal"))] in ([], ["w.duckdb.wal"])


def test_restoring_puts_the_backup_in_its_place_and_keeps_what_was_there(tmp_path: Path) -> None:
    path = filled(tmp_path / "w.duckdb", "A")
    back_up(path, tmp_path / "backup.duckdb")
    filled(path, "B", "C")
    replaced = restore(path, tmp_path / "backup.duckdb")
    assert replaced is not None
    assert accounts_in(path) == ["A"]
    assert accounts_in(replaced) == ["A", "B", "C"]
    assert restore(tmp_path / "new.duckdb", tmp_path / "backup.duckdb") is None
    assert accounts_in(tmp_path / "new.duckdb") == ["A"]


def test_a_backup_is_never_written_over_nor_taken_from_what_is_damaged(tmp_path: Path) -> None:
    path = filled(tmp_path / "w.duckdb", *(f"A{number}" for number in range(5000)))
    out = tmp_path / "backup.duckdb"
    back_up(path, out)
    with pytest.raises(BadValue, match="exists already"):
        back_up(path, out)
    with pytest.raises(BadValue, match="does not exist"):
        back_up(path, tmp_path / "no" / "backup.duckdb")
    with pytest.raises(FileMissing):
        back_up(tmp_path / "nothing.duckdb", tmp_path / "other.duckdb")
    content = bytearray(path.read_bytes())
    content[len(content) // 2 :] = bytes(len(content) - len(content) // 2)
    path.write_bytes(content)
    with pytest.raises(WorkspaceDamaged, match=r"w\.duckdb: it is damaged"):
        back_up(path, tmp_path / "other.duckdb")
    out.write_bytes(content)
    with pytest.raises(WorkspaceDamaged, match=r"backup\.duckdb: it is damaged"):
        restore(path, out)
    assert path.read_bytes() == content
    assert sorted(one.name for one in tmp_path.iterdir()) == ["backup.duckdb", "w.duckdb", "w.duckdb.state"]


def test_the_command_line_offers_the_last_whole_backup_of_a_damaged_workspace(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = filled(tmp_path / "w.duckdb", "A")
    folder = folder_beside(path)
    folder.mkdir()
    good, later = folder / "w.2026-02-27-030000.duckdb", folder / "w.2026-02-28-030000.duckdb"
    assert main(["backup", str(path), str(good)]) == 0
    later.write_bytes(b"half a file")
    assert main(["check", str(path)]) == 0
    assert "w.duckdb is whole: 1 load, 1 row, 0 saved documents" in capsys.readouterr().out
    path.write_bytes(path.read_bytes()[:5000])
    for command in (["check", str(path)], ["loads", str(path)], ["metric", "nps", str(path)]):
        assert main(command) == 2
        line = capsys.readouterr().err
        assert f"Its last good backup is of 27 February 2026, 03:00 UTC: csm restore {path} {good}" in line
        assert line.count("\n") == 1
    assert main(["restore", str(path)]) == 0
    assert "What was there before is now w.replaced-1.duckdb." in capsys.readouterr().out
    assert accounts_in(path) == ["A"]


def test_what_another_program_changed_is_refused_until_somebody_takes_it_as_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = filled(tmp_path / "w.duckdb", "A", "B")
    program = (
        f"import duckdb; c = duckdb.connect({str(path)!r}); "
        "c.execute(\"update canonical.accounts set account_id = 'Z' where account_id = 'B'\")"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
    assert main(["check", str(path)]) == 2
    assert "another program changed it (accounts)" in capsys.readouterr().err
    assert main(["check", str(path), "--accept"]) == 0
    assert accounts_in(path) == ["A", "Z"]


def test_an_older_copy_in_its_place_is_noticed(tmp_path: Path) -> None:
    path = filled(tmp_path / "w.duckdb", "A")
    older = path.read_bytes()
    filled(path, "B")
    path.write_bytes(older)
    with pytest.raises(WorkspaceDamaged, match="the last change is missing") as caught:
        Workspace.open(path)
    assert caught.value.is_readable
    accept(path)
    assert accounts_in(path) == ["A"]


def test_a_backup_is_due_once_a_day_after_a_change_and_a_clock_set_back_stops_none(tmp_path: Path) -> None:
    path = filled(tmp_path / "w.duckdb", "A")
    now = datetime.now(UTC).replace(tzinfo=None)
    shelf = BackupShelf(tmp_path / "backups")

    def make(workspace: Path, out: Path) -> None:
        out.write_bytes(workspace.read_bytes())

    assert shelf.is_due(path, now)
    shelf.add(path, now + timedelta(seconds=2), make)
    assert not shelf.is_due(path, now + timedelta(hours=23))
    assert not shelf.is_due(path, now + timedelta(days=3))  # nothing has changed
    # The clock was a year ahead when the latest was made.
    shelf.add(path, now + timedelta(days=365), make)
    assert not shelf.is_due(path, now + timedelta(hours=1))
    filled(path, "B")
    assert not shelf.is_due(path, now + timedelta(hours=20))
    assert shelf.is_due(path, now - timedelta(days=1))
    assert len(shelf.of(path)) == 2
    # Of those that have had their time the latest stays.
    assert shelf.prune(path, now + timedelta(days=9999)) == 1
    assert [one.made_at.year for one in shelf.of(path)] == [(now + timedelta(days=365)).year]
    assert shelf.workspaces() == {"w"}
    shelf.forget("w")
    assert shelf.of(path) == []


def test_a_workspace_is_never_restored_from_itself_nor_in_the_place_of_a_folder(tmp_path: Path) -> None:
    path = tmp_path / "team.duckdb"
    Workspace.open(path).close()
    content = path.read_bytes()
    with pytest.raises(BadValue, match="another file than the workspace itself"):
        restore(path, path)
    with pytest.raises(WorkspaceUnusable, match="it is a folder"):
        restore(tmp_path, path)
    assert (path.read_bytes(), [one.name for one in tmp_path.iterdir() if one.suffix == ".duckdb"]) == (
        content,
        ["team.duckdb"],
    )
