"""What the health metrics have worked out already: component matrices and replays of the past.

Moving a weight changes none of them, and each is what takes long.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar

from csm_core.metrics.framework.context import Context

T = TypeVar("T")


def remembered(context: Context, question: Hashable, make: Callable[[], T]) -> T:
    """`make()`, or what it gave for the same data, scope, revenue rules and uploaded numbers.

    The statements that making it ran are shown among the context's, remembered or not. What is returned is shared,
    so it must be frozen.
    """
    key = (
        "health",
        context.workspace.revision,
        context.scope,
        context.facts,
        context.ledger,
        context.settings.get("fx"),
        context.settings.get("attributes"),
        question,
    )

    def work() -> tuple[T, tuple[str, ...]]:
        before = len(context.statements)
        made = make()
        statements = tuple(context.statements[before:])
        del context.statements[before:]
        return made, statements

    recent = context.workspace.recent
    with recent.working:
        made, statements = recent.get(key, work)
    context.statements.extend(statements)
    return made
