"""Goals, each with the past of its metric and what follows from it at the goal's date."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from csm_core.errors import CsmError
from csm_core.facts.scoped.query import Query
from csm_core.metrics.compare.headline import course
from csm_core.metrics.framework.context import Context
from csm_core.metrics.framework.declare import Direction, Variant
from csm_core.metrics.framework.registry import registry
from csm_core.metrics.framework.shown_unit import shown_unit
from csm_core.metrics.outcomes.calc.other_series import last_run, other_result
from csm_core.named_pairs import filters_of
from csm_core.periods import Calendar, Grain, add_periods, period_start
from csm_core.scope import Scope
from csm_core.stats.forecast import FEWEST_POINTS, Forecast, forecast
from csm_core.units import Unit, write_value

_GOALS = Query("""
    select metric, by_date, target, filters from stated_goals
    where $metric = '' or metric = $metric order by by_date, metric, filters nulls first, target""")
# How the past of a figure is carried on to a target, whose ever it is.
OWN_PAST = Variant(
    "own_past",
    "Hyndman & Athanasopoulos 2021",
    "Random walk with drift, or the mean of the last twelve periods, whichever predicted the past better.",
    (0.0, 1.0),
    Unit.RATE,
)
_SHARE = re.compile(r"%|\b(per ?cent|percentage|pct|share|rate|quota)\b", re.IGNORECASE)
_NEVER_VARIED = "No interval: every past change was the same."


@dataclass(frozen=True, slots=True)
class Outlook:
    """A goal's metric so far (`run`: complete periods without a gap), and where it is bound.

    `steps` periods lie between the last of them and that of the goal's date; 0 or less: the date is over.
    """

    run: tuple[tuple[date, float], ...]
    steps: int
    target: float
    direction: str
    lowest: float | None
    highest: float | None
    reason: str = ""
    sentence: str | None = None

    @property
    def values(self) -> list[float]:
        """The past, in order."""
        return [value for _, value in self.run]

    def ahead(self) -> Forecast | None:
        """The forecast for the goal's period."""
        return forecast(self.values, self.steps) if self.steps > 0 else None

    def figure(self, measure: str) -> tuple[float | None, str]:
        """The value of a measure, or None and why."""
        if not self.run:
            return None, self.reason or "The metric has no value in a complete period."
        if measure == "target":
            return self.target, ""
        if measure == "current":
            return self.values[-1], ""
        if self.steps <= 0:
            then = self.values[self.steps - 1] if 1 - self.steps <= len(self.run) else None
            if then is None:
                return None, "The goal's date is before the data."
            return (then if measure == "forecast" else self.verdict(then)), "" if self.verdict(
                then
            ) is not None else ("This metric has no good direction, so it can't reach a goal.")
        ahead = self.ahead()
        if ahead is None:
            return None, f"A forecast needs {FEWEST_POINTS} complete periods in a row; there are {len(self.run)}."
        if measure == "forecast":
            return self._inside(ahead.value), ""
        return self._chance(ahead)

    def bounds(self) -> tuple[float, float] | None:
        """The prediction interval, cut to the metric's bounds; None where there is no forecast, or none of it."""
        ahead = self.ahead()
        bounds = None if ahead is None else ahead.bounds()
        return None if bounds is None else (self._inside(bounds[0]), self._inside(bounds[1]))

    def columns(self) -> dict[str, object]:
        """What a row behind must carry, beside a point of the past, to make the figures again."""
        return {
            "steps": self.steps,
            "target": self.target,
            "direction": self.direction,
            "lowest": self.lowest,
            "highest": self.highest,
        }

    def _inside(self, value: float) -> float:
        low = value if self.lowest is None else max(value, self.lowest)
        return low if self.highest is None else min(low, self.highest)

    def _chance(self, ahead: Forecast) -> tuple[float | None, str]:
        if self.direction == Direction.NEITHER:
            return None, "This metric has no good direction, so it can't reach a goal."
        is_up = self.direction == Direction.UP
        turned = ahead if is_up else replace(ahead, value=-ahead.value)
        chance = turned.chance_at_least(self.target if is_up else -self.target)
        return chance, _NEVER_VARIED if chance is None else ""

    def verdict(self, value: float) -> float | None:
        """1 where a value reaches the target, else 0; None where neither way is good."""
        if self.direction == Direction.NEITHER:
            return None
        return float(value >= self.target if self.direction == Direction.UP else value <= self.target)


