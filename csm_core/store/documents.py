"""Documents: what people save in a workspace, as values; a text that can't be read is a value, too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Protocol, TypeVar

from csm_core.codec import Unreadable
from csm_core.errors import UnreadableDocument
from csm_core.store.saved import Saved, SavedText
from csm_core.store.workspace import Workspace

T = TypeVar("T")


class Coding(Protocol[T]):
    """What turns values into texts and back, such as a Codec."""

    def encode(self, value: T) -> str:
        """The text of a value."""

    def decode(self, text: str) -> T | Unreadable:
        """The value of a text, or why there is none."""


@dataclass(frozen=True, slots=True)
class Document(Generic[T]):
    """One saved value, or why its text can't be read. `version` counts its saves from 1."""

    name: str
    value: T | Unreadable
    version: int
    saved_at: datetime

    def required(self) -> T:
        """The value.

        Raises
        ------
        UnreadableDocument
            When the text can't be read.
        """
        if isinstance(self.value, Unreadable):
            raise UnreadableDocument.because(self.name, self.value.reason)
        return self.value


@dataclass(frozen=True, slots=True)
class UnreadableText:
    """The name of a document whose text can't be read, and why."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Documents(Generic[T]):
    """All documents of one kind in a workspace. Nothing that can't be read is left out, nor written over."""

    workspace: Workspace
    kind: str
    coding: Coding[T]

    def all(self) -> list[Document[T]]:
        """Every document of this kind, by name."""
        return [self._read(one) for one in self.texts.all()]

    def readable(self) -> list[T]:
        """The values of all that can be read, by name."""
        return [one.value for one in self.all() if not isinstance(one.value, Unreadable)]

    def unreadable(self) -> list[UnreadableText]:
        """All that can't be read, by name."""
        return [UnreadableText(one.name, one.value.reason) for one in self.all() if isinstance(one.value, Unreadable)]

    def get(self, name: str) -> Document[T] | None:
        """The document of that name, or None."""
        one = self.texts.get(name)
        return None if one is None else self._read(one)

    def put(self, name: str, value: T, saved_at: datetime, seen: int | None = None) -> Document[T]:
        """Save a value under a name, in place of what was there; `seen` as in `Saved.put`.

        Raises
        ------
        UnreadableDocument
            When what was there can't be read: it may be worth more than what would take its place.
        SavedElsewhere
            When somebody else saved in the meantime.
        """
        with self.texts.alone():
            before = self.texts.get(name)
            if before is not None:
                self._read(before).required()
            one = self.texts.put(name, self.coding.encode(value), saved_at, seen)
        return Document(name, value, one.version, one.saved_at)

    def remove(self, name: str) -> None:
        """Take a document away, readable or not; one that is not there is no error."""
        self.texts.remove(name)

    @property
    def texts(self) -> Saved:
        """The texts that they are kept as."""
        return Saved(self.workspace, self.kind)

    def _read(self, one: SavedText) -> Document[T]:
        return Document(one.name, self.coding.decode(one.text), one.version, one.saved_at)
