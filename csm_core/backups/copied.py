"""A copy of a workspace file that others may be writing to, proved whole."""

from __future__ import annotations

import shutil
import time
from dataclasses import dataclass
from pathlib import Path

from csm_core.engines.file_trouble import cause_in_file
from csm_core.engines.workspace_unusable import WorkspaceDamaged, WorkspaceUnusable
from csm_core.errors import FileMissing
from csm_core.store.witness import Witness
from csm_core.store.workspace import Workspace
from csm_core.store.workspace_file import delete_workspace, log_of, passing_logs_of

# The two headers, of which the engine writes the older one anew when it has written everything else.
_HEADS_BYTES = 3 * 4096
_DOCUMENTS_SQL = "select count(*) as documents from meta.saved"
_ATTEMPTS, _DAMAGED_ATTEMPTS, _PAUSE_SECONDS = 30, 4, 0.05


@dataclass(frozen=True, slots=True)
class Contents:
    """What a whole workspace file holds: loads, rows in force, saved documents, and bytes."""

    loads: int
    rows: int
    documents: int
    bytes: int


def copied(path: Path, target: Path) -> Contents:
    """Copy a workspace to `target`, in one file, and read the copy through; whoever has it open goes on.

    It must run in another process than the one that has the workspace open: to close a file lets go of the locks that
    the process holds on it.

    Raises
    ------
    FileMissing
        When there is no file at `path`.
    WorkspaceUnusable
        When the workspace is damaged, can't be read, or changes faster than it can be copied; when there is no room.
    """
    if not path.is_file():
        raise FileMissing.workspace(path)
    for attempt in range(1, _ATTEMPTS + 1):
        delete_workspace(target)
        witness = Witness(path)
        try:
            if _copy_files(path, target):
                return _proved(target, witness)
        except WorkspaceDamaged as error:
            delete_workspace(target)
            # Halfway through a checkpoint a copy may look so; what is damaged stays so.
            if attempt == _DAMAGED_ATTEMPTS:
                raise error.of_file(target.name, path.name) from error
        except OSError as error:
            delete_workspace(target)
            named = target.with_name(target.name.removesuffix(".part"))
            raise cause_in_file(error, named) or WorkspaceUnusable.of_disk(named.name) from error
        except BaseException:
            delete_workspace(target)
            raise
        time.sleep(_PAUSE_SECONDS * attempt)
    delete_workspace(target)
    raise WorkspaceUnusable.busy(path.name)


def _copy_files(path: Path, target: Path) -> bool:
    """Copy the log, then the file; whether both belong to one state.

    The engine never writes over a block that the present header leads to, and it writes a block before the log speaks
    of it. So they do where the header is the same after as before, and the log was only added to.
    """
    try:
        heads, log = _heads(path), log_of(path)
        length = log.stat().st_size if log.exists() else 0
        if _is_at_checkpoint(path):
            return False
        if length:
            shutil.copyfile(log, log_of(target))
        shutil.copyfile(path, target)
        after = log.stat().st_size if log.exists() else 0
        return heads == _heads(path) and after >= length and not _is_at_checkpoint(path)
    except FileNotFoundError:  # the log has gone into the file meanwhile
        return False
    except PermissionError as error:
        raise WorkspaceUnusable.forbidden(path.name) from error


def _proved(target: Path, witness: Witness) -> Contents:
    """Open the copy, which reads it through, and close it, which brings the log into the file."""
    workspace = Workspace.open(target)
    try:
        witness.raise_if_older(int(workspace.note("changes") or "0"))
        loads, rows = len(workspace.loads()), sum(workspace.row_counts().values())
        documents = workspace.recall(_DOCUMENTS_SQL).to_pylist()[0]["documents"]
    finally:
        workspace.close()
        Witness(target).forget()
    return Contents(loads, rows, documents, target.stat().st_size)


def _is_at_checkpoint(path: Path) -> bool:
    return any(log.exists() for log in passing_logs_of(path))


def _heads(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_HEADS_BYTES)
