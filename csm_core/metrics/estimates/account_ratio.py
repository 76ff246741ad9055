"""A ratio of sums over accounts, cell by cell, with its interval."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from csm_core.metrics.estimates.arrays import floats, with_columns
from csm_core.result import KEYS, SCHEMA
from csm_core.stats.arrays import FloatArray
from csm_core.stats.moments import Moments
from csm_core.stats.ratio_interval import Kind, lies_inside, ratio_bounds
from csm_core.units import write_percent

_TOP = 5
EQUAL = "No interval: all values are equal."


def ratio_cells(
    rows: pa.Table,
    no_whole: str,
    kind: Kind,
    remark: Callable[[FloatArray], str | None] | None = None,
) -> pa.Table:
    """Sum of `part` over sum of `whole` for each cell.

    Parameters
    ----------
    rows
        One row an account and cell, in the order of the cells, with some of Result's keys, part and whole.
    no_whole
        The note of a cell whose wholes add up to nothing.
    kind
        What one account can do to the ratio: the interval follows from it. Nothing counted is below 0, and no
        share above 1.
    remark
        Says from the wholes of a cell what its reader should know.

    Returns
    -------
    Columns of Result: the keys, value, low, high, n (accounts with a whole) and note.
    """
    part, whole = floats(rows, "part"), floats(rows, "whole")
    keys, cell, cells = cells_of(rows)
    moments = Moments.of(part, whole, cell, cells)
    outside = np.bincount(cell[~lies_inside(part, whole)], minlength=cells) > 0
    low, high = ratio_bounds(moments, kind, ~outside)
    if not np.any(part < 0):
        low = np.maximum(low, 0.0)
    value = moments.ratio
    n = np.bincount(cell[whole != 0], minlength=cells)
    equal = kind is Kind.AMOUNT and (np.isnan(low) & (value > 0) & (moments.accounts > 2))
    wholes = np.split(whole, np.flatnonzero(np.diff(cell)) + 1) if cells else []
    notes = [
        no_whole if np.isnan(ratio) else EQUAL if is_equal else remark(of_cell) if remark is not None else None
        for ratio, is_equal, of_cell in zip(value, np.broadcast_to(equal, value.shape), wholes, strict=True)
    ]
    table = with_columns(keys, {"value": value, "low": low, "high": high})
    return table.append_column("n", pa.array(n, pa.int64())).append_column("note", pa.array(notes, pa.string()))


def cells_of(rows: pa.Table) -> tuple[pa.Table, npt.NDArray[np.int64], int]:
    """Of `rows`, which are in the order of the cells: each cell's keys, each row's cell (a place), how many cells."""
    names = [name for name in KEYS if name in rows.column_names and name != "account_id"]
    starts = _starts(rows, names)
    first = rows.select(names).take(pa.array(starts))
    keys = pa.table({name: first.column(name).cast(SCHEMA.field(name).type) for name in names})
    lengths = np.diff([*starts.tolist(), rows.num_rows])
    return keys, np.repeat(np.arange(starts.size), lengths), starts.size


def concentrated(whole: FloatArray) -> str | None:
    """A warning where the five largest accounts hold most of the whole."""
    top = float(np.sort(whole)[-_TOP:].sum())
    if whole.size <= _TOP or top <= 0.5 * float(whole.sum()):
        return None
    return (
        f"The {_TOP} largest accounts hold {write_percent(top / float(whole.sum()))} of the starting base: each "
        "has a large effect on this figure."
    )


def parts_of_cells(rows: pa.Table) -> Iterator[tuple[object, object, FloatArray, FloatArray]]:
    """period, segment, parts and wholes of each cell of `rows`, which are ordered by period and segment."""
    part, whole = floats(rows, "part"), floats(rows, "whole")
    for first, last in pairwise([*_starts(rows, ["period", "segment"]).tolist(), rows.num_rows]):
        key = rows.slice(first, 1).to_pylist()[0]
        yield key["period"], key["segment"], part[first:last], whole[first:last]


def _starts(rows: pa.Table, names: list[str]) -> npt.NDArray[np.int64]:
    """Where a cell begins. The rows themselves tell: Arrow's grouping keeps no order where a key is null."""
    begins = np.zeros(rows.num_rows, dtype=bool)
    begins[:1] = True
    for name in names:
        codes = rows.column(name).combine_chunks().dictionary_encode().indices.fill_null(-1).to_numpy()
        begins[1:] |= codes[1:] != codes[:-1]
    return np.flatnonzero(begins)
