"""A view for reading is of the same workspace: what ends the one ends the other."""

from pathlib import Path

from csm_core.store.workspace import Workspace


def test_a_view_learns_that_the_workspace_was_closed(tmp_path: Path) -> None:
    workspace = Workspace.open(tmp_path / "w.duckdb")
    view = workspace.for_reading()
    again = view.for_reading()
    assert not view.is_closed
    workspace.close()
    assert view.is_closed
    assert again.is_closed


def test_a_workspace_closed_through_a_view_is_closed(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    workspace = Workspace.open(path)
    workspace.for_reading().close()
    assert workspace.is_closed
    assert not Workspace.open(path).is_closed


def test_whoever_closes_twice_leaves_alone_who_opened_the_file_since(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    old = Workspace.open(path)
    old.close()
    new = Workspace.open(path)
    old.close()
    assert Workspace.open(path) is new


def test_letting_go_of_a_file_closes_it_where_it_is_open(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    Workspace.let_go(path)
    assert not path.exists()
    view = Workspace.open(path).for_reading()
    Workspace.let_go(path)
    assert view.is_closed
