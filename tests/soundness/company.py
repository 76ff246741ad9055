"""Files as a stranger has them → a workspace → figures, all in this process."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from csm_core.engines.limits import Limits
from csm_core.intake.batch import FileReport, Issue
from csm_core.intake.mapping import FileMapping, MappingFile
from csm_core.intake.read.source import Source
from csm_core.intake.worker.work import ingest_source
from csm_core.metrics.asking.ask import ask
from csm_core.metrics.framework.declare import Value
from csm_core.result import Result
from csm_core.scope import Scope
from csm_core.store.workspace import Workspace

LOADED_AT = datetime(2025, 6, 1)  # noqa: DTZ001 - the store keeps plain UTC


@dataclass(frozen=True, slots=True)
class Company:
    """A workspace that holds the files, and what the reader said of each."""

    workspace: Workspace
    reports: tuple[FileReport, ...] = field(default=())

    @property
    def kinds(self) -> tuple[str | None, ...]:
        """What each file was taken for."""
        return tuple(report.kind for report in self.reports)

    @property
    def issues(self) -> tuple[Issue, ...]:
        """All that was said of the files."""
        return tuple(issue for report in self.reports for issue in report.issues)

    @property
    def questions(self) -> tuple[Issue, ...]:
        """What was asked of them."""
        return tuple(issue for issue in self.issues if issue.is_question)

    def ask(
        self, metric: str, scope: Mapping[str, str] | None = None, variant: str | None = None, **settings: Value
    ) -> Result:
        """One metric over the files."""
        return ask(self.workspace, metric, Scope.from_query(tuple((scope or {}).items()))[0], variant, settings)


def company(files: Sequence[tuple[str, str]], mappings: Mapping[str, Sequence[FileMapping]] | None = None) -> Company:
    """The files (name, text), read as they are proposed or as mappings say, in one load."""
    mapping = MappingFile({name: tuple(ones) for name, ones in mappings.items()}) if mappings else None
    read = [ingest_source(Source(name, text.encode()), mapping, lambda _stage, _share: None) for name, text in files]
    workspace = Workspace.in_memory(Limits(threads=1))
    workspace.load([batch for one in read for batch in one.batches], LOADED_AT, "add")
    return Company(workspace, tuple(report for one in read for report in one.reports))
