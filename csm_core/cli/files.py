"""Files taken in from the command line: of any size, in little memory."""

from __future__ import annotations

import weakref
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from csm_core.cli.progress import progress_bar
from csm_core.engines.limits import UNLIMITED, Limits
from csm_core.errors import BadValue, FileMissing
from csm_core.intake.kept_folder import KeptFolder
from csm_core.intake.mapping import MappingFile
from csm_core.intake.read.source import Source
from csm_core.loading.load_files import Loaded, load_files
from csm_core.store.workspace import Workspace
from csm_core.store.workspace_file import delete_workspace

# What queries may hold in memory, so that large files and the rest of the process stay within 1.2 GB.
LIMITS = Limits(megabytes=450)


def source_of(file: str) -> Source:
    """The file at a path. Raises FileMissing where there is none, BadValue for a folder."""
    path = Path(file)
    if path.is_dir():
        raise BadValue.of("FILE", file, "a file, not a folder")
    if not path.is_file():
        raise FileMissing.at(path)
    return Source(path.name, path)


def passing_workspace(sources: Sequence[Source]) -> Workspace:
    """A workspace for these files that ends with its last use: in memory, or in a file where they are large."""
    if not any(source.is_large for source in sources):
        return Workspace.in_memory()
    folder = KeptFolder("passing")
    workspace = Workspace.open(folder.path / "passing.duckdb", LIMITS)
    weakref.finalize(workspace, _let_go, folder)
    return workspace


@contextmanager
def workspace_to_fill(path: Path, limits: Limits = UNLIMITED) -> Iterator[Workspace]:
    """The workspace in a file, made where there is none; one that was made goes again where nothing came into it."""
    is_new = not path.exists()
    workspace = Workspace.open(path, limits)
    try:
        yield workspace
    except BaseException:
        if is_new:
            delete_workspace(path)
        raise


def take_in(workspace: Workspace, sources: Sequence[Source], mapping: MappingFile | None) -> Loaded:
    """Load the files and build the facts."""
    with progress_bar() as progress:
        return load_files(workspace, sources, mapping, loaded_at=last_change(sources), progress=progress)


def last_change(sources: Sequence[Source]) -> datetime:
    """When the newest of the files was changed (UTC): the core reads no clock, so they were loaded as of then."""
    paths = [source.content for source in sources if isinstance(source.content, Path)]
    newest = max(path.stat().st_mtime for path in paths)
    return datetime.fromtimestamp(newest, UTC).replace(tzinfo=None)


def _let_go(folder: KeptFolder) -> None:
    """The last to hold the folder: with it the folder goes."""
    del folder
