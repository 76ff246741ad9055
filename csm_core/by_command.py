"""Files taken in from the command line: of any size, in little memory, with progress on standard error."""

from __future__ import annotations

import shutil
import sys
import tempfile
import weakref
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from csm_core.intake.mapping import MappingFile
from csm_core.intake.source import Source
from csm_core.limits import Limits
from csm_core.loading import Loaded, load_files
from csm_core.store import Workspace

# What queries may hold in memory, so that large files and the rest of the process stay within 1.2 GB.
LIMITS = Limits(megabytes=450)


def passing_workspace(sources: Sequence[Source]) -> Workspace:
    """A workspace for these files that ends with its last use: in memory, or in a file where they are large."""
    if not any(source.is_large for source in sources):
        return Workspace.in_memory()
    folder = Path(tempfile.mkdtemp(prefix="csm-passing-"))
    workspace = Workspace.open(folder / "passing.duckdb", LIMITS)
    weakref.finalize(workspace, shutil.rmtree, folder, ignore_errors=True)
    return workspace


def take_in(workspace: Workspace, sources: Sequence[Source], mapping: MappingFile | None) -> Loaded:
    """Load the files and build the facts; how far that is goes to standard error where a file is large."""
    # The core reads no clock: a file was loaded as of its own last change.
    paths = [source.content for source in sources if isinstance(source.content, Path)]
    newest = max(path.stat().st_mtime for path in paths)
    loaded_at = datetime.fromtimestamp(newest, UTC).replace(tzinfo=None)
    progress = _Told() if any(source.is_large for source in sources) else None
    return load_files(workspace, sources, mapping, loaded_at=loaded_at, progress=progress)


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
