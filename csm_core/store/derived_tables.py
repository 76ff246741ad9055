"""DerivedTables: what was built from the data, from which state of it, and which of it is being read."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager


class DerivedTables:
    """Names of what was derived, each with the revision of the data that it was derived from.

    A name is the schema `facts` in the file, or a schema or table in the memory beside it. What was used longest ago
    goes first where those in memory are too large; what a question that is being answered has read stays.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._revisions: OrderedDict[str, str] = OrderedDict()
        self._reading: list[set[str]] = []
        self._questions = threading.local()
        # How much was derived since the sizes were last looked at.
        self.growth = 0

    def get(self, name: str) -> str | None:
        """The revision that a name was derived from; None where it was not, or is gone."""
        with self._lock:
            revision = self._revisions.get(name)
            if revision is not None:
                self._use(name)
            return revision

    def __getitem__(self, name: str) -> str:
        """The same; KeyError where there is none."""
        revision = self.get(name)
        if revision is None:
            raise KeyError(name)
        return revision

    def __setitem__(self, name: str, revision: str) -> None:
        with self._lock:
            self._revisions[name] = revision
            self._use(name)
            self.growth += 1

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Around a question: what this thread uses within stays until its end."""
        if getattr(self._questions, "names", None) is not None:
            yield  # a question that another one asks
            return
        names: set[str] = set()
        self._questions.names = names
        with self._lock:
            self._reading.append(names)
        try:
            yield
        finally:
            self._questions.names = None
            with self._lock:
                self._reading = [each for each in self._reading if each is not names]

    def forget(self, sizes: Mapping[str, int], most_bytes: int) -> list[str]:
        """Forget what was used longest ago until the rest takes at most `most_bytes`; the names to be dropped.

        `sizes`: bytes by name, of what is in memory.
        """
        with self._lock:
            self.growth = 0
            used = set().union(*self._reading)
            total = sum(sizes.values())
            forgotten = []
            for name in [each for each in self._revisions if sizes.get(each) and each not in used]:
                if total <= most_bytes:
                    break
                total -= sizes[name]
                del self._revisions[name]
                forgotten.append(name)
            return forgotten

    def _use(self, name: str) -> None:
        self._revisions.move_to_end(name)
        names = getattr(self._questions, "names", None)
        if names is not None:
            names.add(name)
