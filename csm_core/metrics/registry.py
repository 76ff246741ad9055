"""The registry: every metric of the catalogue, found by its file."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

import csm_core.metrics
from csm_core.errors import UnknownName
from csm_core.metrics.declare import Metric

# The order of families on pages, in the glossary and in the catalogue.
FAMILIES = ("revenue", "retention", "lifetime value", "voice", "adoption", "support", "outcomes", "health")


@cache
def registry() -> Mapping[str, Metric]:
    """Metrics by id, family by family. A file `metrics/<family>/<id>.py` declares METRIC with that id."""
    found: list[Metric] = []
    for family in pkgutil.iter_modules(csm_core.metrics.__path__, "csm_core.metrics."):
        if family.ispkg:
            package = importlib.import_module(family.name)
            for module in pkgutil.iter_modules(package.__path__, family.name + "."):
                metric = getattr(importlib.import_module(module.name), "METRIC", None)
                if isinstance(metric, Metric):
                    found.append(metric)
    found.sort(key=lambda metric: (FAMILIES.index(metric.family), metric.id))
    return MappingProxyType({metric.id: metric for metric in found})


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
