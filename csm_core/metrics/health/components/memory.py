"""What the health metrics have worked out already: component matrices and replays of the past, a few a workspace.

Moving a weight changes none of them, and each is what takes long.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import TypeVar, cast
from weakref import WeakKeyDictionary

from csm_core.metrics.framework.context import Context
from csm_core.store.workspace import Workspace

T = TypeVar("T")
# One history of 100,000 accounts and twelve month-ends is about 300 MB.
_MOST = 12


class _Memory:
    """What was made for one workspace, and the statements that making it ran."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.kept: OrderedDict[Hashable, tuple[object, tuple[str, ...]]] = OrderedDict()


_memories: WeakKeyDictionary[Workspace, _Memory] = WeakKeyDictionary()
_lock = threading.Lock()


def remembered(context: Context, question: Hashable, make: Callable[[], T]) -> T:
    """`make()`, or what it gave for the same data, scope, revenue rules and uploaded numbers.

    The statements that making it ran are shown among the context's, remembered or not. What is returned is shared,
    so it must be frozen.
    """
    with _lock:
        memory = _memories.setdefault(context.workspace, _Memory())
    key = (
        context.workspace.revision,
        context.scope,
        context.facts,
        context.ledger,
        context.settings.get("fx"),
        context.settings.get("attributes"),
        question,
    )
    with memory.lock:
        if key in memory.kept:
            memory.kept.move_to_end(key)
            made, statements = memory.kept[key]
            context.statements.extend(statements)
            return cast(T, made)
        before = len(context.statements)
        made = make()
        memory.kept[key] = (made, tuple(context.statements[before:]))
        while len(memory.kept) > _MOST:
            memory.kept.popitem(last=False)
        return made
