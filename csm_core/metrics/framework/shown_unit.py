"""The unit in which a measure of an answer is shown, and how it is told."""

from __future__ import annotations

from csm_core.metrics.framework.metric import Metric
from csm_core.result import Result
from csm_core.units import Unit


def shown_unit(metric: Metric, result: Result, measure: str | None = None) -> Unit:
    """The answer's own unit where it depends on what was asked about; else the measure's (the first without one)."""
    variant = metric.variant(result.variant)
    if result.unit is not variant.unit:
        return result.unit
    return metric.unit_of(variant, measure or next(iter(metric.measures), None))


def unit_words(metric: Metric, result: Result) -> str:
    """The units of an answer in words, money with its currency; measure by measure where they differ."""
    measures = [str(name) for name in dict.fromkeys(result.table.column("measure").to_pylist()) if name is not None]
    units = {name: _named(shown_unit(metric, result, name), result) for name in measures}
    if len(set(units.values())) < 2:
        return next(iter(units.values()), _named(shown_unit(metric, result), result))
    return "; ".join(f"{name.replace('_', ' ')}: {unit}" for name, unit in units.items())


def _named(unit: Unit, result: Result) -> str:
    is_money = unit in (Unit.MONEY, Unit.MONEY_PER_ACCOUNT)
    return f"{unit.value}, {result.scope.currency}" if is_money and result.scope.currency else unit.value
