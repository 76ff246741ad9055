"""Load what the mapping form names, and nothing else of the same files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from csm_core import Workspace
from csm_core.facts.build import built_facts
from csm_core.intake.batch import Batch, FileReport
from csm_core.intake.ingest import ingest
from csm_core.intake.mapping import MappingFile
from csm_core.intake.source import Source
from csm_core.loading import Loaded
from csm_ui.session import time_now


def load_chosen(
    workspace: Workspace,
    sources: Sequence[Source],
    mapping: MappingFile,
    mode: Literal["add", "replace"],
    tell: Callable[[str, float], None],
) -> Loaded:
    """Load the tables that `mapping` names, all or nothing, and build the facts.

    A sheet or an archive's member that the reader left out has no mapping; intake would take it by its own
    proposal, so it is dropped here.

    Raises
    ------
    UnreadableFile, BadMapping
        For the first file that can't be read or mapped.
    """
    batches: list[Batch] = []
    reports: list[FileReport] = []
    for place, source in enumerate(sources):
        tell(f"Reading {source.name}", place / (len(sources) + 1))
        found = ingest(source, mapping)
        batches += [batch for batch in found.batches if mapping.of(batch.report.file, batch.report.sheet)]
        reports += [report for report in found.reports if mapping.of(report.file, report.sheet)]
    tell("Loading and building the facts", len(sources) / (len(sources) + 1))
    loads = workspace.load(batches, time_now(), mode)
    built_facts(workspace)
    return Loaded(tuple(reports), tuple(loads))
