"""Load files into a workspace: read, map, validate, store and build the facts, all or nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from csm_core.facts.build import built_facts
from csm_core.intake.batch import Batch, FileReport
from csm_core.intake.ingest import ingest
from csm_core.intake.mapping import MappingFile
from csm_core.intake.source import Source
from csm_core.load import Load
from csm_core.store import Workspace

Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of the files: a report for each file or sheet, and the loads that are new."""

    reports: tuple[FileReport, ...]
    loads: tuple[Load, ...]


def load_files(
    workspace: Workspace,
    sources: Sequence[Source],
    mapping: MappingFile | None = None,
    *,
    loaded_at: datetime,
    mode: Literal["add", "replace"] = "add",
    progress: Progress | None = None,
) -> Loaded:
    """Load all of `sources` in one transaction, and build the facts.

    `progress` is told the file, with what is being done, and the share of all files done (0 to 1).

    Raises
    ------
    UnreadableFile, BadMapping
        For the first file that can't be read or mapped: nothing of any file is loaded then.
    """
    tell = progress or _quiet
    batches: list[Batch] = []
    reports: list[FileReport] = []
    # Each file is read by a process of its own; two at a time, so that one visitor does not take the whole machine.
    with ThreadPoolExecutor(max_workers=2) as pool:
        reading = [pool.submit(ingest, source, mapping) for source in sources]
        try:
            for place, (source, read) in enumerate(zip(sources, reading, strict=True)):
                tell(f"Reading {source.name}", place / (len(sources) + 1))
                found = read.result()
                batches += found.batches
                reports += found.reports
        finally:
            for read in reading:
                read.cancel()
    tell("Loading and building the facts", len(sources) / (len(sources) + 1))
    loads = workspace.load(batches, loaded_at, mode)
    built_facts(workspace)
    tell("Done", 1.0)
    return Loaded(tuple(reports), tuple(loads))


def _quiet(stage: str, share: float) -> None:
    del stage, share
