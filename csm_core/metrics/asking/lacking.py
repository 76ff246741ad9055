"""What the data lacks for whole subjects, whichever figure is asked for: what a page says once, above its figures."""

from __future__ import annotations

from csm_core.metrics.asking.ask import context_of, missing_tables
from csm_core.metrics.caveats.coverage import coverage
from csm_core.metrics.framework.registry import metric_named
from csm_core.result import Coverage
from csm_core.scope import Scope
from csm_core.store.workspace import Workspace

# For each subject a metric that reads of it what all others do.
_ASKED = {"money": "mrr", "events": "usage_rate", "tickets": "ticket_rate"}


def lacking(workspace: Workspace, scope: Scope) -> tuple[Coverage, ...]:
    """Money without a rate, events and tickets without an account; nothing of what is not loaded at all."""
    there = workspace.row_counts()
    gaps: dict[str, Coverage] = {}
    for subject, metric in _ASKED.items():
        is_loaded = subject == "money" or subject in there
        if is_loaded and not missing_tables(workspace, metric_named(metric)):
            for one in coverage(context_of(workspace, metric, scope, None, None)):
                gaps.setdefault(one.subject, one)
    return tuple(gaps.values())
