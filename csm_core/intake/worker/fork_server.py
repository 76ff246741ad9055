"""A process that has imported what a job takes and forks itself for each job: only the first waits for imports.

The host holds a `ForkServer`; the program that it names imports and calls `serve`. Pairs of sockets, which have no
address, join them: one for the server, over which it is given two ends for each job. One end is standard input and
output of the job's process; to the other the server writes the process id, and in the end the exit code. The system
closes the sockets of whoever ends, however that happens, and the other side reads it.
"""

from __future__ import annotations

import atexit
import gc
import os
import selectors
import shutil
import signal
import socket
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import NoReturn

_ENVIRONMENT = {
    # Only what reading needs: our code, UTF-8, and allocators that don't reserve address space in advance and have no
    # thread of their own, which a fork would not take along.
    "PYTHONPATH": str(Path(__file__).resolve().parents[3]),
    "PYTHONUTF8": "1",
    "PYTHONDONTWRITEBYTECODE": "1",
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
    "MALLOC_ARENA_MAX": "2",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
}
_LONGEST_PATH = 1 << 16

Work = Callable[[Path], int]


class ForkServer:
    """The host's side: starts the server with the first job, starts it anew where it has ended, and ends it."""

    def __init__(self, program: str) -> None:
        """`program` is a module that calls `serve` when it is run."""
        self._program = program
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        atexit.register(self.stop)
        os.register_at_fork(after_in_child=self._leave_to_parent)

    def start(self) -> int:
        """Start the server where none runs, and don't wait for its imports; its process id."""
        with self._lock:
            return self._running()[0].pid

    def fork(self, folder: Path) -> ForkedJob:
        """A new process that works in `folder`. Raises EOFError where no server takes the job."""
        try:
            return self._asked(folder)
        except EOFError:  # the server had ended, which shows when it is asked
            return self._asked(folder)

    def stop(self) -> None:
        """End the server. What it has forked ends when this process closes its side of the job."""
        if self._process is not None:
            self._end(self._process)

    def _end(self, process: subprocess.Popen[bytes]) -> None:
        """End that server, unless another one runs in its place. It may be ending, which only waiting shows."""
        with self._lock:
            if process is self._process and self._control is not None:
                process.kill()
                process.wait()
                self._control.close()
                self._process = self._control = None

    def _asked(self, folder: Path) -> ForkedJob:
        job, job_end = socket.socketpair()
        status, status_end = socket.socketpair()
        with job_end, status_end:
            job.sendall(os.fsencode(folder))
            with self._lock:
                process, control = self._running()
                with suppress(ConnectionError):
                    socket.send_fds(control, [b"j"], [job_end.fileno(), status_end.fileno()])
        try:
            return ForkedJob(job, status)
        except EOFError:
            self._end(process)
            raise

    def _running(self) -> tuple[subprocess.Popen[bytes], socket.socket]:
        if self._process is not None and self._control is not None:
            if self._process.poll() is None:
                return self._process, self._control
            self._control.close()
        self._control, end = socket.socketpair()
        with end:
            command = [sys.executable, "-P", "-m", self._program]
            self._process = subprocess.Popen(  # noqa: S603 - our own module
                # In a group of its own: an interrupt from the keyboard is for the host.
                command,
                stdin=end.fileno(),
                stdout=subprocess.DEVNULL,
                env=_ENVIRONMENT,
                cwd="/",
                process_group=0,
            )
        return self._process, self._control

    def _leave_to_parent(self) -> None:
        """In a fork of the host: the server is its parent's, and another thread may have held the lock."""
        self._lock = threading.Lock()
        if self._control is not None:
            self._control.close()


class ForkedJob:
    """The process of one job, seen from the host. At the end of the context it has ended."""

    def __init__(self, job: socket.socket, status: socket.socket) -> None:
        """Raises EOFError where no process was forked for it."""
        self._job, self._status = job, status
        self._numbers = status.makefile("rb")
        try:
            self.pid = self._number()
        except EOFError:
            self._close()
            raise

    def __enter__(self) -> ForkedJob:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(EOFError):
            self.end()
        self._close()

    def lines(self) -> Iterator[str]:
        """What it writes to standard output, until it has ended."""
        with self._job.makefile("r", encoding="utf-8") as lines:
            yield from lines

    def kill(self) -> None:
        """End it, and don't wait for that."""
        with suppress(OSError):
            self._status.shutdown(socket.SHUT_WR)

    def end(self) -> int:
        """End it where it still runs; its exit code, negative for the signal that ended it.

        Raises EOFError where the server is no more and nobody knows."""
        self.kill()
        return self._number()

    def _number(self) -> int:
        try:
            line = self._numbers.readline()
        except ConnectionError:
            line = b""
        if not line:
            raise EOFError("the server has ended")
        return int(line)

    def _close(self) -> None:
        for one in (self._numbers, self._status, self._job):
            one.close()


def serve(work: Work) -> None:
    """The server's side: fork for each job a process that exits with what `work` returns for its folder.

    Standard input is the server's socket. It returns when the host has ended, and its jobs with it.
    """
    # What was imported is never looked at again, so that its pages stay shared with the forks.
    gc.collect()
    gc.freeze()
    with socket.socket(fileno=0) as control, selectors.DefaultSelector() as selector:
        selector.register(control, selectors.EVENT_READ)
        while True:
            for key, _ in selector.select():
                if key.data is not None:
                    selector.unregister(key.fileobj)
                    _end(*key.data)
                elif ends := socket.recv_fds(control, 1, 2)[1]:
                    _begin(selector, work, *(socket.socket(fileno=end) for end in ends))
                else:
                    for running in selector.get_map().values():
                        if running.data is not None:
                            _end(*running.data)
                    return


def _begin(selector: selectors.BaseSelector, work: Work, job: socket.socket, status: socket.socket) -> None:
    folder = Path(os.fsdecode(job.recv(_LONGEST_PATH)))
    with job:
        try:
            process_id = os.fork()
        except OSError:  # no room for another process: this job alone is not taken
            status.close()
            return
        if process_id == 0:
            status.close()
            _work(selector, job, folder, work)
    selector.register(status, selectors.EVENT_READ, (status, process_id, folder))
    with suppress(OSError):
        status.sendall(b"%d\n" % process_id)


def _work(selector: selectors.BaseSelector, job: socket.socket, folder: Path, work: Work) -> NoReturn:
    """In the fork: nothing of the server or of another job is left open."""
    code = 1
    try:
        for key in list(selector.get_map().values()):
            os.close(key.fd)
        selector.close()
        for standard in (0, 1):
            os.dup2(job.fileno(), standard)
        job.close()
        with (folder / "stderr").open("wb") as stderr:
            os.dup2(stderr.fileno(), 2)
        os.chdir(folder)
        code = work(folder)
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


def _end(status: socket.socket, process_id: int, folder: Path) -> None:
    """The host has hung up: it has read all that the job had to say, or wants no more of it, or is no more."""
    # The code of a process is settled before its sockets close, so of one that ended by itself it stays what it was;
    # and nobody else can have the number of a process that was not waited for.
    os.kill(process_id, signal.SIGKILL)
    _, code = os.waitpid(process_id, 0)
    try:
        status.sendall(b"%d\n" % os.waitstatus_to_exitcode(code))
    except OSError:
        shutil.rmtree(folder, ignore_errors=True)
    status.close()
