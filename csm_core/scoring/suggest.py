"""Weights that would have told best who was about to leave: fitted to past month-ends, never below zero."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from csm_core.scoring.lessons import Lessons, Signals
from csm_core.scoring.weights import shares
from csm_core.stats.arrays import BoolArray, FloatArray
from csm_core.stats.elastic_net import EXACT, ElasticNet, elastic_net, largest_penalty

DRAWS = 100
_SEED = 20080405
_PENALTIES = 14
_WEAKEST = 0.002
_FOLDS = 3
_FOLD_LOSSES = 5
_MILLION = 1_000_000
# Where fits are compared with one another, not shown: a slope is right to some three digits.
_ROUGH = 1e-5


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`weights` are whole numbers that add up to 100, or all 0 where nothing tells; `draws` the same for each sample
    of the accounts drawn with replacement (draws × components). `folds` is how many times later month-ends were asked
    how strong the penalty should be."""

    weights: tuple[int, ...]
    penalty: float
    mix: float
    folds: int
    draws: NDArray[np.int64]


def suggest(lessons: Lessons, horizon_days: int, mix: float, draws: int = DRAWS) -> Suggestion:
    """Weights for a score of which high is healthy.

    Logistic regression of loss on the components' points with the elastic net's penalty, no slope below zero, so that
    no component can count against its own meaning. How strong the penalty is, later month-ends say: the path is
    fitted to earlier ones, with the horizon between, and of the penalties the strongest is taken whose deviance lies
    within one standard error (accounts as the unit) of the least. Where there are too few losses for that, a tenth
    of the penalty under which nothing is left. A slope for a standard deviation, divided by that deviation, is one
    for a point: the weights are those, brought to whole numbers that add up to 100 (Hamilton).

    `draws` samples of the accounts, drawn with replacement (seeded), are fitted with the same penalty: how often a
    component is chosen, and how far its weight moves, says how far it can be relied on.
    """
    signals = Signals.of(lessons)
    x = signals.read(lessons)
    top = largest_penalty(x, lessons.churned, lessons.row_weight, mix, signals.positive)
    penalty, folds = _penalty(lessons, horizon_days, mix, top)
    model = _fit(signals, x, lessons, lessons.row_weight, penalty, mix)
    components = lessons.tenths.shape[1]
    chance = np.random.default_rng(_SEED)
    names, index = np.unique(lessons.account, return_inverse=True)
    drawn = [
        _whole(_fit(signals, x, lessons, lessons.row_weight * times[index], penalty, mix, model), signals, components)
        for times in (
            np.bincount(chance.integers(0, names.size, names.size), minlength=names.size) for _ in range(draws)
        )
        if (lessons.churned & (times[index] > 0)).any()
    ]
    weights = np.array(drawn, dtype=np.int64).reshape(-1, components)
    return Suggestion(_whole(model, signals, components), penalty, mix, folds, weights)


def weights_at(lessons: Lessons, penalty: float, mix: float) -> tuple[int, ...]:
    """The weights that a fit with a penalty gives: those of `suggest`, made again."""
    signals = Signals.of(lessons)
    model = _fit(signals, signals.read(lessons), lessons, lessons.row_weight, penalty, mix)
    return _whole(model, signals, lessons.tenths.shape[1])


def _fit(
    signals: Signals,
    x: FloatArray,
    lessons: Lessons,
    weight: FloatArray,
    penalty: float,
    mix: float,
    start: ElasticNet | None = None,
) -> ElasticNet:
    tolerance = EXACT if start is None else _ROUGH
    return elastic_net(x, lessons.churned, weight, penalty, mix, signals.positive, start, tolerance)


def _whole(model: ElasticNet, signals: Signals, components: int) -> tuple[int, ...]:
    slopes = np.zeros(components)
    slopes[signals.used] = model.slopes[: signals.used.size] / signals.spread
    if not slopes.any():
        return (0,) * components
    return shares([int(part) for part in np.round(slopes / slopes.max() * _MILLION)])


def _penalty(lessons: Lessons, horizon_days: int, mix: float, top: float) -> tuple[float, int]:
    """The penalty that later month-ends choose, and how many times they were asked."""
    path = np.geomspace(top, top * _WEAKEST, _PENALTIES)
    losses = [_judged(lessons, earlier, later, path, mix) for earlier, later in _folds(lessons, horizon_days)]
    if not losses:
        return top / 10, 0
    accounts = int(lessons.account.max()) + 1
    sums = np.zeros((_PENALTIES, accounts))
    for account, loss in losses:
        for index, row in enumerate(loss):
            sums[index] += np.bincount(account, weights=row, minlength=accounts)
    best = int(sums.sum(axis=1).argmin())
    # The error of the difference to the best one, account by account: what both lose alike tells nothing.
    gaps = sums[: best + 1] - sums[best]
    errors = np.sqrt(accounts / max(accounts - 1, 1) * ((gaps - gaps.mean(axis=1)[:, None]) ** 2).sum(axis=1))
    return float(path[int(np.argmax(gaps.sum(axis=1) <= errors))]), len(losses)


def _folds(lessons: Lessons, horizon_days: int) -> list[tuple[BoolArray, BoolArray]]:
    """Earlier rows to fit to and later ones to judge by, the horizon between: no outcome of the ones lies in the
    time of the others."""
    days = np.unique(lessons.day)
    folds = []
    for block in np.array_split(days[len(days) // 3 :], _FOLDS):
        if block.size:
            earlier, later = lessons.day + horizon_days <= block[0], np.isin(lessons.day, block)
            if min(lessons.part(earlier).lost(), lessons.part(later).lost()) >= _FOLD_LOSSES:
                folds.append((earlier, later))
    return folds


def _judged(
    lessons: Lessons, is_earlier: BoolArray, is_later: BoolArray, path: FloatArray, mix: float
) -> tuple[NDArray[np.int32], FloatArray]:
    """Account of each later row, and what each penalty loses on it: penalties × rows."""
    earlier, later = lessons.part(is_earlier), lessons.part(is_later)
    signals = Signals.of(earlier)
    x, other = signals.read(earlier), signals.read(later)
    losses: list[FloatArray] = []
    model: ElasticNet | None = None
    for penalty in path:
        model = _fit(signals, x, earlier, earlier.row_weight, float(penalty), mix, model)
        log_odds = other @ model.slopes + model.intercept
        losses.append(later.row_weight * (np.logaddexp(0.0, log_odds) - later.churned * log_odds))
    return later.account, np.array(losses)
