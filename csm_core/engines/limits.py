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


UNLIMITED = Limits()
