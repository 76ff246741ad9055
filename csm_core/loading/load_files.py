"""Load files into a workspace: read, map, validate, store and build the facts, all or nothing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Literal

from csm_core.errors import FactsUnbuildable
from csm_core.facts.build import build_facts_in
from csm_core.intake.batch import Batch, FileReport
from csm_core.intake.columns.by_values import NOTHING_KNOWN, SeenValues
from csm_core.intake.mapping import MappingFile
from csm_core.intake.read.source import Source
from csm_core.intake.worker.ingest import ingest
from csm_core.loading.reference_rates import bring_reference_rates
from csm_core.loading.source_remarks import source_remarks
from csm_core.plausibility.doubt import Doubt
from csm_core.plausibility.examine import examine
from csm_core.store.known_values import seen_in
from csm_core.store.load import Load
from csm_core.store.workspace import Cursor, Workspace

Progress = Callable[[str, float], None]
# Storing and building the facts is about so much of the work beside reading.
_READING = 0.9
_TELLING = 0.5  # seconds


@dataclass(frozen=True, slots=True)
class Read:
    """Files as they were read, not stored anywhere yet: frozen, so they may be loaded more than once."""

    batches: tuple[Batch, ...]
    reports: tuple[FileReport, ...]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of the files: a report for each file or sheet, the loads that are new, and what looks wrong in all
    that is loaded now."""

    reports: tuple[FileReport, ...]
    loads: tuple[Load, ...]
    doubts: tuple[Doubt, ...] = ()


def read_files(
    sources: Sequence[Source],
    mapping: MappingFile | None = None,
    *,
    only_mapped: bool = False,
    progress: Progress | None = None,
    seen: SeenValues = NOTHING_KNOWN,
) -> Read:
    """Read all of `sources`, each in a limited process of its own.

    Parameters
    ----------
    only_mapped
        Leave out sheets and members of archives that `mapping` does not name; else they are taken by proposal.
    progress
        Is told the file that is being read, and the share of all files done (0 to 1).
    seen
        Canonical column → values of it that are known already, by which an unknown file's columns can be told.

    Raises
    ------
    UnreadableFile, BadMapping
        For the first file that can't be read or mapped.
    """
    tell = progress or _quiet
    batches: list[Batch] = []
    reports: list[FileReport] = []
    # Two at a time, so that one visitor does not take the whole machine.
    with ThreadPoolExecutor(max_workers=2) as pool:
        shares = dict.fromkeys(range(len(sources)), 0.0)
        reading = [
            pool.submit(ingest, source, mapping, partial(_note, shares, index), seen)
            for index, source in enumerate(sources)
        ]
        try:
            for index, (source, read) in enumerate(zip(sources, reading, strict=True)):
                tell(f"Reading {source.name}", index / len(sources))
                while not wait([read], timeout=_TELLING).done:
                    tell(f"Reading {source.name}", (index + shares[index]) / len(sources))
                ingested = read.result()
                batches += [batch for batch in ingested.batches if _wanted(batch.report, mapping, only_mapped)]
                reports += [report for report in ingested.reports if _wanted(report, mapping, only_mapped)]
        finally:
            for read in reading:
                read.cancel()
    return Read(tuple(batches), tuple(reports))


def load_read(
    workspace: Workspace,
    read: Read,
    *,
    loaded_at: datetime,
    mode: Literal["add", "replace"] = "add",
    corrected: Collection[str] = (),
    progress: Progress | None = None,
    note: Callable[[Cursor], None] | None = None,
) -> Loaded:
    """Load what was read and build the facts, in one transaction. See `Workspace.load`. `note`: writes what belongs
    to the rows beside them.

    Raises
    ------
    FactsUnbuildable
        When the facts can't be built with these rows: nothing of them is loaded then.
    """
    tell = progress or _quiet
    tell("Loading and building the facts", _READING)
    files = " and ".join(dict.fromkeys(batch.report.file for batch in read.batches))
    failed = partial(FactsUnbuildable.by_load, files or "no further rows")

    def prove(cursor: Cursor) -> None:
        if note is not None:
            note(cursor)
        bring_reference_rates(cursor, loaded_at)
        build_facts_in(cursor, workspace, failed)

    loads = workspace.load(read.batches, loaded_at, mode, corrected, prove)
    doubts = examine(workspace)
    tell("Done", 1.0)
    return Loaded(_with_remarks(workspace, read.reports, loads), tuple(loads), doubts)


def _with_remarks(
    workspace: Workspace, reports: Sequence[FileReport], loads: Sequence[Load]
) -> tuple[FileReport, ...]:
    """The reports, and in those of new loads also what is to be said of them beside the other loads."""
    remarks = source_remarks(workspace) if loads else {}
    by_file = {(load.file, load.sheet, load.kind): remarks.get(load.load_id, ()) for load in loads}
    return tuple(
        replace(one, issues=(*one.issues, *by_file.get((one.file, one.sheet, one.kind or ""), ()))) for one in reports
    )


def load_files(
    workspace: Workspace,
    sources: Sequence[Source],
    mapping: MappingFile | None = None,
    *,
    loaded_at: datetime,
    mode: Literal["add", "replace"] = "add",
    only_mapped: bool = False,
    progress: Progress | None = None,
) -> Loaded:
    """Read `sources` and load them: all of them, or none. See `read_files` and `load_read`."""
    tell = progress or _quiet
    read = read_files(
        sources,
        mapping,
        only_mapped=only_mapped,
        progress=lambda stage, share: tell(stage, _READING * share),
        seen=seen_in(workspace),
    )
    return load_read(workspace, read, loaded_at=loaded_at, mode=mode, progress=progress)


def _wanted(report: FileReport, mapping: MappingFile | None, only_mapped: bool) -> bool:
    return not only_mapped or (mapping is not None and bool(mapping.of(report.file, report.sheet)))


def _note(shares: dict[int, float], index: int, stage: str, share: float) -> None:
    """Keep how far a file is: the one who asked is told from the thread that asked."""
    del stage
    shares[index] = share


def _quiet(stage: str, share: float) -> None:
    del stage, share
