"""A share of counts, cell by cell, with Wilson's interval."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from csm_core.metrics.columns import floats, with_columns
from csm_core.metrics.context import Context
from csm_core.metrics.gaps import with_gaps
from csm_core.stats.intervals import wilson_bounds

WILSON = "Wilson's score interval."


def share_cells(counts: pa.Table, context: Context, reason: str) -> pa.Table:
    """Columns of Result from the counts of each cell.

    Parameters
    ----------
    counts
        The cells' keys, `hits` and `n`, one row a cell; `note` where there is something to say.
    reason
        The note of a cell without anything to count, and of each shown period without a row.
    """
    hits, n = floats(counts, "hits"), floats(counts, "n")
    low, high = wilson_bounds(hits, n)
    value = np.divide(hits, n, out=np.full(n.size, np.nan), where=n > 0)
    table = with_columns(counts.drop_columns(["hits"]), {"value": value, "low": low, "high": high})
    notes = table.column("note").to_pylist() if "note" in table.column_names else [None] * table.num_rows
    said = [reason if count == 0 and note is None else note for count, note in zip(n, notes, strict=True)]
    if "note" in table.column_names:
        table = table.drop_columns(["note"])
    return with_gaps(table.append_column("note", pa.array(said, pa.string())), context, reason)
