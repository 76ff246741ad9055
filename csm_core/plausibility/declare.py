"""Check: one question to the loaded data as a whole, declared once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from csm_core.plausibility.doubt import Doubt, Level
from csm_core.store.workspace import Workspace

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Check:
    """One check. `question` is what it asks; `tables` are the canonical tables whose figures its doubts touch; it is
    asked where any of them has rows. `examine` reads facts and live rows and gives its doubts."""

    id: str
    question: str
    tables: tuple[str, ...]
    examine: Callable[[Workspace, Check], Iterable[Doubt]]

    def doubt(
        self,
        subject: str,
        message: str,
        cause: str,
        rows: Sequence[Mapping[str, object]] = (),
        *,
        level: Level = "warning",
        tables: tuple[str, ...] | None = None,
    ) -> Doubt:
        """A doubt of this check, with at most 20 of its rows as texts and numbers."""
        shown = tuple({name: _plain(value) for name, value in row.items()} for row in rows[:SHOWN])
        return Doubt(self.id, level, subject, message, cause, tables or self.tables, shown)


def _plain(value: object) -> object:
    """What JSON can hold: numbers as they are, anything else in words."""
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)
