"""The database has no door to the outside, and a file that is no workspace is refused in words."""

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from csm_core.engines.workspace_unusable import WorkspaceUnusable
from csm_core.facts.build import built_facts
from csm_core.store.workspace import Workspace
from tests.workspaces import LOADED_AT, batch_of

CSV = "account_id\nA\n"


@pytest.mark.parametrize(
    "statement",
    [
        "select * from read_csv('{file}')",
        "select * from '{file}'",
        "select * from read_text('{file}')",
        "select * from read_blob('{file}')",
        "select * from read_parquet('{file}')",
        "select * from glob('{folder}/*')",
        "attach '{folder}/other.duckdb' as other",
        "copy meta.notes to '{folder}/out.csv'",
        "copy meta.notes from '{file}'",
        "export database '{folder}/out'",
        "install httpfs",
        "load httpfs",
        "select * from read_csv('https://example.com/x.csv')",
        "set enable_external_access = true",
        "set lock_configuration = false",
        "reset enable_external_access",
        "set autoload_known_extensions = true",
    ],
)
@pytest.mark.parametrize("on_disk", [False, True])
def test_sql_cannot_reach_files_the_network_or_the_configuration(
    statement: str, on_disk: bool, tmp_path: Path
) -> None:
    (tmp_path / "in.csv").write_text(CSV)
    workspace = Workspace.open(tmp_path / "w.duckdb") if on_disk else Workspace.in_memory()
    text = statement.format(file=tmp_path / "in.csv", folder=tmp_path)
    with pytest.raises(Exception, match=r"disabled|locked|Cannot change|not allowed|Permission|configuration"):
        workspace.query(text)
    assert not (tmp_path / "out.csv").exists()
    assert not (tmp_path / "other.duckdb").exists()
    workspace.close()


def test_a_python_variable_of_ours_is_no_table() -> None:
    rows = batch_of("accounts", [{"account_id": "A"}]).rows
    assert rows.num_rows == 1
    with pytest.raises(Exception, match="rows does not exist"):
        Workspace.in_memory().query("select * from rows")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("notes.txt", b"These are my notes, and nothing else. " * 200),
        # DuckDB itself would open these, keep what is loaded in memory and lose it.
        ("table.csv", b"account_id,account_name\nA,Anvil\n"),
        ("empty.duckdb", b""),
        ("picture.png", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20),
    ],
)
def test_a_file_of_another_kind_is_refused_in_words_and_left_as_it_is(
    name: str, content: bytes, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(WorkspaceUnusable, match=f"{name}: it is damaged, or it is not a workspace"):
        Workspace.open(path)
    assert path.read_bytes() == content


def filled(path: Path) -> bytearray:
    """The bytes of a workspace of some megabytes."""
    workspace = Workspace.open(path)
    rows = [{"account_id": f"A{index}", "Region": f"{index} North " * 20} for index in range(20_000)]
    workspace.load([batch_of("accounts", rows)], LOADED_AT, "add")
    workspace.close()
    return bytearray(path.read_bytes())


def use(path: Path) -> None:
    """Open it and look at everything in it; the file of a database is read when it is needed."""
    workspace = Workspace.open(path)
    try:
        workspace.loads()
        workspace.query("select max(account_id), max(value) from canonical.attributes")
        built_facts(workspace)
        workspace.load([batch_of("contacts", [{"account_id": "A"}])], LOADED_AT, "add")
    finally:
        workspace.close()


# In the headers, in the middle of the rows, and in what says where the rows stand.
@pytest.mark.parametrize("share", [0.0, 0.00005, 0.0018, 0.3, 0.5])
def test_a_damaged_workspace_is_refused_in_words(share: float, tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    content = filled(path)
    index = int(len(content) * share)
    content[index : index + 300_000] = bytes(300_000)
    path.write_bytes(content)
    with pytest.raises(WorkspaceUnusable, match=r"w\.duckdb: it is damaged"):
        use(path)


@pytest.mark.parametrize("share", [0.05, 0.5, 0.9])
def test_a_workspace_cut_off_is_refused_in_words(share: float, tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    content = filled(path)
    path.write_bytes(content[: int(len(content) * share)])
    with pytest.raises(WorkspaceUnusable, match=r"w\.duckdb: it is damaged"):
        use(path)


def test_a_mended_file_opens_again_in_the_same_process(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    content = filled(path)
    path.write_bytes(content[: len(content) // 20])
    with pytest.raises(WorkspaceUnusable):
        use(path)
    path.write_bytes(content)
    use(path)


def test_a_statement_that_is_wrong_is_no_trouble_with_the_file(tmp_path: Path) -> None:
    workspace = Workspace.open(tmp_path / "w.duckdb")
    with pytest.raises(Exception, match="nowhere") as caught:
        workspace.query("select * from nowhere")
    assert not isinstance(caught.value, WorkspaceUnusable)
    workspace.close()


def test_a_workspace_in_a_folder_that_does_not_exist_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceUnusable):
        Workspace.open(tmp_path / "nowhere" / "w.duckdb")


def test_a_workspace_that_another_process_owns_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    program = """
        import sys
        from pathlib import Path
        from csm_core.store.workspace import Workspace
        workspace = Workspace.open(Path(sys.argv[1]))
        print("open", flush=True)
        sys.stdin.read()
    """
    command = [sys.executable, "-c", textwrap.dedent(program), str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as owner:
        assert owner.stdout is not None
        assert owner.stdout.readline() == "open\n"
        with pytest.raises(WorkspaceUnusable, match="another program has it open"):
            Workspace.open(path)
        owner.communicate("")
    Workspace.open(path).close()


def test_the_same_file_is_the_same_object_whatever_its_path_is_called(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    one = Workspace.open(tmp_path / "w.duckdb")
    assert Workspace.open(tmp_path / "folder" / ".." / "w.duckdb") is one
    assert Workspace.open(tmp_path / "other.duckdb") is not one
    Workspace.open(tmp_path / "other.duckdb").close()
    one.close()
    assert Workspace.open(tmp_path / "w.duckdb") is not one
    Workspace.open(tmp_path / "w.duckdb").close()


def test_two_workspaces_in_memory_share_nothing() -> None:
    one, two = Workspace.in_memory(), Workspace.in_memory()
    one.load([batch_of("accounts", [{"account_id": "A"}])], LOADED_AT, "add")
    assert two.row_counts() == {}
    assert two.loads() == []
