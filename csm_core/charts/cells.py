"""Cell: one row of a Result, typed, as a picture reads it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from csm_core.result import Result
from csm_core.units import Unit

# Fewer answers than this say too little to be coloured as good or bad.
FEWEST = 5
_SUMS = (Unit.MONEY, Unit.COUNT)


@dataclass(frozen=True, slots=True)
class Cell:
    """One row. `value`, `low` and `high` are finite or None; `complete` is True where nothing says otherwise."""

    period: date | None
    segment: str | None
    series: str | None
    age: int | None
    account_id: str | None
    value: float | None
    low: float | None
    high: float | None
    n: int | None
    complete: bool
    note: str | None

    @property
    def line(self) -> str:
        """What tells this row's line from the others: its segment, its series, or both."""
        return " · ".join(part for part in (self.segment, self.series) if part is not None)

    def is_thin(self, unit: Unit) -> bool:
        """Whether a rate, mean or score rests on fewer than `FEWEST`; a sum rests on all that there is."""
        return unit not in _SUMS and self.n is not None and self.n < FEWEST


def rows_of_measure(result: Result, measure: str | None) -> pa.Table:
    """The rows of one measure; without a name, of the first that the Result holds."""
    column = result.table.column("measure")
    if not result.table.num_rows:
        return result.table
    chosen = column[0].as_py() if measure is None else measure
    return result.table.filter(pc.is_null(column) if chosen is None else pc.equal(column, chosen))


def cells_of(result: Result, measure: str | None = None) -> list[Cell]:
    """The cells of one measure, in the Result's order."""
    return typed_cells(rows_of_measure(result, measure))


def typed_cells(table: pa.Table) -> list[Cell]:
    """The rows of a table of SCHEMA as cells; their measure is known to who asks."""
    return [
        Cell(
            **{
                **row,
                "value": _finite(row["value"]),
                "low": _finite(row["low"]),
                "high": _finite(row["high"]),
                "complete": row["complete"] is not False,
            }
        )
        for row in table.drop_columns(["measure"]).to_pylist()
    ]


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None
