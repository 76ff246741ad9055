"""Readiness: how much of each subject the loaded tables can answer, and the file that would add most to it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from csm_core.metrics.framework.registry import registry
from csm_core.metrics.framework.unlocked import answerable, unlocked


@dataclass(frozen=True, slots=True)
class Readiness:
    """Of a family's metrics, how many can answer; the table that is not loaded and adds most of the others, and how
    many those are. None and 0 where no single table adds any."""

    family: str
    answered: int
    metrics: int
    next_table: str | None
    adds: int


def readiness(loaded: Collection[str], tables: Sequence[str]) -> tuple[Readiness, ...]:
    """One a family, in the registry's order. `tables` are what could be loaded; the first of equal ones is named."""
    answers = {metric.id for metric in answerable(loaded)}
    absent = {table: {one.id for one in unlocked(table, loaded)} for table in tables if table not in loaded}
    families: dict[str, list[str]] = {}
    for metric in registry().values():
        families.setdefault(metric.family, []).append(metric.id)
    rows = []
    for family, metrics in families.items():
        gains = {table: len(names & set(metrics)) for table, names in absent.items()}
        best = max(gains, key=lambda table: gains[table], default=None)
        adds = gains[best] if best is not None else 0
        answered = sum(one in answers for one in metrics)
        rows.append(Readiness(family, answered, len(metrics), best if adds else None, adds))
    return tuple(rows)
