"""The demo company: its exports written to a folder of their own and loaded like anybody's."""

from __future__ import annotations

import tempfile
from datetime import datetime
from pathlib import Path

from csm_core.intake.mapping import MappingFile
from csm_core.intake.source import Source
from csm_core.loading import Loaded, Progress, load_files
from csm_core.store import Workspace
from data.generate import write_demo

# A fixed moment, so that the demo is the same whenever it is loaded.
_LOADED_AT = datetime(2026, 9, 30, 23, 0)  # noqa: DTZ001 - the store keeps plain UTC
_MAP = Path(__file__).resolve().parent.parent / "data" / "demo_map.json"


def load_demo(workspace: Workspace, progress: Progress | None = None) -> Loaded:
    """Write the demo company's exports and load them under its own mapping."""
    mapping = MappingFile.parse(_MAP.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory(prefix="csm-demo-") as folder:
        sources = [Source(path.name, path) for path in write_demo(Path(folder))]
        return load_files(workspace, sources, mapping, loaded_at=_LOADED_AT, progress=progress)
