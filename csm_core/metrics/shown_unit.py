"""The unit in which a measure of an answer is shown."""

from __future__ import annotations

from csm_core.metrics.declare import Metric
from csm_core.result import Result
from csm_core.units import Unit


def shown_unit(metric: Metric, result: Result, measure: str | None = None) -> Unit:
    """The answer's own unit where it depends on what was asked about; else the measure's (the first without one)."""
    variant = metric.variant(result.variant)
    if result.unit is not variant.unit:
        return result.unit
    return metric.unit_of(variant, measure or next(iter(metric.measures), None))
