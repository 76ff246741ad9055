"""How a cell's value comes from the rows behind it."""

from __future__ import annotations

import math

import pyarrow as pa

from csm_core.metrics.framework.declare import Variant


def sum_of_amounts(rows: pa.Table, variant: Variant) -> float | None:
    """The sum of the column `amount`."""
    del variant
    return total(rows, "amount")


def ratio_of_parts(rows: pa.Table, variant: Variant) -> float | None:
    """Sum of the column `part` over the sum of the column `whole`; None over nothing."""
    del variant
    part, whole = total(rows, "part"), total(rows, "whole")
    return part / whole if part is not None and whole else None


def total(rows: pa.Table, column: str) -> float | None:
    """The sum of a column, free of the order of the rows; None where there is no row."""
    if rows.num_rows == 0:
        return None
    return math.fsum(value for value in rows.column(column).cast(pa.float64()).to_pylist() if value is not None)


def mean_of(rows: pa.Table, column: str) -> float | None:
    """The mean of a column; None where it has no value."""
    values = rows.num_rows - rows.column(column).null_count
    value = total(rows, column)
    return value / values if values and value is not None else None
