"""A ratio of sums over accounts, cell by cell, with its interval."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from csm_core.metrics.columns import floats
from csm_core.result import SCHEMA
from csm_core.stats.bootstrap import ratio_bootstrap, ratio_linearised
from csm_core.stats.intervals import Interval

FloatArray = npt.NDArray[np.float64]

# The bootstrap's work grows with the accounts; from here on the normal approximation is as good and 100 times faster.
_MANY = 2000
_TOP = 5

INTERVAL = (
    "Percentile bootstrap over accounts (2,000 draws, one fixed seed); above 2,000 accounts the linearised standard "
    "error of the ratio. An account is drawn whole: its subscriptions are not independent."
)


def ratio_cells(
    rows: pa.Table,
    no_whole: str,
    clip_high: float | None = None,
    remark: Callable[[FloatArray], str | None] | None = None,
) -> pa.Table:
    """Sum of `part` over sum of `whole` for each period and segment.

    Parameters
    ----------
    rows
        One row an account with period, segment, part and whole, ordered by period and segment.
    no_whole
        The note of a cell whose wholes add up to nothing.
    clip_high
        The highest value that the upper bound may take.
    remark
        Says from the wholes of a cell what its reader should know.

    Returns
    -------
    Columns of Result: period, segment, value, low, high, n (accounts with a whole) and note.
    """
    cells = []
    for period, segment, part, whole in parts_of_cells(rows):
        interval = ratio_interval(part, whole, clip_high)
        note = no_whole if interval.value is None else remark(whole) if remark is not None else None
        cells.append(
            {
                "period": period,
                "segment": segment,
                "value": interval.value,
                "low": interval.low,
                "high": interval.high,
                "n": int(np.count_nonzero(whole)),
                "note": note,
            }
        )
    names = ("period", "segment", "value", "low", "high", "n", "note")
    return pa.Table.from_pylist(cells, schema=pa.schema([SCHEMA.field(name) for name in names]))


def ratio_interval(part: FloatArray, whole: FloatArray, clip_high: float | None = None) -> Interval:
    """The ratio of one cell, by the bootstrap or, where that is not needed, by its linearised error."""
    if part.size <= _MANY:
        return ratio_bootstrap(part, whole, clip_high=clip_high)
    interval = ratio_linearised(part, whole)
    if clip_high is None or interval.high is None or interval.value is None:
        return interval
    return replace(interval, high=max(min(interval.high, clip_high), interval.value))


def concentrated(whole: FloatArray) -> str | None:
    """A warning where the five largest accounts hold most of the whole."""
    top = float(np.sort(whole)[-_TOP:].sum())
    if whole.size <= _TOP or top <= 0.5 * float(whole.sum()):
        return None
    return f"The {_TOP} largest accounts hold {top / float(whole.sum()):.0%} of the start: each of them sways this."


def parts_of_cells(rows: pa.Table) -> Iterator[tuple[object, object, FloatArray, FloatArray]]:
    """period, segment, parts and wholes of each cell of `rows`, which are ordered by period and segment."""
    part, whole = floats(rows, "part"), floats(rows, "whole")
    starts = np.flatnonzero(_differs_from_before(rows, "period") | _differs_from_before(rows, "segment"))
    # The rows themselves tell where a cell begins: Arrow's grouping keeps no order where a key is null.
    for first, last in pairwise([*starts.tolist(), rows.num_rows]):
        key = rows.slice(first, 1).to_pylist()[0]
        yield key["period"], key["segment"], part[first:last], whole[first:last]


def _differs_from_before(rows: pa.Table, column: str) -> npt.NDArray[np.bool_]:
    codes = rows.column(column).combine_chunks().dictionary_encode().indices.fill_null(-1).to_numpy()
    return np.concatenate([np.ones(min(1, codes.size), dtype=bool), codes[1:] != codes[:-1]])
