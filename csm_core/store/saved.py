"""Saved: the named texts that people write in a workspace, such as notebooks and scenarios."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from csm_core.errors import SavedElsewhere, UnknownName
from csm_core.store.workspace import Workspace


@dataclass(frozen=True, slots=True)
class SavedText:
    """One saved text. `version` counts its saves from 1; `saved_at` is given from outside."""

    name: str
    text: str
    version: int
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class Saved:
    """All texts of one kind in a workspace; `Documents` says what they mean.

    They are no data: loads, undo and the fingerprint don't touch them.
    Each method is one transaction: when `put` has returned, the text survives a crash of the process.
    """

    workspace: Workspace
    kind: str

    def all(self) -> list[SavedText]:
        """Every text of this kind, by name."""
        rows = self.workspace.query(
            "select name, text, version, saved_at from meta.saved where kind = $kind order by name",
            {"kind": self.kind},
        ).to_pylist()
        return [SavedText(**row) for row in rows]

    def stamp(self) -> tuple[tuple[object, ...], ...]:
        """Name, version and time of every document: another one after any change, without reading the texts."""
        rows = self.workspace.query(
            "select name, version, saved_at from meta.saved where kind = $kind order by name", {"kind": self.kind}
        ).to_pylist()
        return tuple(tuple(row.values()) for row in rows)

    def get(self, name: str) -> SavedText | None:
        """The document of that name, or None."""
        rows = self.workspace.recall(
            "select name, text, version, saved_at from meta.saved where kind = $kind and name = $name",
            {"kind": self.kind, "name": name},
            of_files=True,
        ).to_pylist()
        return SavedText(**rows[0]) if rows else None

    def put(self, name: str, text: str, saved_at: datetime, seen: int | None = None) -> SavedText:
        """Save a text under a name, in place of what was there.

        Parameters
        ----------
        seen
            The version that the writer changed, 0 for a name that must be new; None overwrites in any case.

        Raises
        ------
        SavedElsewhere
            When somebody else saved in the meantime: nothing is written, so that no change is lost unseen.
        """
        with self.workspace.writing() as cursor:
            row = cursor.execute(
                "select version from meta.saved where kind = $kind and name = $name",
                {"kind": self.kind, "name": name},
            ).fetchone()
            version = int(row[0]) if row else 0
            if seen is not None and seen != version:
                raise SavedElsewhere.since(name)
            cursor.execute(
                "insert or replace into meta.saved (kind, name, text, version, saved_at) "
                "values ($kind, $name, $text, $version, $saved_at)",
                {"kind": self.kind, "name": name, "text": text, "version": version + 1, "saved_at": saved_at},
            )
        return SavedText(name, text, version + 1, saved_at)

    def rename(self, old: str, new: str) -> None:
        """Give a document another name.

        Raises
        ------
        UnknownName
            When there is none of the old name.
        SavedElsewhere
            When the new name is taken.
        """
        names = [document.name for document in self.all()]
        if old not in names:
            raise UnknownName.of(self.kind, old, names)
        if new in names:
            raise SavedElsewhere.taken(new)
        with self.workspace.writing() as cursor:
            cursor.execute(
                "update meta.saved set name = $new where kind = $kind and name = $old",
                {"kind": self.kind, "old": old, "new": new},
            )

    def remove(self, name: str) -> None:
        """Take a document away; one that is not there is no error."""
        with self.workspace.writing() as cursor:
            cursor.execute(
                "delete from meta.saved where kind = $kind and name = $name", {"kind": self.kind, "name": name}
            )

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Nobody else writes meanwhile: for a document whose place hangs on how many there are."""
        with self.workspace.alone():
            yield
