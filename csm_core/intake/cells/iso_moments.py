"""Columns of moments as computers write them: '2024-05-01', '2024-05-01 10:00:00'."""

from __future__ import annotations

import re

import pyarrow as pa
import pyarrow.compute as pc

from csm_core.tables.table import ARROW, Type

ISO = r"^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?)?$"
ISO_TEXT = re.compile(ISO)


def iso_throughout(texts: pa.Array) -> pa.Array | None:
    """Wall-clock moments of a column of which every text is ISO without a zone and a real day; else None."""
    try:
        walls = pc.cast(texts, ARROW[Type.MOMENT])
    except pa.ArrowInvalid:
        return None
    # Arrow also reads an hour alone, '2024-05-01 10', which is no ISO as we have it.
    return None if pc.any(pc.equal(pc.binary_length(texts), 13)).as_py() else walls


def in_usual_years(walls: pa.Array) -> bool:
    """Whether all moments are of the years 1900 to 2200."""
    bounds = pc.min_max(walls).as_py()
    return bounds["min"] is None or (bounds["min"].year >= 1900 and bounds["max"].year <= 2200)
