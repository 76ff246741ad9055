"""Weights learned from a workspace's past, tried on later month-ends beside those that are set and equal ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from csm_core.metrics.framework.context import Context
from csm_core.metrics.health.components.memory import remembered
from csm_core.metrics.health.components.settings import HealthChoice, health_choice
from csm_core.metrics.health.replay.history import health_history, history_tenths
from csm_core.scoring.history import History
from csm_core.scoring.holdout import Cut, cut_in_two
from csm_core.scoring.lessons import Lessons, Signals
from csm_core.scoring.suggest import Suggestion, suggest
from csm_core.scoring.weights import UNKNOWN, score

SUGGESTED, CURRENT, EQUAL = "suggested", "current", "equal"


@dataclass(frozen=True, slots=True, eq=False)
class WeightsEvaluation:
    """The cut of the past, and, where there are enough losses, the weights learned from its earlier part.

    `lessons` are all month-ends, `learned` those that the weights are fitted to (perhaps a sample of the earlier
    part). `checked` are the places of the later rows that every scenario has a score for, `scores` theirs under each.
    """

    history: History
    choice: HealthChoice
    lessons: Lessons
    cut: Cut
    learned: Lessons | None
    suggestion: Suggestion | None
    scenarios: Mapping[str, tuple[int, ...]]
    checked: NDArray[np.int64]
    scores: Mapping[str, NDArray[np.uint16]]
    known_share: Mapping[str, float]


def weights_evaluation(context: Context) -> WeightsEvaluation:
    """Cut the past in two, learn from the earlier part, and score the later one under each scenario."""
    choice = health_choice(context)
    asked = tuple(context.settings[name] for name in ("horizon_days", "month_ends", "mix"))
    rules = tuple((one.rule, one.missing, one.stale_after_days, one.within_segment) for one in choice.definitions)

    def work() -> WeightsEvaluation:
        history = health_history(context, context.whole("horizon_days"), context.whole("month_ends"))
        lessons = lessons_of(history, history_tenths(context, history, choice.definitions))
        return evaluation_of(history, choice, lessons, context.number("mix"))

    return remembered(context, ("evaluation", asked, choice.weights, rules), work)


def lessons_of(history: History, tenths: NDArray[np.uint16]) -> Lessons:
    """Every month-end of a history as something to learn from."""
    ordinals = np.array([day.toordinal() for day in history.days], dtype=np.int32)
    return Lessons(tenths, history.churned, history.account, ordinals[history.day], np.ones(len(tenths)))


def evaluation_of(history: History, choice: HealthChoice, lessons: Lessons, mix: float) -> WeightsEvaluation:
    """The evaluation of `lessons`, which are the rows of `history`."""
    cut = cut_in_two(lessons, history.horizon_days)
    learned = suggestion = None
    scenarios: dict[str, tuple[int, ...]] = {CURRENT: choice.weights}
    if cut.is_enough:
        learned = lessons.part(cut.learn).representative()
        suggestion = suggest(learned, history.horizon_days, mix)
        used = set(Signals.of(learned).used.tolist())
        scenarios[EQUAL] = tuple(int(index in used) for index in range(len(choice.weights)))
        scenarios[SUGGESTED] = suggestion.weights
    weightings = {name: weights for name, weights in scenarios.items() if any(weights)}
    later = np.flatnonzero(cut.check)
    scores = {name: score(lessons.tenths[later], weights, choice.missing) for name, weights in weightings.items()}
    known_share = {name: float((values != UNKNOWN).mean()) if values.size else 0.0 for name, values in scores.items()}
    by_all = _everywhere(list(scores.values()))
    return WeightsEvaluation(
        history,
        choice,
        lessons,
        cut,
        learned,
        suggestion,
        weightings,
        later[by_all],
        {name: values[by_all] for name, values in scores.items()},
        known_share,
    )


def _everywhere(scores: Sequence[NDArray[np.uint16]]) -> NDArray[np.bool_]:
    return np.asarray(np.logical_and.reduce([values != UNKNOWN for values in scores]), dtype=np.bool_)
