"""Doubt: one thing about the loaded data that looks wrong, with the rows and the likely cause."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Literal, cast

Level = Literal["warning", "info"]


@dataclass(frozen=True, slots=True)
class Doubt:
    """One doubt. `subject` tells it from other doubts of the same check, `rows` are some of those behind it, `cause`
    is the likely cause with what to do, and `tables` the canonical tables whose figures it touches."""

    check: str
    level: Level
    subject: str
    message: str
    cause: str
    tables: tuple[str, ...]
    rows: tuple[Mapping[str, object], ...] = ()

    @property
    def key(self) -> str:
        """The name under which it is marked as known."""
        return f"{self.check}:{self.subject}"

    def to_json(self) -> dict[str, object]:
        """The object that `load --json` prints: check, level, message, rows, cause."""
        return {
            "check": self.check,
            "level": self.level,
            "message": self.message,
            "rows": [dict(row) for row in self.rows],
            "cause": self.cause,
        }

    def stored(self) -> dict[str, object]:
        """All of it, as JSON keeps it."""
        return asdict(self)

    @classmethod
    def restored(cls, entry: Mapping[str, object]) -> Doubt:
        """From what `stored` gave."""
        rows = tuple(cast(Sequence[Mapping[str, object]], entry["rows"]))
        tables = tuple(cast(Sequence[str], entry["tables"]))
        texts = {name: str(entry[name]) for name in ("check", "subject", "message", "cause")}
        return cls(level=cast(Level, entry["level"]), tables=tables, rows=rows, **texts)
