"""The demo company: its exports written to a folder of their own and read like anybody's."""

from __future__ import annotations

import importlib.util
import tempfile
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from importlib import import_module
from importlib.resources import files
from pathlib import Path

from csm_core.intake.mapping import MappingFile
from csm_core.intake.read.source import Source
from csm_core.intake.worker.ingest import ingest
from csm_core.intake.worker.work import Ingested, ingest_source
from csm_core.loading.load_files import Loaded, Progress, Read, load_read
from csm_core.store.workspace import Workspace

# A fixed moment, so that the demo is the same whenever it is loaded.
_LOADED_AT = datetime(2026, 9, 30, 23, 0)  # noqa: DTZ001 - the store keeps plain UTC
# In a checkout the demo company stands beside the core; installed, within it.
_COMPANY = "csm_core.demo_company" if importlib.util.find_spec("csm_core.demo_company") else "data"
# The demo is the same for everybody and holds nobody's data: it is read once a process, for all visitors.
_reads: list[Read] = []
_reading = threading.Lock()


def load_demo(workspace: Workspace, progress: Progress | None = None) -> Loaded:
    """Load the demo company under its own mapping."""
    with _reading:
        if not _reads:
            _reads.append(_read(progress))
    return load_read(workspace, _reads[0], loaded_at=_LOADED_AT, progress=progress)


def _read(progress: Progress | None) -> Read:
    """Our own files need no guarded process: only the large one gets one, to be read beside the others."""
    tell = progress or _quiet
    mapping = MappingFile.parse(files(_COMPANY).joinpath("demo_map.json").read_text(encoding="utf-8"))
    write_demo: Callable[[Path], list[Path]] = import_module(f"{_COMPANY}.generate").write_demo
    tell("Making the demo company's exports", 0.0)
    with tempfile.TemporaryDirectory(prefix="csm-demo-") as folder, ThreadPoolExecutor(max_workers=1) as beside:
        sources = [Source(path.name, path) for path in write_demo(Path(folder))]
        sources.sort(key=lambda source: Path(folder, source.name).stat().st_size)
        largest = sources[-1]
        reading = beside.submit(ingest, largest, mapping)
        ingested: list[Ingested] = []
        for index, source in enumerate(sources):
            tell(f"Reading {source.name}", 0.1 + 0.8 * index / len(sources))
            ingested.append(reading.result() if source is largest else ingest_source(source, mapping, _quiet))
    return Read(
        tuple(batch for one in ingested for batch in one.batches),
        tuple(report for one in ingested for report in one.reports),
    )


def _quiet(stage: str, share: float) -> None:
    del stage, share
