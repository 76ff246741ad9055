"""The headline of an answer, and what became of it since the period that it is compared with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from csm_core.result import Result, ResultRow
from csm_core.stats.linear_interval import linear_interval


@dataclass(frozen=True, slots=True)
class Headline:
    """One cell of an answer: the figure that stands for the whole.

    `complete` is None where completeness means nothing (a value without a period).
    """

    period: date | None
    value: float | None
    low: float | None
    high: float | None
    n: int | None
    complete: bool | None
    note: str | None

    @classmethod
    def of(cls, row: ResultRow) -> Headline:
        """The headline that a row of the tidy table is."""
        return cls(row["period"], row["value"], row["low"], row["high"], row["n"], row["complete"], row["note"])


@dataclass(frozen=True, slots=True)
class Change:
    """`after` minus `before`. `low` and `high` bound it at the level of the two intervals; None where either
    figure has none. `is_certain` is False where the interval holds zero: then nothing is known to have moved."""

    difference: float
    low: float | None
    high: float | None

    @property
    def is_certain(self) -> bool:
        """Whether the change is one, and not noise. A plain count or sum has no noise."""
        if self.low is None or self.high is None:
            return self.difference != 0
        return self.low > 0 or self.high < 0


def course(
    result: Result, measure: str | None = None, series: str | None = None, segment: str | None = None
) -> tuple[Headline, ...]:
    """The cells of the whole, or of one segment (no single account or age), period by period.

    `measure` and `series` choose where a metric gives several; None means the first of them.
    """
    rows = [
        row for row in result.rows() if row["segment"] == segment and row["account_id"] is None and row["age"] is None
    ]
    first_measure = measure or next((row["measure"] for row in rows if row["measure"] is not None), None)
    rows = [row for row in rows if row["measure"] in (None, first_measure)]
    first_series = series or next((row["series"] for row in rows if row["series"] is not None), None)
    rows = [row for row in rows if row["series"] in (None, first_series)]
    return tuple(Headline.of(row) for row in rows)


def headline(
    result: Result, measure: str | None = None, series: str | None = None, segment: str | None = None
) -> Headline | None:
    """The last complete period of the course; its last period where none is complete, None where it is empty."""
    cells = course(result, measure, series, segment)
    finished = [cell for cell in cells if cell.complete is not False]
    last = finished or list(cells)
    return last[-1] if last else None


def change(before: Headline, after: Headline) -> Change | None:
    """What `after` has more than `before`; None where either has no value.

    The interval is that of `linear_interval`, from the two intervals, taken as independent. People who are asked
    twice answer alike, so it is wide rather than narrow.
    """
    if before.value is None or after.value is None:
        return None
    difference = after.value - before.value
    if before.low is None or before.high is None or after.low is None or after.high is None:
        return Change(difference, None, None)
    moved = linear_interval(
        (1.0, -1.0), ((after.value, after.low, after.high), (before.value, before.low, before.high))
    )
    return Change(difference, moved.low, moved.high)
