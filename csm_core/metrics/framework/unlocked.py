"""What loaded tables and mapped columns make possible: which metrics can answer, by what they declare to read."""

from __future__ import annotations

from collections.abc import Collection

from csm_core.metrics.framework.metric import Metric
from csm_core.metrics.framework.registry import registry


def answerable(tables: Collection[str]) -> tuple[Metric, ...]:
    """The metrics that can answer from these canonical tables, in the registry's order."""
    return tuple(
        metric
        for metric in registry().values()
        if all(any(table in tables for table in source.accepted) for source in metric.inputs)
    )


def unlocked(table: str, others: Collection[str]) -> tuple[Metric, ...]:
    """The metrics that can answer with `table` beside the `others` and could not without it."""
    before = {metric.id for metric in answerable(set(others) - {table})}
    return tuple(metric for metric in answerable({*others, table}) if metric.id not in before)


def readers(table: str, column: str) -> tuple[Metric, ...]:
    """The metrics that declare to read this column of this table."""
    return tuple(
        metric
        for metric in registry().values()
        if any(table in source.accepted and column in source.columns for source in metric.inputs)
    )
