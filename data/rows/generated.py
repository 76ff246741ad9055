"""The demo company's exports, written to a folder of their own and read like anybody's."""

from __future__ import annotations

import tempfile
from pathlib import Path

from csm_core.intake.mapping import MappingFile
from csm_core.intake.read.source import Source
from csm_core.intake.worker.work import ingest_source
from csm_core.loading.load_files import Read

from ..generate import write_demo

_MAP = Path(__file__).parents[1] / "demo_map.json"


def generated_read() -> Read:
    """What the reader makes of the exports, the smallest file first."""
    mapping = MappingFile.parse(_MAP.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory(prefix="csm-demo-") as folder:
        paths = sorted(write_demo(Path(folder)), key=lambda path: path.stat().st_size)
        ingested = [ingest_source(Source(path.name, path), mapping, _quiet) for path in paths]
    return Read(
        tuple(batch for one in ingested for batch in one.batches),
        tuple(report for one in ingested for report in one.reports),
    )


def _quiet(stage: str, share: float) -> None:
    del stage, share
