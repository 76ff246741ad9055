"""Customer-success metrics from plain exports: the core, free of screens, clocks and networks."""

from csm_core.errors import CsmError
from csm_core.metrics.ask import ask, rows_behind, rows_of_cell
from csm_core.metrics.registry import metric_named, registry
from csm_core.result import Result
from csm_core.scope import Scope
from csm_core.store import Workspace

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
