"""Whether a child process gets on with its work; one that stands still is ended."""

from __future__ import annotations

import threading
from pathlib import Path
from types import TracebackType
from typing import Protocol


class Child(Protocol):
    """What can be watched: a process that can be ended."""

    @property
    def pid(self) -> int:
        """Its number."""

    def kill(self) -> None:
        """End it."""


class StallWatch:
    """Ends a child that has not worked for `patience` seconds, while it is watched.

    Work is processor time, not the clock: on a busy machine a child may wait long for its turn, and that is no fault
    of the file that it reads. How much work it may do in all is the child's own limit. Where the system does not tell
    of processor time, nothing is ended here.
    """

    def __init__(self, process: Child, patience: float, look: float = 0.5) -> None:
        """`look` is how often it is looked at, in seconds."""
        self.has_stalled = False
        self._process = process
        self._patience = patience
        self._look = look
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="stall", daemon=True)

    def __enter__(self) -> StallWatch:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        idle, before = 0.0, None
        while not self._over.wait(self._look):
            state = _state(self._process.pid)
            if state is None:
                return
            is_waiting_for_its_turn, ticks = state
            idle = 0.0 if is_waiting_for_its_turn or ticks != before else idle + self._look
            before = ticks
            if idle >= self._patience:
                self.has_stalled = True
                self._process.kill()
                return


def _state(process_id: int) -> tuple[bool, int] | None:
    """Whether it could run if it were let, and its processor time in ticks; None where the system does not say."""
    try:
        text = Path(f"/proc/{process_id}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return None
    # The name of the program, in brackets, may hold anything.
    fields = text.rpartition(")")[2].split()
    return fields[0] == "R", int(fields[11]) + int(fields[12])
