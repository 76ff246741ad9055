"""Use that came from a cluster, said beside every figure that reads events: where its raw rows are."""

from __future__ import annotations

from csm_core.lake.seen_source import listings
from csm_core.metrics.framework.context import Context


def lake_notes(context: Context) -> tuple[str, ...]:
    """A sentence for each table of a lake that the metric reads."""
    if not any("events" in source.accepted for source in context.metric.inputs):
        return ()
    return tuple(
        f"Events of '{name}' were summarised on a cluster; rows behind a figure come from that summary. To list "
        f"the raw rows there: {listing}"
        for name, listing in listings(context.workspace)
    )
