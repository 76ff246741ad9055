"""Attributes in a question that no customer has: everybody is `(not set)` then, which would pass for an answer."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from csm_core.facts.queries.attributes import attribute_values
from csm_core.metrics.framework.context import Context
from csm_core.scope import NOT_SET


def unknown_attributes(context: Context, table: pa.Table) -> tuple[str, ...]:
    """A sentence for each attribute that the question splits or filters by and nobody has; `table` is the answer."""
    scope = context.scope
    has_segments = pc.any(pc.not_equal(table.column("segment"), NOT_SET)).as_py()
    named = [scope.split] if scope.split and not has_segments else []
    if not pc.any(pc.is_valid(table.column("value"))).as_py():
        named += [attribute for attribute, _ in scope.filters]
    if not named:
        return ()
    unknown = set(named) - set(attribute_values(context.workspace))
    return tuple(f"No customer has the attribute '{name}'." for name in sorted(unknown))
