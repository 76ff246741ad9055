"""Columns that a known export's own reader has converted: their headers' units hold no longer."""

from __future__ import annotations

from dataclasses import replace

import pyarrow as pa

from csm_core.intake.mapping import FileMapping


def as_adapted(mapping: FileMapping, before: pa.Table, after: pa.Table) -> FileMapping:
    """The mapping under which converted cells are read as they are written now, unless it says a unit itself."""
    if after is before:
        return mapping
    pairs = dict(mapping.options.units)
    converted = [
        name
        for name, header in mapping.columns.items()
        if name not in pairs and not after.column(header).equals(before.column(header))
    ]
    units = (*mapping.options.units, *((name, "as_written") for name in converted))
    return replace(mapping, options=replace(mapping.options, units=units))
