"""Everything that people saved in a workspace, read once: what can't be read is listed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from csm_core.closing.closing import closing_documents
from csm_core.facts.queries.written_annotations import annotation_documents
from csm_core.metrics.compare.benchmarks import benchmark_documents
from csm_core.metrics.health.attention.calls import call_documents
from csm_core.metrics.health.what_if.scenario import scenario_documents, standing_documents
from csm_core.notebook.shelf import notebook_documents
from csm_core.report.brand import brand_documents
from csm_core.snapshot.shares import share_documents
from csm_core.store.documents import Documents
from csm_core.store.saved_calendar import calendar_documents
from csm_core.store.saved_mappings import mapping_documents
from csm_core.store.workspace import Workspace

# By what one document of the kind is called.
DOCUMENTS: Mapping[str, Callable[[Workspace], Documents[Any]]] = {
    "notebook": notebook_documents,
    "closed month": closing_documents,
    "logged call": call_documents,
    "scenario": scenario_documents,
    "scenario that everybody uses": standing_documents,
    "benchmark": benchmark_documents,
    "annotation": annotation_documents,
    "file mapping": mapping_documents,
    "calendar": calendar_documents,
    "brand": brand_documents,
    "shared copy": share_documents,
}


def unreadable_documents(workspace: Workspace) -> tuple[str, ...]:
    """A sentence for each saved document that this version can't read, by kind and name."""
    return tuple(
        f"The {kind} '{one.name}' can't be read: {one.reason.rstrip('.')}."
        for kind, documents in DOCUMENTS.items()
        for one in documents(workspace).unreadable()
    )
