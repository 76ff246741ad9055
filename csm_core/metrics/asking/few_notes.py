"""What is said beside a value behind which too few stand."""

from __future__ import annotations

import pyarrow as pa

# Below this many answers, accounts or cases a value is shown greyed and never coloured as good or bad.
FEW = 5


def few_notes(table: pa.Table) -> pa.Array:
    """What the metric says itself, else a warning where so few stand behind a value that it says little."""
    rows = zip(*(table.column(name).to_pylist() for name in ("value", "low", "n", "note")), strict=True)
    return pa.array(
        [
            f"Based on only {n}: too few to draw a conclusion."
            if note is None and value is not None and low is not None and n is not None and n < FEW
            else note
            for value, low, n, note in rows
        ],
        pa.string(),
    )
