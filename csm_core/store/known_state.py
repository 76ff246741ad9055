"""KnownState: what the present data says, read once and never kept past a change."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import TypeVar, cast

T = TypeVar("T")


class KnownState:
    """Answers by what was asked, until a change comes into force, whoever reads meanwhile.

    For small answers: the `most` that were used last are kept.
    """

    def __init__(self, most: int = 200) -> None:
        self._lock = threading.Lock()
        self._answers: OrderedDict[Hashable, object] = OrderedDict()
        self._most = most
        # What a reader began to read in another turn is not kept, nor what is read while a change comes into force.
        self._turn = 0
        self._changes = 0
        # Moments at which people's changes began and ended to come into force: a load that is taken back leaves the
        # revision as it was, and yet an answer may have seen both states.
        self.moments = 0

    def get(self, question: Hashable, read: Callable[[], T]) -> T:
        """The answer to a question; `read` asks the file for it. One question always goes with one kind of answer."""
        with self._lock:
            if question in self._answers:
                self._answers.move_to_end(question)
                return cast("T", self._answers[question])
            turn = self._turn
        answer = read()
        with self._lock:
            if turn == self._turn and not self._changes:
                self._answers[question] = answer
                if len(self._answers) > self._most:
                    self._answers.popitem(last=False)
        return answer

    @contextmanager
    def changing(self, derived: bool = False) -> Iterator[None]:
        """Around the moment at which a change comes into force; `derived`: it follows from the data alone."""
        self._step(1, derived)
        try:
            yield
        finally:
            self._step(-1, derived)

    def _step(self, changes: int, derived: bool) -> None:
        with self._lock:
            self.moments += not derived
            self._changes += changes
            self._turn += 1
            self._answers.clear()
