"""Notebook: a list of cells and texts, and what a reader does with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from csm_core.errors import UnknownName
from csm_core.metrics.asking.counting_rules import PRESENT_RULE
from csm_core.notebook.answered import Answered
from csm_core.notebook.cell import Cell, Content


@dataclass(frozen=True, slots=True)
class Seen:
    """What a cell said when its note was written: the finding in words, the headline, and the digest of it all.

    `rule` is the number of the counting rule that held.
    """

    finding: str
    value: float | None
    period: date | None
    digest: str
    fingerprint: str
    at: datetime
    rule: int = PRESENT_RULE


@dataclass(frozen=True, slots=True)
class Frozen:
    """A cell's numbers as they were; `answer.result.fingerprint` says of which data, `rule` by which rule of
    counting."""

    answer: Answered
    at: datetime
    rule: int = PRESENT_RULE


@dataclass(frozen=True, slots=True)
class Entry:
    """One place in a notebook. `id` names it for good, also when it moves; no two share one."""

    id: str
    content: Content
    frozen: Frozen | None = None
    seen: Seen | None = None


@dataclass(frozen=True, slots=True)
class Notebook:
    """Entries in their order. Every change gives a new Notebook; `next_id` is never used twice."""

    name: str
    entries: tuple[Entry, ...] = ()
    next_id: int = 1

    @classmethod
    def of(cls, name: str, contents: Iterable[Content]) -> Notebook:
        """A notebook with these cells and texts."""
        made = cls(name)
        for content in contents:
            made = made.added(content)
        return made

    def entry(self, entry_id: str) -> Entry:
        """The entry of that id.

        Raises
        ------
        UnknownName
            When it is gone: somebody else took it away.
        """
        return self.entries[self._index(entry_id)]

    def added(
        self, content: Content, seen: Seen | None = None, frozen: Frozen | None = None, after: str | None = None
    ) -> Notebook:
        """With one more entry, at the end or after another."""
        index = len(self.entries) if after is None else self._index(after) + 1
        entry = Entry(str(self.next_id), content, frozen, seen)
        entries = (*self.entries[:index], entry, *self.entries[index:])
        return replace(self, entries=entries, next_id=self.next_id + 1)

    def changed(self, entry: Entry) -> Notebook:
        """With this entry in the place of the one with its id."""
        index = self._index(entry.id)
        return replace(self, entries=(*self.entries[:index], entry, *self.entries[index + 1 :]))

    def moved(self, entry_id: str, steps: int) -> Notebook:
        """With an entry so many places further down (negative: up), at most to either end."""
        index = self._index(entry_id)
        rest = [entry for entry in self.entries if entry.id != entry_id]
        target = min(max(index + steps, 0), len(rest))
        return replace(self, entries=(*rest[:target], self.entries[index], *rest[target:]))

    def duplicated(self, entry_id: str) -> Notebook:
        """With a copy right after the entry."""
        entry = self.entry(entry_id)
        return self.added(entry.content, entry.seen, entry.frozen, after=entry_id)

    def without(self, entry_id: str) -> Notebook:
        """With the entry gone."""
        index = self._index(entry_id)
        return replace(self, entries=(*self.entries[:index], *self.entries[index + 1 :]))

    def restored(self, entry: Entry, index: int) -> Notebook:
        """With an entry that was taken away back in its place; unchanged where it is there already."""
        if any(one.id == entry.id for one in self.entries):
            return self
        return replace(self, entries=(*self.entries[:index], entry, *self.entries[index:]))

    @property
    def cells(self) -> tuple[Cell, ...]:
        """The cells, in their order."""
        return tuple(entry.content for entry in self.entries if isinstance(entry.content, Cell))

    def _index(self, entry_id: str) -> int:
        for index, entry in enumerate(self.entries):
            if entry.id == entry_id:
                return index
        raise UnknownName.of("cell", entry_id, ())
