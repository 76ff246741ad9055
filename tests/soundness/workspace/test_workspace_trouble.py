"""Trouble with a file is told by its true cause, in one line and with what to do; a failed command leaves nothing."""

import os
import resource
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest

from csm_core.cli.main import main
from csm_core.engines.file_trouble import cause_in_file
from csm_core.engines.workspace_unusable import WorkspaceUnusable
from csm_core.facts.build import built_facts
from csm_core.snapshot.vault import Vault
from csm_core.store.workspace import Workspace
from tests.workspaces import LOADED_AT, batch_of

ROOT = Path(__file__).parents[3]
SUBSCRIPTIONS = "account_id,start_date,mrr,currency\nA,2024-01-01,100,EUR\n"
NOBODY = 65_534


@contextmanager
def as_nobody() -> Iterator[None]:
    """Without the rights of root, who may do all."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A folder with an export and a workspace of it."""
    (tmp_path / "subs.csv").write_text(SUBSCRIPTIONS)
    workspace = Workspace.open(tmp_path / "w.duckdb")
    workspace.load([batch_of("accounts", [{"account_id": "A"}])], LOADED_AT, "add")
    workspace.close()
    return tmp_path


def let_others_in(folder: Path) -> None:
    """Into the folder and those around it: pytest keeps its own for its user alone."""
    for one in (folder, *folder.parents):
        if "pytest" in str(one):
            one.chmod(one.stat().st_mode | 0o055)


