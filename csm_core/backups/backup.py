"""Make a backup, check a workspace, and put a backup in its place."""

from __future__ import annotations

import fcntl
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from csm_core.backups.copied import Contents, copied
from csm_core.engines.file_trouble import cause_in_file
from csm_core.engines.workspace_unusable import WorkspaceUnusable
from csm_core.errors import BadValue, FileMissing
from csm_core.store.witness import Witness
from csm_core.store.workspace import Workspace
from csm_core.store.workspace_file import delete_workspace, log_of


def back_up(path: Path, out: Path) -> Contents:
    """Write a backup of a workspace to `out`: one file, proved whole. Not for the process that has it open.

    Raises
    ------
    BadValue
        When there is something at `out`, or its folder does not exist.
    FileMissing, WorkspaceUnusable
        As `copied`; or when `out` can't be written. Half a file never stands there.
    """
    if out.exists():
        raise BadValue(f"OUT: '{out}' exists already, and a backup is never written over. Choose another name.")
    if not out.parent.is_dir():
        raise BadValue(f"OUT: the folder of '{out}' does not exist. Make it, or choose another path.")
    unfinished = out.with_name(f"{out.name}.part")
    try:
        contents = copied(path, unfinished)
        with unfinished.open("rb") as file:
            os.fsync(file.fileno())
        unfinished.rename(out)
    except OSError as error:
        delete_workspace(unfinished)
        raise cause_in_file(error, out) or WorkspaceUnusable.of_disk(out.name) from error
    return contents


def check(
    path: Path, unreadable: Callable[[Workspace], tuple[str, ...]] | None = None
) -> tuple[Contents, tuple[str, ...]]:
    """Read a workspace through, whoever uses it, and say what is in it. Not for the process that has it open.

    Parameters
    ----------
    unreadable
        Who reads the saved documents, and says a sentence for each that can't be read. What documents mean is known
        above this room.

    Raises
    ------
    FileMissing, WorkspaceUnusable
        As `copied`.
    """
    with tempfile.TemporaryDirectory(prefix="csm-check-") as folder:
        copy = Path(folder) / path.name
        contents = copied(path, copy)
        if unreadable is None:
            return contents, ()
        workspace = Workspace.open(copy)
        try:
            return contents, unreadable(workspace)
        finally:
            workspace.close()
            Witness(copy).forget()


def restore(path: Path, backup: Path) -> Path | None:
    """Put a backup in the place of a workspace. Returns where what was there before stands now, if there was any.

    Raises
    ------
    FileMissing, WorkspaceUnusable, BadValue
        When there is no such backup, or it is damaged, or another process uses the workspace, or it is itself the
        backup: nothing is changed.
    """
    if not backup.is_file():
        raise FileMissing.at(backup)
    if path.is_dir():
        raise WorkspaceUnusable.a_folder(path.name)
    if path.exists() and path.samefile(backup):
        raise BadValue.of("BACKUP", backup.name, "a backup, which is another file than the workspace itself")
    Workspace.let_go(path)
    if path.is_file() and _is_used_elsewhere(path):
        raise WorkspaceUnusable.in_use(path.name)
    unfinished = path.with_name(f"{path.name}.part")
    copied(backup, unfinished)
    replaced = _free_name(path) if path.exists() else None
    try:
        if replaced is not None:
            os.link(path, replaced)
        if log_of(path).exists():
            log_of(path).rename(log_of(replaced or path.with_suffix(".lost")))
        unfinished.replace(path)
    except OSError as error:
        delete_workspace(unfinished)
        raise cause_in_file(error, path) or WorkspaceUnusable.of_disk(path.name) from error
    Witness(path).forget()
    return replaced


def accept(path: Path) -> None:
    """Take a workspace as it is, though it is not as it was saved: its rows and documents are sealed anew.

    Raises
    ------
    WorkspaceUnusable
        When it can't be read.
    """
    Workspace.let_go(path)
    Witness(path).forget()
    workspace = Workspace.open(path, takes_changes=True)
    try:
        with workspace.writing(rows=True):
            pass
    finally:
        workspace.close()


def _is_used_elsewhere(path: Path) -> bool:
    """Whether another process holds the lock that the engine puts on an open file."""
    with path.open("rb+") as file:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return True
    return False


def _free_name(path: Path) -> Path:
    """A name beside the file for what is taken out of its place."""
    number = 1
    while (name := path.with_name(f"{path.stem}.replaced-{number}{path.suffix}")).exists():
        number += 1
    return name
