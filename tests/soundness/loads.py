"""Files in one load or several, as a person would load them month after month, and what stands afterwards."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from csm_core.engines.limits import Limits
from csm_core.facts.build import built_facts
from csm_core.intake.mapping import MappingFile
from csm_core.intake.read.source import Source
from csm_core.intake.worker.work import ingest_source
from csm_core.loading.load_files import Read, load_read
from csm_core.store.workspace import Workspace
from tests.soundness.company import Company

Files = Sequence[tuple[str, str]]
FIRST = datetime(2025, 6, 1)  # noqa: DTZ001 - the store keeps plain UTC


def loaded(*loads: Files, mapping: Mapping[str, object] | None = None) -> Company:
    """A workspace after the loads, a day apart; `mapping` as in a MAP.json. The reports are those of all loads."""
    workspace = Workspace.in_memory(Limits(threads=1))
    reports = []
    given = MappingFile.parse(json.dumps(mapping)) if mapping else None
    for index, files in enumerate(loads):
        read = [
            ingest_source(Source(name, text.encode()), given, lambda _stage, _share: None) for name, text in files
        ]
        whole = Read(
            tuple(batch for one in read for batch in one.batches),
            tuple(report for one in read for report in one.reports),
        )
        reports += load_read(workspace, whole, loaded_at=FIRST + timedelta(days=index)).reports
    return Company(workspace, tuple(reports))


def rows(company: Company, table: str, columns: str = "*") -> list[dict[str, object]]:
    """The rows of a canonical table that stand."""
    built_facts(company.workspace)
    rows: list[dict[str, object]] = company.workspace.query(f"select {columns} from live.{table}").to_pylist()
    return rows