def error_line(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    """The one line of a command that ends with 2."""
    assert main(arguments) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.count("\n") == 1
    return shown.err


# What the database said when each of them happened, in the version that is pinned.
@pytest.mark.parametrize(
    ("error", "words"),
    [
        (duckdb.IOException('IO Error: Could not write file "w.duckdb": No space left on device'), "disk is full"),
        (duckdb.IOException('IO Error: Could not write file "w.duckdb": Disk quota exceeded'), "disk is full"),
        (duckdb.IOException('IO Error: Could not write file "w.duckdb": File too large'), "disk is full"),
        (
            duckdb.TransactionException(
                'Failed to commit: Could not write file "w.duckdb.wal": No space left on device'
            ),
            "disk is full",
        ),
        (
            duckdb.FatalException("FATAL Error: invalidated: Could not write: No space left on device"),
            "disk is full",
        ),
        (duckdb.OutOfMemoryException("Out of Memory Error: failed to allocate data of size 1 GiB"), "more memory"),
        (duckdb.IOException('IO Error: Cannot open file "w.duckdb": Read-only file system'), "disk is read-only"),
        (duckdb.IOException('IO Error: Cannot open file "w.duckdb": Permission denied'), "no permission"),
        (
            duckdb.IOException('IO Error: Cannot open file "w.duckdb": No such file or directory'),
            "its folder does not",
        ),
        (duckdb.IOException('IO Error: Could not read from file "w.duckdb": Input/output error'), "its disk failed"),
        (duckdb.IOException('IO Error: Could not set lock on file "w.duckdb"'), "another program"),
        (duckdb.IOException("IO Error: Corrupt database file: computed checksum does not match"), "damaged"),
        (PermissionError(13, "Permission denied"), "no permission"),
    ],
)
def test_each_cause_has_its_own_words(error: Exception, words: str) -> None:
    cause = cause_in_file(error, Path("w.duckdb"))
    assert cause is not None
    assert "w.duckdb: " in str(cause)
    assert words in str(cause)


@pytest.mark.parametrize(
    "error",
    [
        duckdb.ConversionException("Could not convert string 'No space left on device' to INT64"),
        duckdb.ConversionException("Could not convert string 'permission denied' to DATE"),
        duckdb.BinderException('column "read-only file system" does not exist'),
        duckdb.TransactionException("cannot start a transaction within a transaction"),
        ValueError("disk quota exceeded"),
    ],
)
def test_words_from_rows_and_faults_of_ours_are_no_trouble_with_the_file(error: Exception) -> None:
    assert cause_in_file(error, Path("w.duckdb")) is None


@pytest.mark.parametrize("command", ["load", "demo"])
def test_a_folder_that_does_not_exist(command: str, files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    after = [str(files / "subs.csv")] if command == "load" else []
    assert "its folder does not exist" in error_line([command, str(files / "no" / "w.duckdb"), *after], capsys)


def test_a_folder_in_place_of_a_file(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "it is a folder" in error_line(["load", str(files), str(files / "subs.csv")], capsys)


@pytest.mark.parametrize("command", ["load", "metric", "loads", "undo"])
def test_a_workspace_that_may_not_be_read(command: str, files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = files / "w.duckdb"
    path.chmod(0)
    arguments = {
        "load": ["load", str(path), str(files / "subs.csv")],
        "metric": ["metric", "mrr", str(path)],
        "loads": ["loads", str(path)],
        "undo": ["undo", str(path), "1"],
    }[command]
    let_others_in(files)
    with as_nobody():
        assert "w.duckdb: you have no permission" in error_line(arguments, capsys)


def test_an_export_that_may_not_be_read(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (files / "subs.csv").chmod(0)
    let_others_in(files)
    with as_nobody():
        line = error_line(["read", str(files / "subs.csv")], capsys)
    assert "subs.csv: You have no permission to read it." in line


@pytest.mark.parametrize("command", ["load", "metric"])
def test_a_folder_that_may_not_be_looked_into(command: str, files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    let_others_in(files)
    metric = ["mrr"] if command == "metric" else []
    files.chmod(0o700)
    with as_nobody():
        line = error_line([command, *metric, str(files / "w.duckdb"), "x.csv"], capsys)
    assert "no permission" in line or "file not found" in line.lower()


def test_a_report_into_a_folder_that_may_not_be_written(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["load", str(files / "w.duckdb"), str(files / "subs.csv")])
    capsys.readouterr()
    # Nobody, not even root, writes there.
    line = error_line(["report", str(files / "w.duckdb"), "-o", "/proc/self/x.html"], capsys)
    assert "-o: '/proc/self/x.html' can't be written" in line
    Workspace.open(files / "w.duckdb").close()


@pytest.mark.parametrize(
    "inputs", ["no.csv", "bad.xlsx", "subs.csv --map no.json", "subs.csv --map bad.json", "huge.csv"]
)
def test_a_command_that_fails_leaves_no_workspace_behind(
    inputs: str, files: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    header = "account_id,start_date,amount,billing_interval,quantity,currency"
    (files / "huge.csv").write_text(f"{header}\nA,2024-01-01,9000000000000,day,1,EUR\n")
    (files / "bad.xlsx").write_bytes(b"PK\x03\x04 broken")
    (files / "bad.json").write_text("{")
    monkeypatch.chdir(files)
    error_line(["load", "new.duckdb", *inputs.split()], capsys)
    assert not list(files.glob("new.duckdb*"))


PROGRAM = """
    import resource, sys
    from csm_core.cli.main import main

    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), resource.RLIM_INFINITY))
    raise SystemExit(main(sys.argv[2:]))
"""


def in_room(size: int, *arguments: str) -> tuple[int, str]:
    """A command where no file may grow past `size` bytes, as on a full disk: its exit code and what it said."""
    command = [sys.executable, "-c", textwrap.dedent(PROGRAM), str(size), *arguments]
    ran = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    return ran.returncode, ran.stderr


def test_a_full_disk_keeps_nothing_of_the_load_and_damages_nothing(files: Path) -> None:
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[1] == resource.RLIM_INFINITY
    assert signal.getsignal(signal.SIGXFSZ) == signal.SIG_IGN
    lines = [f"e{number},A{number % 50},u{number},login,2025-01-{number % 28 + 1:02d}" for number in range(40_000)]
    (files / "events.csv").write_text("\n".join(["event_id,account_id,user_id,event_name,event_at", *lines]))
    path = files / "w.duckdb"
    code, line = in_room(path.stat().st_size + 400_000, "load", str(path), str(files / "events.csv"))
    assert (code, line.count("\n")) == (2, 1)
    assert "the disk is full. Nothing is damaged" in line or "no room" in line
    workspace = Workspace.open(path)
    assert [load.file for load in workspace.loads()] == ["accounts.csv"]
    workspace.close()
    assert main(["load", str(path), str(files / "events.csv")]) == 0
    workspace = Workspace.open(path)
    assert workspace.row_counts() == {"accounts": 1, "events": 40_000}
    workspace.close()


@pytest.mark.parametrize("command", ["load", "metric"])
def test_a_folder_that_may_only_be_read(command: str, files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = files / "w.duckdb"
    before = path.read_bytes()
    let_others_in(files)
    files.chmod(0o555)
    path.chmod(0o444)
    arguments = ["load", str(path), str(files / "subs.csv")] if command == "load" else ["metric", "mrr", str(path)]
    with as_nobody():
        assert "w.duckdb: you have no permission" in error_line(arguments, capsys)
    files.chmod(0o755)
    assert path.read_bytes() == before


def test_a_place_for_snapshots_that_can_not_be_made_is_named(files: Path) -> None:
    with pytest.raises(WorkspaceUnusable, match="snapshots"):
        Vault(files / "subs.csv" / "snapshots")


def test_what_was_loaded_last_is_the_newest_though_the_clock_was_set_back(files: Path) -> None:
    workspace = Workspace.open(files / "w.duckdb")
    for name, year in (("Former", 2026), ("Present", 2024)):
        batch = batch_of("accounts", [{"account_id": "A", "account_name": name}], f"{name}.csv")
        workspace.load([batch], LOADED_AT.replace(year=year), "add")
    built_facts(workspace)
    names = workspace.query("select account_name from live.accounts").column(0).to_pylist()
    assert {name for name in names if name} == {"Present"}
    assert [load.file for load in workspace.loads()][-1] == "Present.csv"
    workspace.close()
