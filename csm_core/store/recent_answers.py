"""RecentAnswers: what was worked out of late for one workspace, within a budget of bytes."""

from __future__ import annotations

import sys
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Set
from dataclasses import fields, is_dataclass
from itertools import islice
from typing import TypeVar, cast

import numpy as np
import pyarrow as pa

T = TypeVar("T")
# Of a long list so many entries are measured, and stand for the others.
_MEASURED = 20


class RecentAnswers:
    """Answers by question. The one used longest ago goes where all take more than `most_bytes`; the latest stays.

    It belongs to a workspace and goes with it, so nobody else can ever see what is in it. Answers are shared, so they
    must be frozen.
    """

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._lock = threading.Lock()
        self._answers: OrderedDict[Hashable, tuple[object, int]] = OrderedDict()
        self._bytes = 0
        # Held by whoever makes what takes so long that it must not be made twice at a time.
        self.working = threading.RLock()

    def get(self, question: Hashable, make: Callable[[], T]) -> T:
        """`make()`, or what it gave before. One question always goes with one kind of answer."""
        with self._lock:
            if question in self._answers:
                self._answers.move_to_end(question)
                return cast("T", self._answers[question][0])
        answer = make()
        size = _bytes_of(answer, set())
        with self._lock:
            self._drop(question)
            self._answers[question] = answer, size
            self._bytes += size
            while self._bytes > self._most_bytes and len(self._answers) > 1:
                self._drop(next(iter(self._answers)))
        return answer

    def forget(self, question: Hashable) -> None:
        """Work it out anew when it is asked next."""
        with self._lock:
            self._drop(question)

    def _drop(self, question: Hashable) -> None:
        _, size = self._answers.pop(question, (None, 0))
        self._bytes -= size


def _bytes_of(value: object, seen: set[int]) -> int:
    """About how much memory a value takes, with all that it holds."""
    if id(value) in seen or value is None or isinstance(value, bool):
        return 0
    seen.add(id(value))
    if isinstance(value, pa.Table | pa.RecordBatch | pa.Array | pa.ChunkedArray | np.ndarray):
        return int(value.nbytes)
    parts: list[object] = []
    share = 1.0
    if isinstance(value, Mapping):
        parts = [each for pair in islice(value.items(), _MEASURED) for each in pair]
        share = max(1.0, len(value) / _MEASURED)
    elif isinstance(value, list | tuple | Set):
        parts = list(islice(value, _MEASURED))
        share = max(1.0, len(value) / _MEASURED)
    elif is_dataclass(value):
        parts = [getattr(value, field.name) for field in fields(value)]
    return sys.getsizeof(value) + int(share * sum(_bytes_of(part, seen) for part in parts))
