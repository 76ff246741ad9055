"""Grid: the numbers of an answer as a table, typed for a workbook and in words for a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from csm_core.charts.words import period_words
from csm_core.metrics.framework.registry import metric_named
from csm_core.metrics.framework.shown_unit import shown_unit
from csm_core.notebook.answered import Answered
from csm_core.periods import Calendar
from csm_core.units import Unit, write_value

Raw = str | int | float | bool | date | None
_HEADINGS = {
    "period": "Period",
    "segment": "Segment",
    "measure": "Measure",
    "series": "Part",
    "age": "Age",
    "account_id": "Account",
    "value": "Value",
    "low": "95 % from",
    "high": "to",
    "n": "n",
    "complete": "Complete",
    "note": "Note",
}
_NUMBERS = ("value", "low", "high")


@dataclass(frozen=True, slots=True)
class Grid:
    """`raw` holds the Result's own values, `words` the same as a reader would write them; one row a row."""

    columns: tuple[str, ...]
    raw: tuple[tuple[Raw, ...], ...]
    words: tuple[tuple[str, ...], ...]
    units: tuple[Unit, ...]

    @property
    def headings(self) -> tuple[str, ...]:
        """The columns as they are called on paper."""
        return tuple(_HEADINGS[name] for name in self.columns)

    def rows(self, places: Sequence[int]) -> Grid:
        """These rows alone."""
        return Grid(
            self.columns,
            tuple(self.raw[row] for row in places),
            tuple(self.words[row] for row in places),
            tuple(self.units[row] for row in places),
        )

    def without(self, *names: str) -> Grid:
        """The other columns."""
        kept = [index for index, name in enumerate(self.columns) if name not in names]
        return Grid(
            tuple(self.columns[index] for index in kept),
            tuple(tuple(row[index] for index in kept) for row in self.raw),
            tuple(tuple(row[index] for index in kept) for row in self.words),
            self.units,
        )

    def varied(self) -> Grid:
        """Without the columns that say the same in every row, but for the values."""
        if len(self.words) < 2:
            return self
        same = [
            name
            for index, name in enumerate(self.columns)
            if name not in _NUMBERS and len({row[index] for row in self.words}) == 1
        ]
        return self.without(*same)

    def latest(self, most: int) -> Grid:
        """The newest periods that fit into `most` rows; without periods, the first rows."""
        if len(self.raw) <= most:
            return self
        if "period" not in self.columns:
            return self.rows(range(most))
        at = self.columns.index("period")
        order = sorted(range(len(self.raw)), key=lambda row: (str(self.raw[row][at]), -row), reverse=True)
        return self.rows(sorted(order[:most]))


def grid_of(answer: Answered) -> Grid:
    """Every row of the answer, in its order, with the columns that hold anything."""
    result = answer.result
    table = result.table
    columns = tuple(name for name in _HEADINGS if name == "value" or table.column(name).null_count < table.num_rows)
    if all(value is True for value in table.column("complete").to_pylist()):
        columns = tuple(name for name in columns if name != "complete")
    names = dict(answer.names)
    metric = metric_named(result.metric)
    rows = result.rows()
    units = tuple(shown_unit(metric, result, _text(row["measure"])) for row in rows)
    words = tuple(
        tuple(_word(name, row, unit, result.scope.currency, result.scope.calendar, names) for name in columns)
        for row, unit in zip(rows, units, strict=True)
    )
    raw = tuple(tuple(_raw(row[name]) for name in columns) for row in table.to_pylist())
    return Grid(columns, raw, words, units)


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _raw(value: object) -> Raw:
    return value if value is None or isinstance(value, str | int | float | date) else str(value)


def _word(
    name: str,
    row: Mapping[str, object],
    unit: Unit,
    currency: str | None,
    calendar: Calendar,
    names: Mapping[str, str],
) -> str:
    value = row[name]
    if name in _NUMBERS:
        return write_value(value, unit, currency) if isinstance(value, float) else "—"
    if value is None:
        return ""
    if isinstance(value, date):
        return period_words(value, calendar)
    if name == "account_id":
        return names.get(str(value), str(value))
    if name == "measure":
        return str(value).replace("_", " ")
    if isinstance(value, bool):
        return "yes" if value else "not yet"
    return f"{value:,}" if isinstance(value, int) else str(value)


def widths(grid: Grid, most: int) -> Sequence[int]:
    """Letters that each column takes, at most so many."""
    return [
        min(max([len(heading), *(len(row[index]) for row in grid.words)]), most)
        for index, heading in enumerate(grid.headings)
    ]
