"""Witness: a small file beside a workspace's own that remembers how far it had come, so that a loss is noticed."""

from __future__ import annotations

import threading
from contextlib import suppress
from pathlib import Path

from csm_core.codec import Codec, Record, Unreadable
from csm_core.engines.workspace_unusable import WorkspaceUnusable

_SUFFIX = ".state"
_lock = threading.Lock()


class _State(Record, frozen=True):
    """How many changes were saved in the file; its size and time (ns) when all of it was last known to be whole."""

    changes: int
    size: int | None = None
    modified: int | None = None


_STATE = Codec.of(_State, version=1)


class Witness:
    """What stands beside a workspace file. Where it is missing or can't be written, nothing is remembered.

    An end of the write-ahead log that was cut off looks like a change that never came to its end, and an older copy
    like a workspace in which nothing was saved since. Neither can be told from the file alone.
    """

    def __init__(self, path: Path, takes_changes: bool = False) -> None:
        """Of the file as it is now: to be made before it is opened. `takes_changes`: it may be other than it was."""
        self._path = path
        self._file = path.with_name(path.name + _SUFFIX)
        self._before = self._read()
        marks = self._marks()
        self.is_as_it_was = takes_changes or (
            self._before is not None and None not in marks and marks == (self._before.size, self._before.modified)
        )

    def note(self, changes: int) -> None:
        """So many changes are saved in the file now."""
        self._write(_State(changes))

    def note_whole(self, changes: int | None = None) -> None:
        """The file was read through, or closed, and is whole; `changes` as in `note`, None for those noted before."""
        noted = self._before.changes if changes is None and self._before else changes
        if noted is not None:
            self._write(_State(noted, *self._marks()))

    def raise_if_older(self, changes: int) -> None:
        """Raises WorkspaceDamaged where fewer `changes` are in the file than were saved in it."""
        if self._before is not None and changes < self._before.changes:
            raise WorkspaceUnusable.incomplete(self._path.name, self._before.changes - changes)

    def forget(self) -> None:
        """Remember nothing: the file is new, gone, or to be taken as it is."""
        self._before = None
        with suppress(OSError):
            self._file.unlink(missing_ok=True)

    def _marks(self) -> tuple[int | None, int | None]:
        """Size and time of the file; neither while what was written last stands in its log."""
        with suppress(OSError):
            if not self._path.with_name(f"{self._path.name}.wal").exists():
                state = self._path.stat()
                return state.st_size, state.st_mtime_ns
        return None, None

    def _read(self) -> _State | None:
        with suppress(OSError, UnicodeDecodeError):
            state = _STATE.decode(self._file.read_text("utf-8"))
            return None if isinstance(state, Unreadable) else state
        return None

    def _write(self, state: _State) -> None:
        # What can't be written (a full disk) must not undo what was saved.
        with _lock, suppress(OSError):
            unfinished = self._file.with_name(f"{self._file.name}.part")
            try:
                unfinished.write_text(_STATE.encode(state), "utf-8")
                unfinished.replace(self._file)
            finally:
                unfinished.unlink(missing_ok=True)
