"""The arrays that the statistics take and give, and equal rows pooled to counts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa

FloatArray: TypeAlias = npt.NDArray[np.float64]
IntArray: TypeAlias = npt.NDArray[np.int64]
BoolArray: TypeAlias = npt.NDArray[np.bool_]

# Up to so many cells a row, all combinations of values are counted in place, be they there or not.
_MOST_CELLS = 4


def distinct_rows(
    columns: Sequence[npt.NDArray[Any]], customers: FloatArray | None = None
) -> tuple[tuple[npt.NDArray[Any], ...], FloatArray]:
    """The distinct rows of columns of equal length, and how many customers have each.

    Parameters
    ----------
    columns : numbers or booleans, none of them NaN; the rows come in the order of the first, then of the second, …
    customers : how many each row stands for, 1 unless given

    """
    code, size = _ranked(columns[0])
    for column in columns[1:]:
        rank, different = _ranked(column)
        code, size = code * different + rank, size * different
        if size > _MOST_CELLS * code.size:
            code, size = _ranked(code)
    row = np.full(size, -1)
    row[code] = np.arange(code.size)
    there = np.flatnonzero(row >= 0)
    count = np.bincount(code, weights=customers, minlength=size)[there].astype(np.float64)
    return tuple(column[row[there]] for column in columns), count


def _ranked(column: npt.NDArray[Any]) -> tuple[IntArray, int]:
    """The place of each value among the distinct ones in their order, and how many those are."""
    if column.dtype == np.bool_:
        return column.astype(np.int64), 2
    # By hashing: sorting a million numbers takes ten times as long. The sum makes one zero of both.
    encoded = pa.array(column + 0).dictionary_encode()
    values = encoded.dictionary.to_numpy(zero_copy_only=False)
    rank = np.empty(values.size, dtype=np.int64)
    rank[np.argsort(values)] = np.arange(values.size)
    return rank[encoded.indices.to_numpy(zero_copy_only=False)], values.size
