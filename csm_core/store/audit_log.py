"""AuditLog: who did what to a workspace and when, kept apart from its data; never what it was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from csm_core.codec import Codec, Record, Unreadable


class Act(StrEnum):
    """What somebody did, in the words that owners read."""

    OPENED = "opened the workspace"
    LOADED = "changed the data"
    SAVED = "changed what is saved"
    SHARED = "shared a copy"
    REVOKED = "took a shared copy back"
    LOOKED_UP = "looked up a customer or person"
    ERASED = "erased a customer or person"
    LET_IN = "changed a member"
    SENT_AWAY = "removed a member"
    RESTORED = "restored a backup"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line. `who` is an address, '' where nobody signs in; `at` is UTC without a zone."""

    at: datetime
    who: str
    act: Act


class _Record(Record, frozen=True):
    at: datetime
    who: str
    act: str


_LINES: Codec[Entry, _Record] = Codec(
    record=_Record,
    version=1,
    write=lambda entry: _Record(at=entry.at, who=entry.who, act=entry.act.name.lower()),
    read=lambda record: Entry(record.at, record.who, Act[record.act.upper()]),
)


def log_beside(workspace: Path) -> Path:
    """Where the log of a team's workspace is kept."""
    return workspace.with_name(f"{workspace.stem}.audit.jsonl")


class AuditLog:
    """The lines of one workspace, in a file of their own: one JSON object a line, only ever added to."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def note(self, at: datetime, who: str, act: Act) -> None:
        """Add a line."""
        self._file.parent.mkdir(parents=True, exist_ok=True)
        # One write of a file that is opened to append: lines of several threads never mix.
        with self._file.open("a", encoding="utf-8") as file:
            file.write(_LINES.encode(Entry(at, who, act)) + "\n")

    def entries(self) -> list[Entry]:
        """All lines, the latest first; one that can't be read is left out."""
        if not self._file.exists():
            return []
        lines = self._file.read_text("utf-8", errors="replace").splitlines()
        entries = [_LINES.decode(line) for line in lines]
        return [entry for entry in reversed(entries) if not isinstance(entry, Unreadable)]

    def delete(self) -> None:
        """Delete it with its workspace."""
        self._file.unlink(missing_ok=True)

    def replace(self, change: Callable[[str], str]) -> int:
        """Put each `who` through a function, as for somebody who is erased; how many lines that changed."""
        entries = list(reversed(self.entries()))
        changed = [Entry(one.at, change(one.who), one.act) for one in entries]
        count = sum(one != other for one, other in zip(entries, changed, strict=True))
        if count:
            unfinished = self._file.with_suffix(".part")
            unfinished.write_text("".join(_LINES.encode(one) + "\n" for one in changed), "utf-8")
            unfinished.replace(self._file)
        return count
