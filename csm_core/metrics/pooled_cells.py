"""Ratios of sums over accounts for many cells at once: by feature, step or measure, beside period and segment."""

from __future__ import annotations

from itertools import groupby

import pyarrow as pa

from csm_core.metrics.columns import floats
from csm_core.result import KEYS, SCHEMA
from csm_core.stats.bootstrap import ratio_linearised
from csm_core.stats.intervals import Interval, wilson

LINEARISED = "Linearised standard error of the ratio over accounts: what people of one account do is not independent."


def pooled_cells(rows: pa.Table, reason: str, counted: bool = False, most: float | None = None) -> pa.Table:
    """Sum of `part` over sum of `whole` for each cell.

    Parameters
    ----------
    rows
        One row an account and cell, in the order of the cells, with some of Result's keys, part and whole.
    reason
        The note of a cell whose wholes add up to nothing.
    counted
        Whether each row is one case that did or did not (0 or 1 of 1): then the interval is Wilson's.
    most
        The highest value that the upper bound may take. The lower one is never below 0.

    Returns
    -------
    Columns of Result: the keys, value, low, high, n (rows with a whole) and note.
    """
    names = [name for name in KEYS if name in rows.column_names and name != "account_id"]
    part, whole = floats(rows, "part"), floats(rows, "whole")
    keys = list(zip(*(rows.column(name).to_pylist() for name in names), strict=True))
    found: list[dict[str, object]] = []
    for key, places in groupby(range(rows.num_rows), key=keys.__getitem__):
        taken = list(places)
        own = slice(taken[0], taken[-1] + 1)
        if counted:
            interval = wilson(float(part[own].sum()), float(whole[own].sum()))
        else:
            interval = _within(ratio_linearised(part[own], whole[own]), most)
        values = {"value": interval.value, "low": interval.low, "high": interval.high}
        n = int((whole[own] > 0).sum())
        note = reason if interval.value is None else None
        found.append(dict(zip(names, key, strict=True)) | values | {"n": n, "note": note})
    columns = [SCHEMA.field(name) for name in (*names, "value", "low", "high", "n", "note")]
    return pa.Table.from_pylist(found, pa.schema(columns))


def _within(interval: Interval, most: float | None) -> Interval:
    if interval.low is None or interval.high is None or interval.value is None:
        return interval
    high = interval.high if most is None else max(min(interval.high, most), interval.value)
    return Interval(interval.value, min(max(interval.low, 0.0), interval.value), high, interval.n)
