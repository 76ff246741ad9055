"""Why a score moved between two days: what each component's data gave, and gaps, weights and definition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from csm_core.scoring.normalise import MISSING
from csm_core.scoring.shapley import FloatArray, shapley, share_of_order
from csm_core.scoring.weights import NEUTRAL, Missing, MissingRule, rules_of

_CAUSES = 4  # data, gaps, definition, weights


@dataclass(frozen=True, slots=True)
class TwoDays:
    """The same accounts on two days, under two definitions.

    `tenths[day][definition]` is accounts × components (0 to 1000, or MISSING): day and definition are 0 (before) or
    1 (after). `weights` and `missing` (one rule, or one a component) are those before and after; the rules for gaps
    belong to the definition.
    """

    tenths: tuple[tuple[NDArray[np.uint16], NDArray[np.uint16]], tuple[NDArray[np.uint16], NDArray[np.uint16]]]
    weights: tuple[Sequence[int], Sequence[int]]
    missing: tuple[Missing, Missing]


@dataclass(frozen=True, slots=True)
class ScoreParts:
    """Whole tenths of a point, one row an account: `data` has a column a component; together they add up exactly to
    the change of the score."""

    data: NDArray[np.int64]
    gaps: NDArray[np.int64]
    definition: NDArray[np.int64]
    weights: NDArray[np.int64]


def score_parts(days: TwoDays, before: NDArray[np.uint16], after: NDArray[np.uint16]) -> ScoreParts:
    """Take apart the change of each account's score, for accounts that have one on both days.

    Four causes are told apart: the values of components that are known on both days (data), components that came to
    be known or ceased to be (gaps), the normalisation and the rule for gaps (definition), and the weights. Each gets
    its Shapley value, so that no order of the causes is favoured; within the data, where the score is a weighted sum,
    each component gets its own term. The parts are then brought to whole tenths by largest remainders (Hamilton), so
    that they add up to the change of the official, floor-divided scores. A cause that did not change gets exactly 0.

    A mixture in which nothing at all is known (the old weights on the new gaps, say) counts half way between the two
    scores, so that it speaks for neither.
    """
    mixtures = _Mixtures(days)
    first, last = mixtures.score((0, 0, 0, 0)), mixtures.score((1, 1, 1, 1))
    middle = (first + last) / 2

    def value(mixture: tuple[int, ...]) -> FloatArray:
        points = mixtures.score(mixture)
        return np.asarray(np.where(np.isnan(points), middle, points), dtype=np.float64)

    _, gaps, definition, weights = shapley(value, _CAUSES)
    parts = np.column_stack([mixtures.data(), gaps, definition, weights])
    whole = _whole(parts, after.astype(np.int64) - before.astype(np.int64))
    components = parts.shape[1] - 3
    return ScoreParts(whole[:, :components], *(whole[:, components + index] for index in range(3)))


def coverage_parts(days: TwoDays) -> tuple[FloatArray, FloatArray, FloatArray]:
    """For accounts of which enough is known on one of the two days alone: which share of that is due to gaps, to the
    definition, and to the weights (Shapley; the three add up to 1 or to -1)."""
    mixtures = _Mixtures(days)

    def enough(mixture: tuple[int, ...]) -> FloatArray:
        gaps, definition, weights = mixture
        covered = mixtures.has_value(gaps, definition) @ mixtures.weights[weights]
        return np.asarray(2 * covered >= mixtures.weights[weights].sum(), dtype=np.float64)

    gaps, definition, weights = shapley(enough, 3)
    return gaps, definition, weights


class _Mixtures:
    """The score when each of data, gaps, definition and weights is as before (0) or as after (1)."""

    def __init__(self, days: TwoDays) -> None:
        self.days = days
        self.weights = tuple(np.array(weights, dtype=np.float64) for weights in days.weights)
        rules = [rules_of(missing, len(days.weights[0])) for missing in days.missing]
        # What a gap counts as, and whether it counts at all.
        self.filler = [
            np.array([NEUTRAL * (rule is MissingRule.NEUTRAL) for rule in definition_rules], float)
            for definition_rules in rules
        ]
        self.counts = [
            np.array([rule is not MissingRule.REWEIGHT for rule in definition_rules], float)
            for definition_rules in rules
        ]
        self._scores: dict[tuple[int, ...], FloatArray] = {}
        # A cause that did not change is as before in every mixture, so that most are worked out once.
        same = [np.array_equal(before, after) for before, after in days.tenths]
        self.same_definition = rules[0] == rules[1] and all(same)
        self.same_weights = tuple(days.weights[0]) == tuple(days.weights[1])

    def _distinct(self, gaps: int, definition: int, weights: int) -> tuple[int, int, int]:
        return gaps, 0 if self.same_definition else definition, 0 if self.same_weights else weights

    def has_value(self, gaps: int, definition: int) -> FloatArray:
        return np.asarray(self.days.tenths[gaps][definition] != MISSING, dtype=np.float64)

    def tenths(self, data: int, definition: int) -> FloatArray:
        """The day's values; of a component that is known on the other day alone, its only value."""
        values, other = self.days.tenths[data][definition], self.days.tenths[1 - data][definition]
        return np.where(values != MISSING, values, other).astype(np.float64)

    def divisor(self, gaps: int, definition: int, weights: int) -> FloatArray:
        """The weight that counts, NaN where there is none."""
        counts = np.maximum(self.has_value(gaps, definition), self.counts[definition])
        counted = np.asarray(counts @ self.weights[weights], dtype=np.float64)
        return np.asarray(np.where(counted > 0, counted, np.nan), dtype=np.float64)

    def score(self, mixture: tuple[int, ...]) -> FloatArray:
        """In tenths, before it is floored."""
        key = (mixture[0], *self._distinct(*mixture[1:]))
        if key not in self._scores:
            self._scores[key] = self._score(*key)
        return self._scores[key]

    def _score(self, data: int, gaps: int, definition: int, weights: int) -> FloatArray:
        is_known = self.has_value(gaps, definition)
        points = np.where(is_known > 0, self.tenths(data, definition), self.filler[definition])
        return np.asarray(points @ self.weights[weights] / self.divisor(gaps, definition, weights), dtype=np.float64)

    def data(self) -> FloatArray:
        """The data's Shapley value, component by component: accounts × components."""
        total = np.zeros(self.days.tenths[0][0].shape)
        shares: dict[tuple[int, int, int], float] = {}
        for mixture in product((0, 1), repeat=3):
            key = self._distinct(*mixture)
            shares[key] = shares.get(key, 0.0) + share_of_order(sum(mixture), _CAUSES)
        for (gaps, definition, weights), share in shares.items():
            moved = self.has_value(gaps, definition) * (self.tenths(1, definition) - self.tenths(0, definition))
            divisor = self.divisor(gaps, definition, weights)[:, None]
            term = moved * self.weights[weights] / divisor
            total += share * np.where(np.isnan(term), 0.0, term)
        return total


def _whole(parts: FloatArray, change: NDArray[np.int64]) -> NDArray[np.int64]:
    """Each row in whole numbers that add up to its `change`, by largest remainders; what is 0 stays 0."""
    steady = np.round(parts, 6)
    floors = np.floor(steady)
    order = np.argsort(floors - steady, axis=1, kind="stable")
    rank = np.empty_like(order)
    np.put_along_axis(rank, order, np.arange(parts.shape[1])[None, :], axis=1)
    left_over = change - floors.sum(axis=1).astype(np.int64)
    return np.asarray(floors.astype(np.int64) + (rank < left_over[:, None]), dtype=np.int64)
