"""Work in a process of its own, which may end in any way: this one stays without threads, and can fork again."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

_PATIENCE_SECONDS = 60


def started(work: Callable[[Connection], None]) -> tuple[BaseProcess, Connection]:
    """A process that works and tells of it, and where to listen."""
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=work, args=(theirs,))
    process.start()
    theirs.close()
    return process, ours


def answer(work: Callable[[], object]) -> object:
    """What work comes to: its value, 'died', 'hangs', or the exception that it raised."""

    def tell(result: Connection) -> None:
        try:
            value = work()
        except Exception as error:
            value = error
        result.send(value)

    process, listening = started(tell)
    value: object = "hangs"
    if listening.poll(_PATIENCE_SECONDS):
        try:
            value = listening.recv()
        except EOFError:
            value = "died"
    process.kill()
    process.join()
    return value
