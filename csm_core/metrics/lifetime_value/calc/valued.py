"""What a model of lifetime value says of one segment, and the terms that the future is valued by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from csm_core.metrics.framework.context import Context
from csm_core.result import Parameter
from csm_core.stats.clv import ClvTerms
from csm_core.stats.intervals import Interval
from csm_core.stats.likelihood import NotFitted

Cell = dict[str, object]


@dataclass(frozen=True, slots=True)
class Valued:
    """One segment under one model: cells of the answer, the rows behind them, what was fitted."""

    cells: list[Cell]
    rows: pa.Table
    parameters: tuple[Parameter, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Modelled:
    """A model's answer by segment, or why it has none there; and what it left out."""

    by_segment: Mapping[str | None, Valued | NotFitted]
    left_out: tuple[str, ...] = field(default=())


def terms_of(context: Context) -> ClvTerms:
    """Margin, discount rate and horizon that were asked for."""
    return ClvTerms(context.number("margin"), context.number("discount_rate_year"), context.whole("horizon_months"))


def terms_in(rows: pa.Table) -> ClvTerms:
    """The same from rows that carry them."""
    margin, rate, horizon = (rows.column(name)[0].as_py() for name in _TERMS)
    return ClvTerms(margin, rate, horizon)


def behind(rows: pa.Table, measure: str, method: str, terms: ClvTerms, **more: npt.ArrayLike) -> pa.Table:
    """The rows as those behind `measure`, with the terms and further numbers (one, or one a row; NaN as null).

    `lost` becomes 0 or 1: one model says whether, another counts, and rows of both stand together.
    """
    count = rows.num_rows
    if "lost" in rows.column_names:
        index = rows.column_names.index("lost")
        rows = rows.set_column(index, "lost", rows.column(index).cast(pa.int32()))
    rows = rows.append_column("measure", pa.repeat(pa.scalar(measure), count))
    rows = rows.append_column("method", pa.repeat(pa.scalar(method), count))
    for name, value in zip(_TERMS, (terms.margin, terms.discount_rate_year, terms.horizon_months), strict=True):
        rows = rows.append_column(name, pa.repeat(pa.scalar(value), count))
    for name, values in more.items():
        full = np.broadcast_to(np.asarray(values, dtype=np.float64), (count,))
        rows = rows.append_column(name, pa.array(full, pa.float64(), from_pandas=True))
    return rows


def cell(measure: str, interval: Interval, note: str | None = None) -> Cell:
    """One cell of the answer; `n` is how many stand behind it."""
    return {
        "measure": measure,
        "value": interval.value,
        "low": interval.low,
        "high": interval.high,
        "n": int(interval.n),
        "note": note,
    }


def account_cells(
    rows: pa.Table, value: npt.ArrayLike, low: npt.ArrayLike, high: npt.ArrayLike, note: str | None = None
) -> list[Cell]:
    """A cell an account, in the order of the rows; NaN is no value, which `note` explains."""
    columns = [np.broadcast_to(np.asarray(each, dtype=np.float64), (rows.num_rows,)) for each in (value, low, high)]
    return [
        {"measure": "account", "account_id": account, "value": _or_none(v), "low": _or_none(a), "high": _or_none(b)}
        | {"note": note if np.isnan(v) else None}
        for account, v, a, b in zip(rows.column("account_id").to_pylist(), *columns, strict=True)
    ]


def segments_of(rows: pa.Table) -> Iterator[tuple[str | None, pa.Table]]:
    """Each segment with its rows, in order."""
    column = rows.column("segment")
    for segment in sorted(pc.unique(column).to_pylist(), key=str):
        mask = pc.is_null(column) if segment is None else pc.equal(column, segment)
        yield segment, rows.filter(mask)


def number(rows: pa.Table, column: str) -> float:
    """A number that is the same in every row."""
    return float(rows.column(column)[0].as_py())


def _or_none(value: np.float64) -> float | None:
    return None if np.isnan(value) else float(value)


_TERMS = ("margin", "discount_rate_year", "horizon_months")
