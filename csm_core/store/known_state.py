"""KnownState: what the present data says, read once and never kept past a change."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import TypeVar, cast

T = TypeVar("T")


class _Shelf:
    """Answers that changes of some kind outdate."""

    def __init__(self) -> None:
        self.answers: OrderedDict[Hashable, object] = OrderedDict()
        # What a reader began to read in another turn is not kept, nor what is read while a change comes into force.
        self.turn = 0
        self.changes = 0

    def step(self, changes: int) -> None:
        self.changes += changes
        self.turn += 1
        self.answers.clear()


class KnownState:
    """Answers by what was asked, until a change comes into force, whoever reads meanwhile.

    For small answers: the `most` that were used last are kept, of either kind.
    """

    def __init__(self, most: int = 200) -> None:
        self._lock = threading.Lock()
        self._most = most
        self._of_all, self._of_files = _Shelf(), _Shelf()
        # Moments at which people's changes began and ended to come into force: a load that is taken back leaves the
        # revision as it was, and yet an answer may have seen both states.
        self.moments = 0

    def get(self, question: Hashable, read: Callable[[], T], of_files: bool = False) -> T:
        """The answer to a question; `read` asks the file for it. One question always goes with one kind of answer.

        `of_files`: it follows from what people loaded and saved alone, so that what is derived doesn't outdate it.
        """
        shelf = self._of_files if of_files else self._of_all
        with self._lock:
            if question in shelf.answers:
                shelf.answers.move_to_end(question)
                return cast("T", shelf.answers[question])
            turn = shelf.turn
        answer = read()
        with self._lock:
            if turn == shelf.turn and not shelf.changes:
                shelf.answers[question] = answer
                if len(shelf.answers) > self._most:
                    shelf.answers.popitem(last=False)
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
            self._of_all.step(changes)
            if not derived:
                self.moments += 1
                self._of_files.step(changes)
