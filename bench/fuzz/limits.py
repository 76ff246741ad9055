"""What one file may take while the reader is fuzzed: ten seconds of work and a gigabyte."""

from __future__ import annotations

import os
import resource
import signal
import tempfile
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

_PATIENCE_SECONDS = 10
_MEMORY = 1 << 30


class Hang(BaseException):
    """A file has taken ten seconds of work; no handler of exceptions may take it for its own."""


@contextmanager
def watched() -> Iterator[None]:
    """Raise Hang after ten seconds of this process's work."""
    signal.signal(signal.SIGVTALRM, _hangs)
    signal.setitimer(signal.ITIMER_VIRTUAL, _PATIENCE_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def is_dense(content: bytes) -> bool:
    """Whether the library lays a sheet of it out in full, however far apart its cells are.

    Nothing but the limit of the reading process speaks there: the library ends it, and the app says what was wrong.
    """
    return content.startswith(b"\xd0\xcf\x11\xe0") or (content.startswith(b"PK") and b"xl/workbook.bin" in content)


def in_a_fork(work: Callable[[], str]) -> str:
    """What work comes to in a process of its own, 'refused' where it asked for too much memory.

    Raises
    ------
    RuntimeError
        With what went wrong there.
    """
    with tempfile.TemporaryFile("w+") as words:
        child = os.fork()
        if child == 0:
            os.dup2(words.fileno(), 2)
            try:
                limit_memory()
                with watched():
                    os.write(2, f"\n{work()}".encode())
                os._exit(0)
            except BaseException:
                traceback.print_exc()
            finally:
                os._exit(1)
        _, code = os.waitpid(child, 0)
        words.seek(0)
        text = words.read()
    if code == 0:
        return text.rpartition("\n")[2]
    if "memory allocation of" in text or "MemoryError" in text:
        return "refused"
    raise RuntimeError(f"ended by {os.waitstatus_to_exitcode(code)}: {text[-600:]}")


def limit_memory() -> None:
    """From now on this process may take a gigabyte more than it has; beyond it there is a MemoryError."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + _MEMORY, resource.RLIM_INFINITY))


def _hangs(signum: int, frame: FrameType | None) -> None:
    raise Hang(f"still busy after {_PATIENCE_SECONDS} seconds of work")
