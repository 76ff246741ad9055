"""Limits: how much of the machine the queries of one workspace may take."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Of what is None, DuckDB's own bound holds: most of the machine's memory, and all of its processors."""

    megabytes: int | None = None
    threads: int | None = None

    def config(self) -> dict[str, str | int]:
        """The same as settings of DuckDB."""
        memory = {"memory_limit": f"{self.megabytes}MB"} if self.megabytes else {}
        return memory | ({"threads": self.threads} if self.threads else {})

    @property
    def derived_bytes(self) -> int:
        """How much of the memory may hold tables that depend on a question's time zone, customer groups and rules."""
        return (self.megabytes * 1_000_000) // 4 if self.megabytes else _USUAL_BYTES

    @property
    def answers_bytes(self) -> int:
        """How much may hold answers, beside the memory of the queries."""
        return (self.megabytes * 1_000_000) // 4 if self.megabytes else _USUAL_BYTES


# Of tables, and of answers, where nothing is set.
_USUAL_BYTES = 500_000_000
UNLIMITED = Limits()
