"""A share of counts, cell by cell, with its interval."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from csm_core.metrics.estimates.arrays import floats, with_columns
from csm_core.metrics.framework.context import Context
from csm_core.metrics.framework.fill_gaps import with_gaps
from csm_core.stats.clustered_share import share_bounds
from csm_core.stats.moments import Moments
from csm_core.stats.ratio_interval import INTERVALS, Kind

WILSON = "Wilson's score interval."
INTERVAL = INTERVALS[Kind.COUNTED]

# Over one row an account and cell with `hits` of `n`: what a cell's share and its interval are made from.
CLUSTERED = (
    "sum(hits) as hits, cast(sum(n) as bigint) as n, sum(hits * hits) as hit_squares, sum(hits * n) as products, "
    "sum(n * n) as n_squares, count(*) filter (where n > 0) as accounts"
)
_OF_ACCOUNTS = ["hits", "hit_squares", "products", "n_squares", "accounts"]


def share_cells(counts: pa.Table, context: Context, reason: str) -> pa.Table:
    """The same as `shares_of`, with a row for each shown period without one."""
    return with_gaps(shares_of(counts, reason), context, reason)


def shares_of(counts: pa.Table, reason: str) -> pa.Table:
    """Columns of Result from the counts of each cell.

    Parameters
    ----------
    counts
        The cells' keys and the columns of CLUSTERED, one row a cell; `note` where there is something to say.
    reason
        The note of a cell without anything to count.
    """
    hits, n = floats(counts, "hits"), floats(counts, "n")
    squares = (floats(counts, name) for name in ("hit_squares", "products", "n_squares", "accounts"))
    low, high = share_bounds(Moments(hits, n, *squares), n)
    value = np.divide(hits, n, out=np.full(n.size, np.nan), where=n > 0)
    table = with_columns(counts.drop_columns(_OF_ACCOUNTS), {"value": value, "low": low, "high": high})
    notes = table.column("note").to_pylist() if "note" in table.column_names else [None] * table.num_rows
    reasons = [reason if count == 0 and note is None else note for count, note in zip(n, notes, strict=True)]
    if "note" in table.column_names:
        table = table.drop_columns(["note"])
    return table.append_column("note", pa.array(reasons, pa.string()))
