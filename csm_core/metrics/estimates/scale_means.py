"""The mean of scores between two ends, cell by cell, with its interval."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from csm_core.metrics.estimates.account_ratio import cells_of
from csm_core.metrics.estimates.arrays import floats, with_columns
from csm_core.stats.moments import Moments
from csm_core.stats.scale_mean import scale_mean_bounds


def scale_means(rows: pa.Table, low_end: float, high_end: float) -> pa.Table:
    """Columns of Result from one row an account and cell, in the order of the cells, with Result's keys and `score`.

    `n` is the number of accounts.
    """
    score = floats(rows, "score")
    keys, cell, cells = cells_of(rows)
    moments = Moments.of(score, np.ones(score.size), cell, cells)
    variance = moments.part_squares / np.maximum(moments.wholes, 1.0) - moments.ratio**2
    low, high = scale_mean_bounds(moments, np.maximum(variance, 0.0), low_end, high_end)
    table = with_columns(keys, {"value": moments.ratio, "low": low, "high": high})
    return table.append_column("n", pa.array(moments.wholes.astype(np.int64)))
