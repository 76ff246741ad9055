"""Files taken in from the command line: of any size, in little memory, with progress on standard error."""

from __future__ import annotations

import sys
import weakref
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from csm_core.engines.limits import UNLIMITED, Limits
from csm_core.errors import BadValue
from csm_core.intake.kept_folder import KeptFolder
from csm_core.intake.mapping import MappingFile
from csm_core.intake.read.source import Source
from csm_core.loading.load_files import Loaded, load_files
from csm_core.store.workspace import Workspace

# What queries may hold in memory, so that large files and the rest of the process stay within 1.2 GB.
LIMITS = Limits(megabytes=450)


def source_of(file: str) -> Source:
    """The file at a path. Raises BadValue where there is none."""
    path = Path(file)
    if not path.is_file():
        raise BadValue.of("FILE", file, "a file that exists")
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
            workspace.close()
            for left in (path, path.with_name(path.name + ".wal")):
                left.unlink(missing_ok=True)
        raise


def take_in(workspace: Workspace, sources: Sequence[Source], mapping: MappingFile | None) -> Loaded:
    """Load the files and build the facts; how far that is goes to standard error where a file is large."""
    # The core reads no clock: a file was loaded as of its own last change.
    paths = [source.content for source in sources if isinstance(source.content, Path)]
    newest = max(path.stat().st_mtime for path in paths)
    loaded_at = datetime.fromtimestamp(newest, UTC).replace(tzinfo=None)
    progress = _Told() if any(source.is_large for source in sources) else None
    return load_files(workspace, sources, mapping, loaded_at=loaded_at, progress=progress)


def _let_go(folder: KeptFolder) -> None:
    """The last to hold the folder: with it the folder goes."""
    del folder


class _Told:
    """A line for each stage, and for each further twentieth of the way."""

    def __init__(self) -> None:
        self._last: tuple[str, int] = ("", -1)

    def __call__(self, stage: str, share: float) -> None:
        step = int(share * 20)
        if (stage, step) != self._last:
            self._last = (stage, step)
            sys.stderr.write(f"{step * 5:3d} %  {stage}\n")
            sys.stderr.flush()
