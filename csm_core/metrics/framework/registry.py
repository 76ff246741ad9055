"""The registry: every metric of the catalogue, found by its file."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType, ModuleType

import csm_core.metrics
from csm_core.errors import UnknownName
from csm_core.metrics.framework.computed_attribute import ComputedAttribute
from csm_core.metrics.framework.metric import Metric

# The order of families on pages, in the glossary and in the catalogue.
FAMILIES = ("revenue", "retention", "lifetime value", "voice", "adoption", "support", "outcomes", "health")


@cache
def registry() -> Mapping[str, Metric]:
    """Metrics by id, family by family. A file `metrics/<family>/<id>.py` declares METRIC with that id."""
    metrics = [metric for metric in _declared("METRIC") if isinstance(metric, Metric)]
    metrics.sort(key=lambda metric: (FAMILIES.index(metric.family), metric.id))
    return MappingProxyType({metric.id: metric for metric in metrics})


@cache
def computed_attributes() -> Mapping[str, ComputedAttribute]:
    """Attributes by name that metrics compute. Any file below `metrics` may declare COMPUTED_ATTRIBUTE."""
    attributes = [one for one in _declared("COMPUTED_ATTRIBUTE") if isinstance(one, ComputedAttribute)]
    return MappingProxyType({attribute.name: attribute for attribute in attributes})


@cache
def metric_modules() -> tuple[ModuleType, ...]:
    """Every module below `metrics`, imported."""
    names = sorted(module.name for module in pkgutil.walk_packages(csm_core.metrics.__path__, "csm_core.metrics."))
    return tuple(importlib.import_module(name) for name in names)


def _declared(name: str) -> list[object]:
    return [vars(module)[name] for module in metric_modules() if name in vars(module)]


def metric_named(name: str) -> Metric:
    """The metric with that id.

    Raises
    ------
    UnknownName
        With the nearest id as a suggestion.
    """
    metrics = registry()
    if name not in metrics:
        raise UnknownName.of("metric", name, metrics)
    return metrics[name]
