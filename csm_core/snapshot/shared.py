"""Shared: an opened snapshot, and the only two things that can be asked of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from csm_core.errors import SnapshotGone
from csm_core.facts.build import FACTS, definitions, plain_schema, rolled_schema
from csm_core.facts.live_views import make_live_views
from csm_core.facts.queries.attributes import attribute_values
from csm_core.notebook.answered import Answered, answered
from csm_core.notebook.cell import Cell
from csm_core.notebook.document import notebook_of
from csm_core.notebook.notebook import Entry, Notebook
from csm_core.scope import Scope
from csm_core.snapshot.terms import Terms
from csm_core.snapshot.withheld import withheld
from csm_core.store.saved import Saved
from csm_core.store.workspace import Workspace

TERMS = "snapshot"
NOTEBOOK = "snapshot"


@dataclass(frozen=True, slots=True)
class Shared:
    """A snapshot. Its workspace is for reading and stays in here: no rows can be had, only answers of its cells."""

    terms: Terms
    _workspace: Workspace

    @classmethod
    def of(cls, workspace: Workspace) -> Shared:
        """The snapshot in an open file.

        Raises
        ------
        SnapshotGone
            When the file is none, or of another version.
        """
        terms = Terms.read(workspace.note(TERMS))
        reader = workspace.for_reading()
        _pin(reader, terms)
        return cls(terms, reader)

    @property
    def can_be_asked(self) -> bool:
        """Whether this version makes facts as the one did that took the snapshot."""
        return self.terms.definitions == definitions()

    def notebook(self) -> Notebook:
        """The cells with the numbers that were kept."""
        document = Saved(self._workspace, NOTEBOOK).get(self.terms.title)
        if document is None:
            raise SnapshotGone.damaged()
        return notebook_of(document.text, self.terms.title)

    def splits(self) -> tuple[str, ...]:
        """The attributes that a reader may split by, of those that the accounts have."""
        attributes = attribute_values(self._workspace) if self.can_be_asked else {}
        return tuple(name for name in self.terms.splits if name in attributes)

    def dated(self, entry: Entry, start: date | None, end: date | None, split: str | None) -> Answered:
        """The answer of a cell over another part of the shared period, and split otherwise.

        Days outside of what was shared are drawn in to it; filters, the as-of day and all else stay as they are.

        Raises
        ------
        SnapshotGone
            When the definitions changed since.
        BadValue
            For an attribute that was not shared.
        """
        if not self.can_be_asked:
            raise SnapshotGone.kept_only()
        cell = entry.content
        if not isinstance(cell, Cell):
            raise TypeError("only cells have answers")
        scope = cell.scope or self.terms.scope
        if split is not None and split not in self.terms.splits and split != scope.split:
            raise SnapshotGone.not_shared(split)
        return self.asked(replace(cell, scope=_within(scope, start, end, split)))

    def asked(self, cell: Cell) -> Answered:
        """The answer of a cell that has a Scope, without what is withheld."""
        return withheld(answered(self._workspace, cell), self.terms.names)


def _within(scope: Scope, start: date | None, end: date | None, split: str | None) -> Scope:
    first = max((day for day in (scope.start, start) if day is not None), default=None)
    last = min((day for day in (scope.end, end) if day is not None), default=None)
    return replace(scope, start=first, end=last, split=split)


def _pin(workspace: Workspace, terms: Terms) -> None:
    """Let the facts in the file stand for what would be built: there are no rows to build them from."""
    if workspace.built.get("facts") == workspace.revision:
        return  # opened already in this process
    make_live_views(workspace)
    revision = workspace.revision
    # A view in the memory beside the file names the file's database in full.
    name = str(workspace.query("select current_database() as name").column(0)[0].as_py())
    facts_sql = '"' + name.replace('"', '""') + '".facts'
    with workspace.building:
        for schema in {"facts", plain_schema(terms.scope.timezone), rolled_schema(terms.scope.timezone)} - {"facts"}:
            with workspace.writing(derived=True) as cursor:
                cursor.execute(f"create schema if not exists {schema}")
                for fact in FACTS:
                    cursor.execute(
                        f"create or replace view {schema}.{fact.name} as select * from {facts_sql}.{fact.name}"
                    )
            workspace.built[schema] = revision
        workspace.built["facts"] = revision
