"""A share of customers lost or kept, period by period, with its interval and as a yearly rate where asked for."""

from __future__ import annotations

from typing import Literal

import pyarrow as pa

from csm_core.metrics.estimates.account_ratio import parts_of_cells
from csm_core.metrics.estimates.value_of import total
from csm_core.metrics.framework.context import Answer, Context
from csm_core.metrics.framework.fill_gaps import with_gaps
from csm_core.metrics.retention.calc.logo_counts import logo_rows
from csm_core.result import SCHEMA
from csm_core.stats.arrays import FloatArray
from csm_core.stats.intervals import Interval, wilson
from csm_core.stats.ratio_interval import Kind, ratio_interval

Counted = Literal["lost", "kept"]

NOBODY = "No customers at the start of this period, so there is no rate."
_TOO_MANY = "More customers were lost than there were at the start, so there is no annual rate."


def logo_answer(context: Context, tally: str, counted: Counted, is_share: bool) -> Answer:
    """The rate of each shown period.

    Parameters
    ----------
    tally
        Which accounts count: see `logo_rows`.
    counted
        Whether the part is of those lost or of those kept: a year compounds what is kept.
    is_share
        Whether the rate is read as a share: Wilson's interval, as long as there is no more of the part than of
        the whole. Else that of a change over accounts.
    """
    rows = logo_rows(context, tally)
    years = {row["period"]: row["periods_a_year"] for row in rows.select(["period", "periods_a_year"]).to_pylist()}
    cells = []
    for period, segment, part, whole in parts_of_cells(rows):
        interval = _interval(part, whole, is_share)
        value, low, high = (
            in_a_year(rate, years[period], counted) for rate in (interval.value, interval.low, interval.high)
        )
        note = None if value is not None else NOBODY if interval.value is None else _TOO_MANY
        cells.append(
            {
                "period": period,
                "segment": segment,
                "value": value,
                "low": low if value is not None else None,
                "high": high,
                "n": int(whole.sum()),
                "note": note,
            }
        )
    names = ("period", "segment", "value", "low", "high", "n", "note")
    table = pa.Table.from_pylist(cells, schema=pa.schema([SCHEMA.field(name) for name in names]))
    return Answer(with_gaps(table, context, NOBODY))


def rate_of_rows(rows: pa.Table, counted: Counted) -> float | None:
    """The rate that the rows behind a cell make."""
    part, whole = total(rows, "part"), total(rows, "whole")
    if part is None or not whole:
        return None
    return in_a_year(part / whole, rows.column("periods_a_year")[0].as_py(), counted)


def in_a_year(rate: float | None, periods_a_year: float, counted: Counted) -> float | None:
    """The rate after so many periods, each keeping the same share of what the one before left.

    1 − (1 − c)^k for a loss c, r^k for a kept share r. None where more than all was lost.
    """
    if rate is None or periods_a_year == 1.0:
        return rate
    kept = 1.0 - rate if counted == "lost" else rate
    if kept < 0:
        return None
    return float(1.0 - kept**periods_a_year) if counted == "lost" else float(kept**periods_a_year)


def _interval(part: FloatArray, whole: FloatArray, is_share: bool) -> Interval:
    parts, wholes = float(part.sum()), float(whole.sum())
    if is_share and parts <= wholes:
        return wilson(parts, wholes)
    return ratio_interval(part, whole, Kind.CHANGE)
