"""Trouble with a database's file, told by its true cause: what happened, whether anything is lost, what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import duckdb

from csm_core.engines.workspace_unusable import WorkspaceUnusable

# Only these are ever about the file: the text of any other error may hold words from somebody's rows.
_OF_THE_FILE = (
    duckdb.IOException,
    duckdb.FatalException,
    duckdb.InternalException,
    duckdb.TransactionException,
    duckdb.OutOfMemoryException,
)
# What the system says → what that means for the one who reads it.
_CAUSES: Mapping[str, Callable[[str], WorkspaceUnusable]] = {
    "could not set lock": WorkspaceUnusable.in_use,
    "used by another process": WorkspaceUnusable.in_use,
    "no space left": WorkspaceUnusable.disk_full,
    "disk quota exceeded": WorkspaceUnusable.disk_full,
    "file too large": WorkspaceUnusable.disk_full,
    "read-only file system": WorkspaceUnusable.read_only,
    "permission denied": WorkspaceUnusable.forbidden,
    "operation not permitted": WorkspaceUnusable.forbidden,
    "input/output error": WorkspaceUnusable.of_disk,
    "no such file or directory": WorkspaceUnusable.without_folder,
    "not a directory": WorkspaceUnusable.without_folder,
}
_DAMAGE = (duckdb.IOException, duckdb.FatalException, duckdb.InternalException)


def cause_in_file(error: BaseException, path: Path | None) -> WorkspaceUnusable | None:
    """What is wrong with the file; None where the error is about a statement, which is ours.

    `path` is None for a database in memory.
    """
    name = path.name if path else "in memory"
    text = str(error).lower()
    if isinstance(error, duckdb.OutOfMemoryException):
        is_full = "no space left" in text or "max_temp_directory_size" in text
        return WorkspaceUnusable.disk_full(name) if is_full else WorkspaceUnusable.out_of_memory(name)
    if not (isinstance(error, (*_OF_THE_FILE, OSError)) or type(error) is duckdb.Error):
        return None
    for phrase, cause in _CAUSES.items():
        if phrase in text:
            return cause(name)
    # Damage has no class of its own: a wrong checksum comes as a bare Error, torn pages as an internal one.
    is_damage = isinstance(error, _DAMAGE) or type(error) is duckdb.Error
    return WorkspaceUnusable.damaged(name) if is_damage else None


@contextmanager
def file_trouble(path: Path | None, opening: bool = False) -> Iterator[None]:
    """Trouble with a database's file as WorkspaceUnusable; trouble with a statement as it is.

    `opening`: only statements of ours are run, over tables of ours, so that whatever fails the file is to blame.
    """
    try:
        yield
    except duckdb.Error as error:
        cause = cause_in_file(error, path)
        if cause is None and opening and path is not None:
            cause = WorkspaceUnusable.damaged(path.name)
        if cause is None:
            raise
        raise cause from error
