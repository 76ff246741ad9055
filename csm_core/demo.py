"""The demo company: its exports written to a folder of their own and read like anybody's."""

from __future__ import annotations

import tempfile
import threading
from datetime import datetime
from pathlib import Path

from csm_core.intake.mapping import MappingFile
from csm_core.intake.source import Source
from csm_core.loading import Loaded, Progress, Read, load_read, read_files
from csm_core.store import Workspace
from data.generate import write_demo

# A fixed moment, so that the demo is the same whenever it is loaded.
_LOADED_AT = datetime(2026, 9, 30, 23, 0)  # noqa: DTZ001 - the store keeps plain UTC
_MAP = Path(__file__).resolve().parent.parent / "data" / "demo_map.json"
# The demo is the same for everybody and holds nobody's data: it is read once a process, for all visitors.
_known: list[Read] = []
_reading = threading.Lock()


def load_demo(workspace: Workspace, progress: Progress | None = None) -> Loaded:
    """Load the demo company under its own mapping."""
    with _reading:
        if not _known:
            _known.append(_read(progress))
    return load_read(workspace, _known[0], loaded_at=_LOADED_AT, progress=progress)


def _read(progress: Progress | None) -> Read:
    mapping = MappingFile.parse(_MAP.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory(prefix="csm-demo-") as folder:
        sources = [Source(path.name, path) for path in write_demo(Path(folder))]
        return read_files(sources, mapping, progress=progress)
