"""Your weights beside those learned from the past and equal ones: what each catches, and which are worth a try."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from csm_core import registry
from csm_core.metrics.health.suggestion.evaluation import (
    CURRENT,
    EQUAL,
    SUGGESTED,
    WeightsEvaluation,
    weights_evaluation,
)
from csm_core.scoring.past_calls import caught_by_calls
from csm_ui.exhibits.ask import from_context
from csm_ui.exhibits.choices import with_choices
from csm_ui.health.weights_form import Asked
from csm_ui.visitor.cell import Cell
from csm_ui.visitor.view import View

CALLS_KEY = "health.calls"
USUAL_CALLS = 25
NAMES: Mapping[str, str] = {SUGGESTED: "suggested weights", EQUAL: "equal weights"}
_METRIC = "suggested_weights"
# On the scale of the sliders; a score is the same under any multiple.
_EQUAL_WEIGHT = 10


@dataclass(frozen=True, slots=True)
class Trial:
    """Of `lost` later losses so many `caught` under each of CURRENT, SUGGESTED and, where it is scored, EQUAL.
    `best` is the one that catches more than the others and yours, with its `weights` in the order of the page's
    components; None where none catches more than yours."""

    lost: int
    caught: Mapping[str, int]
    best: str | None
    weights: tuple[int, ...]


def calls_a_month() -> int:
    """How many calls a month the visitor has set."""
    return int(st.session_state.get(CALLS_KEY, USUAL_CALLS))


def weights_on_trial(view: View, asked: Asked) -> Trial | None:
    """All held to the later part of the past, with as many calls; None where it is too short to learn from."""
    if _METRIC not in registry():
        return None
    evaluation = _evaluation(view, asked)
    if SUGGESTED not in evaluation.scores or CURRENT not in evaluation.scores or not evaluation.checked.size:
        return None
    reached = {
        name: caught_by_calls(evaluation.history, evaluation.checked, scores, calls_a_month())
        for name, scores in evaluation.scores.items()
    }
    caught = {name: one.caught for name, one in reached.items()}
    best = better_than_yours(caught)
    return Trial(reached[CURRENT].lost, caught, best, _in_order(asked, evaluation, best) if best else ())


def better_than_yours(caught: Mapping[str, int]) -> str | None:
    """Which weights caught the most, and more than yours; of two that caught as many, the learned ones."""
    others = [name for name in (SUGGESTED, EQUAL) if caught.get(name, 0) > caught[CURRENT]]
    return max(others, key=lambda name: caught[name], default=None)


def _evaluation(view: View, asked: Asked) -> WeightsEvaluation:
    cell = with_choices(Cell(_METRIC))
    settings = dict(cell.settings) | {"horizon_days": asked.answer.history.horizon_days}
    return from_context(view, _METRIC, None, settings, weights_evaluation)


def _in_order(asked: Asked, evaluation: WeightsEvaluation, name: str) -> tuple[int, ...]:
    times = _EQUAL_WEIGHT if name == EQUAL else 1
    by_name = dict(zip([one.name for one in evaluation.choice.components], evaluation.scenarios[name], strict=True))
    return tuple(times * by_name.get(one.name, 0) for one in asked.answer.components)
