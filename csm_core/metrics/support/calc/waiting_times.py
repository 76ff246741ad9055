"""How long things take when some are not over: medians and tails by Kaplan-Meier, cell by cell."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa

from csm_core.metrics.estimates.arrays import floats
from csm_core.metrics.framework.context import Context
from csm_core.metrics.framework.declare import Variant
from csm_core.metrics.framework.fill_gaps import with_gaps
from csm_core.result import SCHEMA
from csm_core.stats.intervals import Interval
from csm_core.stats.survival import kaplan_meier, survival_quantile
from csm_core.units import write_percent

# What share is over by then.
QUANTILES = {"median": 0.5, "p90": 0.9}
INTERVAL = "By inverting the log-log band of the Kaplan-Meier curve (Brookmeyer & Crowley 1982)."
_NAMES = ("period", "segment", "measure", "value", "low", "high", "n", "note")


def waiting_cells(waits: pa.Table, context: Context, nothing: str, unfinished: str) -> pa.Table:
    """A row for each measure of the metric, period and segment.

    Parameters
    ----------
    waits
        One row a thing waited for: period, segment, `hours` until it was over or last seen, `is_over`.
    nothing
        The note of a period without any.
    unfinished
        What is not over, as the subject of a sentence: 'tickets'.
    """
    cells = []
    for (period, segment), places in sorted(_places(waits).items(), key=str):
        cell_waits = waits.take(places)
        still = cell_waits.num_rows - int(
            np.count_nonzero(cell_waits.column("is_over").to_numpy(zero_copy_only=False))
        )
        for measure in context.metric.measures:
            quantile = _quantile(cell_waits, measure)
            share = 1 - QUANTILES[measure]
            open_tickets = f"{still} of {cell_waits.num_rows}"
            note = (
                f"Not reached: more than {write_percent(share)} of the {unfinished} are still open ({open_tickets})."
            )
            cells.append(
                {
                    "period": period,
                    "segment": segment,
                    "measure": measure,
                    "value": quantile.value,
                    "low": quantile.low,
                    "high": quantile.high,
                    "n": int(quantile.n),
                    "note": note if quantile.value is None else None,
                }
            )
    table = pa.Table.from_pylist(cells, pa.schema([SCHEMA.field(name) for name in _NAMES]))
    return with_gaps(table, context, nothing)


def waiting_rows(waits: pa.Table, context: Context) -> pa.Table:
    """The things waited for, once for each measure: the rows behind."""
    parts = [
        waits.append_column("measure", pa.repeat(pa.scalar(measure), waits.num_rows))
        for measure in context.metric.measures
    ]
    return pa.concat_tables(parts)


def waiting_value(rows: pa.Table, variant: Variant) -> float | None:
    """A cell's value from its rows."""
    del variant
    return _quantile(rows, rows.column("measure")[0].as_py()).value if rows.num_rows else None


def _quantile(waits: pa.Table, measure: str) -> Interval:
    """Where everything is over, the sample's own quantile; else that of the curve, which counts what still lasts."""
    hours, over = floats(waits, "hours"), waits.column("is_over").to_numpy(zero_copy_only=False)
    of_curve = survival_quantile(kaplan_meier(hours, over), QUANTILES[measure])
    if not over.all():
        return of_curve
    # Type 7 of Hyndman & Fan (1996): between the two middle ones of an even number, as everybody reckons a median.
    return replace(of_curve, value=float(np.quantile(hours, QUANTILES[measure])))


def _places(waits: pa.Table) -> dict[tuple[object, object], list[int]]:
    """The places of the rows of each period and segment."""
    indices: dict[tuple[object, object], list[int]] = {}
    keys = zip(waits.column("period").to_pylist(), waits.column("segment").to_pylist(), strict=True)
    for index, key in enumerate(keys):
        indices.setdefault(key, []).append(index)
    return indices
