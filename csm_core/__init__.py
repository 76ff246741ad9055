"""Customer-success metrics from plain exports: the core, free of screens, clocks and networks.

The names are loaded when they are first used: the child process that reads a file needs none of them, and
starts in a third of the time without.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from csm_core.errors import CsmError
    from csm_core.metrics.asking.ask import ask, rows_behind, rows_of_cell
    from csm_core.metrics.framework.registry import metric_named, registry
    from csm_core.result import Result
    from csm_core.scope import Scope
    from csm_core.store.workspace import Workspace

__all__ = [
    "CsmError",
    "Result",
    "Scope",
    "Workspace",
    "ask",
    "metric_named",
    "registry",
    "rows_behind",
    "rows_of_cell",
]

_HOMES = {
    "CsmError": "csm_core.errors",
    "Result": "csm_core.result",
    "Scope": "csm_core.scope",
    "Workspace": "csm_core.store.workspace",
    "ask": "csm_core.metrics.asking.ask",
    "metric_named": "csm_core.metrics.framework.registry",
    "registry": "csm_core.metrics.framework.registry",
    "rows_behind": "csm_core.metrics.asking.ask",
    "rows_of_cell": "csm_core.metrics.asking.ask",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'csm_core' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
