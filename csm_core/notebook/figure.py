"""Figures in words: what stands on cards, in sentences, in tables and in reports."""

from __future__ import annotations

from dataclasses import dataclass

from csm_core.charts.words import band_words, period_words
from csm_core.metrics.asking.few_notes import FEW
from csm_core.metrics.compare.headline import Change, Headline, change
from csm_core.metrics.framework.declare import Direction
from csm_core.metrics.framework.metric import Metric
from csm_core.metrics.framework.registry import metric_named
from csm_core.metrics.framework.shown_unit import shown_unit
from csm_core.notebook.answered import Answered
from csm_core.result import Result
from csm_core.units import Unit, write_value


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

    @classmethod
    def of(cls, answer: Answered) -> Figure:
        """The figure of an answer."""
        cell, now, before = answer.cell, answer.now, answer.before
        metric = metric_named(cell.metric)
        moved = change(before, now) if before and now else None
        unit = shown_unit(metric, answer.result, cell.measure)
        return cls(metric, answer.result, now, before, moved, answer.result.named(cell.label or metric.name), unit)

    @property
    def value(self) -> str:
        """The headline as text."""
        return self.write(self.now.value if self.now else None)

    @property
    def when(self) -> str | None:
        """The headline's period."""
        month = self._period(self.now)
        return f"{self.result.window} months to {month}" if month and self.result.window > 1 else month

    @property
    def in_when(self) -> str:
        """'in Sep 2026', 'in the 3 months to Sep 2026'; empty without a period."""
        if self.when is None:
            return ""
        return f"in the {self.when}" if self.result.window > 1 else f"in {self.when}"

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
    def change_words(self) -> str:
        """'+1.3 since Jul 2026, within noise'; without anything to compare with, the figure's own period."""
        if self.moved is None or self.moved_words is None:
            return self.in_when
        since = f"{self.moved_words} since {self.when_before}"
        return since if self.moved.is_certain else f"{since}, within noise"

    @property
    def is_good(self) -> bool | None:
        """Whether the change is a good one; None where nothing is known to have moved, too few stand behind either
        figure to judge by, or neither way is good."""
        if self.moved is None or not self.moved.is_certain or self.metric.direction is Direction.NEITHER:
            return None
        if any(side is not None and side.n is not None and side.n < FEW for side in (self.now, self.before)):
            return None
        return (self.moved.difference > 0) is (self.metric.direction is Direction.UP)

    @property
    def sentence(self) -> str:
        """'NPS is 32.1 (27.0 to 37.2) in Aug 2026, +1.3 since Jul 2026.': what a card says, for who can't see it."""
        if self.now is None or self.now.value is None:
            reason = self.now.note if self.now else None
            return f"{self.label}: {reason or 'nothing in this scope.'}"
        parts = [f"{self.label} is {self.value}"]
        parts += [f"({self.band})"] if self.band else []
        parts += [self.in_when] if self.when else []
        text = " ".join(parts)
        if self.moved is not None and self.before is not None:
            since = f"since {self.when_before}"
            text += f", {self.moved_words} {since}" if self.moved.is_certain else f", no clear change {since}"
        return text + "."

    def write(self, value: float | None, signed: bool = False) -> str:
        """A value in the cell's unit."""
        return write_value(value, self.unit, self.result.scope.currency, signed)

    def _period(self, of: Headline | None) -> str | None:
        return period_words(of.period, self.result.scope.calendar) if of and of.period else None
