"""Arrays in and out of Arrow tables: the one place where a metric's SQL answer meets NumPy."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pyarrow as pa


def floats(table: pa.Table, column: str) -> npt.NDArray[np.float64]:
    """A column as doubles, null as NaN."""
    values: npt.NDArray[np.float64] = table.column(column).cast(pa.float64()).to_numpy(zero_copy_only=False)
    return values


def with_columns(table: pa.Table, columns: Mapping[str, npt.ArrayLike]) -> pa.Table:
    """The table with arrays of doubles added, NaN as null."""
    for name, values in columns.items():
        table = table.append_column(
            name, pa.array(np.asarray(values, dtype=np.float64), pa.float64(), from_pandas=True)
        )
    return table
