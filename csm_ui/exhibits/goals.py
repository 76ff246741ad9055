"""Goals of the whole company: target, date and chance, by the metric that they are of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from csm_core import registry
from csm_core.units import Unit, write_value
from csm_ui.exhibits.ask import answer
from csm_ui.visitor.cell import Cell
from csm_ui.visitor.view import View

_GOALS = "goal_progress"


@dataclass(frozen=True, slots=True)
class Goal:
    """A metric's `target` in its own unit, `by` a day as it is written, and the `chance` (0 to 1) to reach it; None
    where it can't be worked out."""

    target: float
    by: str
    chance: float | None

    def sentence(self, unit: Unit, currency: str | None) -> str:
        """'Goal: 110.0 % by 31 Dec 2026, 43 % likely.'"""
        likely = "" if self.chance is None else f", {write_value(self.chance, Unit.RATE)} likely"
        return f"Goal: {write_value(self.target, unit, currency)} by {self.by}{likely}."


def company_goals(view: View, metrics: Sequence[str]) -> Mapping[str, Goal]:
    """Of those `metrics` that have one, the next goal; those of a segment are none of the company's."""
    if _GOALS not in registry():
        return {}
    goals = {metric: _goal(view, metric) for metric in metrics}
    return {metric: goal for metric, goal in goals.items() if goal is not None}


def _goal(view: View, metric: str) -> Goal | None:
    rows = answer(view, Cell(_GOALS, settings=(("metric", metric),))).rows()
    by_goal = {(row["measure"], str(row["series"])): row["value"] for row in rows}
    for (measure, series), value in by_goal.items():
        by = series.rpartition(" by ")[2]
        # A goal of some segment names its filter after the date.
        if measure == "target" and "," not in by and isinstance(value, float):
            chance = by_goal.get(("chance", series))
            return Goal(value, by, chance if isinstance(chance, float) else None)
    return None