def bounds_of_outcome(name: str, rows: Sequence[Mapping[str, Any]]) -> tuple[float | None, float | None]:
    """What an outcome can be, by its name and by all that was measured and agreed of it: not below 0 where nothing
    was, and not above 100 % where its name says that it is a share."""
    values = [row[side] for row in rows if row["series"] == name for side in ("actual", "target")]
    numbers = [value for value in values if value is not None]
    if min(numbers) < 0:
        return None, None
    tops = (1.0, 100.0) if _SHARE.search(name) else ()
    return 0.0, next((top for top in tops if max(numbers) <= top), None)


def goals_with_outlook(context: Context) -> list[tuple[str, Outlook]]:
    """Every goal by its label, soonest first."""
    outlooks: dict[str, Outlook] = {}
    for row in context.table(_GOALS, metric=context.text("metric")).to_pylist():
        label = _label(row)
        if label in outlooks:
            label = f"{label} ({row['target']:g})"
        outlooks[label] = _outlook(context, row)
    return list(outlooks.items())


def _label(row: Mapping[str, Any]) -> str:
    metric = registry().get(row["metric"])
    day = row["by_date"]
    filters = f", {row['filters']}" if row["filters"] else ""
    return f"{metric.name if metric else row['metric']} by {day.day} {day:%b %Y}{filters}"


def _outlook(context: Context, row: Mapping[str, Any]) -> Outlook:
    target, by_date = float(row["target"]), row["by_date"]
    unknown = Outlook((), 0, target, Direction.NEITHER, None, None)
    try:
        scope = _scope(context.scope, row["filters"])
    except CsmError as error:
        return replace(unknown, reason=str(error))
    if scope is None:
        return replace(unknown, reason="The filters exclude the customers of this goal.")
    result, reason = other_result(context, row["metric"], scope)
    if result is None:
        return replace(unknown, reason=reason)
    metric = registry()[row["metric"]]
    measure = metric.measures[0] if metric.measures else None
    variant = metric.variant(result.variant)
    run = tuple(last_run(course(result, measure)))
    steps = _steps(run[-1][0], by_date, context.scope.calendar) if run else 0
    low, high = metric.bounds_of(variant, measure)
    outlook = Outlook(run, steps, target, metric.direction, low, high)
    unit = shown_unit(metric, result)
    words = {
        name: write_value(outlook.figure(name)[0], unit, result.scope.currency) for name in ("current", "forecast")
    }
    goal = write_value(target, unit, result.scope.currency)
    # Elsewhere a figure of few cases stands for several months.
    month = (
        f" in {run[-1][0]:%b %Y} alone" if run and metric.is_of_cases and result.scope.grain is Grain.MONTH else ""
    )
    return replace(outlook, sentence=f"Now {words['current']}{month}, forecast {words['forecast']}, goal {goal}.")


def _scope(scope: Scope, filters: str | None) -> Scope | None:
    """The page's scope without its dates and split, narrowed by the goal's filters; None where they exclude each
    other. Several filters stand between semicolons."""
    chosen = dict(scope.filters)
    for attribute, values in filters_of([part.strip() for part in filters.split(";")] if filters else []):
        values = tuple(value.strip() for value in values)
        kept = tuple(value for value in values if value in chosen.get(attribute, values))
        if not kept:
            return None
        chosen[attribute.strip()] = kept
    return replace(scope, start=None, end=None, split=None, filters=tuple(chosen.items()))


def _steps(last: date, by_date: date, calendar: Calendar) -> int:
    """Periods from `last` (the first day of one) to the one in which the goal's date lies; negative backwards."""
    wanted, steps = period_start(by_date, calendar), 0
    while last < wanted:
        last, steps = add_periods(last, 1, calendar.grain), steps + 1
    while last > wanted:
        last, steps = add_periods(last, -1, calendar.grain), steps - 1
    return steps
