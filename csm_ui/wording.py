"""Figures in words: what stands on cards, in sentences and in tables."""

from __future__ import annotations

from dataclasses import dataclass, replace

from csm_core import Result, metric_named
from csm_core.charts.words import band_words, period_words
from csm_core.metrics.ask import FEW
from csm_core.metrics.change import Change, Headline, change, headline
from csm_core.metrics.declare import Direction, Metric
from csm_core.metrics.shown_unit import shown_unit
from csm_core.units import Unit, write_value
from csm_ui.ask import answer
from csm_ui.cell import Cell
from csm_ui.view import View


@dataclass(frozen=True, slots=True)
class Figure:
    """A cell's headline, with what it is compared with."""

    metric: Metric
    result: Result
    now: Headline | None
    before: Headline | None
    moved: Change | None
    label: str
    unit: Unit

    @property
    def value(self) -> str:
        """The headline as text."""
        return self.write(self.now.value if self.now else None)

    @property
    def when(self) -> str | None:
        """The headline's period."""
        return self._period(self.now)

    @property
    def when_before(self) -> str | None:
        """The period that it is compared with."""
        return self._period(self.before)

    @property
    def band(self) -> str | None:
        """The headline's interval."""
        if self.now is None:
            return None
        return band_words(self.now.low, self.now.high, self.unit, self.result.scope.currency)

    @property
    def moved_words(self) -> str | None:
        """The change with its sign, in the unit's own words."""
        if self.moved is None:
            return None
        if self.unit is Unit.RATE:
            return f"{write_value(100 * self.moved.difference, Unit.POINTS, signed=True)} pp"
        return self.write(self.moved.difference, signed=True)

    @property
    def is_good(self) -> bool | None:
        """Whether the change is a good one; None where nothing is known to have moved, too few stand behind either
        figure to judge by, or neither way is good."""
        if self.moved is None or not self.moved.is_certain or self.metric.direction is Direction.NEITHER:
            return None
        if any(side is not None and side.n is not None and side.n < FEW for side in (self.now, self.before)):
            return None
        return (self.moved.difference > 0) is (self.metric.direction is Direction.UP)

    def write(self, value: float | None, signed: bool = False) -> str:
        """A value in the cell's unit."""
        return write_value(value, self.unit, self.result.scope.currency, signed)

    def _period(self, of: Headline | None) -> str | None:
        return period_words(of.period, self.result.scope.grain) if of and of.period else None


def whole(view: View, cell: Cell) -> Cell:
    """The cell asked of everybody in the filters together: a figure that stands alone is no segment's."""
    return replace(cell, scope=replace(cell.scope or view.scope, split=None))


def figure(view: View, cell: Cell) -> Figure:
    """The headline of a cell and its change against the comparison period; whatever the split, it is the whole's."""
    cell = whole(view, cell)
    result = answer(view, cell)
    metric = metric_named(cell.metric)
    now = headline(result, cell.measure, cell.series)
    before = _before(view, cell, result, now)
    moved = change(before, now) if before and now else None
    unit = shown_unit(metric, result, cell.measure)
    return Figure(metric, result, now, before, moved, cell.label or metric.name, unit)


def _before(view: View, cell: Cell, result: Result, now: Headline | None) -> Headline | None:
    if now is None or now.period is None:
        return None
    period = next((one for one in result.scope.periods() if one.start == now.period), None)
    compared = result.scope.compared(period) if period else None
    if compared is None:
        return None
    return headline(answer(view, replace(cell, scope=compared)), cell.measure, cell.series)
