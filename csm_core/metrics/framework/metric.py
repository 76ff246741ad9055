"""Metric: a declaration with what computes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pyarrow as pa

from csm_core.metrics.framework.context import Answer, Context
from csm_core.metrics.framework.declare import Declaration, Variant


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric(Declaration):
    """One metric of the catalogue.

    `compute` answers a Context; `rows` gives the rows behind the answer, with the keys of the cell that each row
    belongs to (period, segment, measure, series, age: those that the answer uses), and `value_of` makes the
    cell's value from its rows: a sum or a ratio adds up exactly, a fit or a curve is reproduced.
    """

    compute: Callable[[Context], Answer]
    rows: Callable[[Context], pa.Table]
    value_of: Callable[[pa.Table, Variant], float | None]
