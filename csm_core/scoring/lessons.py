"""What weights can be learned from: past month-ends whose outcome is known, and the signals in them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from csm_core.scoring.normalise import MISSING
from csm_core.stats.arrays import BoolArray, FloatArray

# A component that fewer of the rows know than this can't carry a weight: most accounts would become unknown.
KNOWN_ENOUGH = 0.25
_MOST_ROWS = 20_000
_SEED = 20080405


@dataclass(frozen=True, slots=True, eq=False)
class Lessons:
    """One row an account and month-end.

    tenths: rows × components (0 to 1000, or MISSING). churned: lost within the horizon. account: a whole number.
    day: the month-end's day, as a number of days. row_weight: how many rows each stands for.
    """

    tenths: NDArray[np.uint16]
    churned: BoolArray
    account: NDArray[np.int32]
    day: NDArray[np.int32]
    row_weight: FloatArray

    def part(self, rows: BoolArray) -> Lessons:
        """Some of the rows."""
        return Lessons(
            self.tenths[rows], self.churned[rows], self.account[rows], self.day[rows], self.row_weight[rows]
        )

    def lost(self) -> int:
        """How many different accounts were lost."""
        return int(np.unique(self.account[self.churned]).size)

    def representative(self) -> Lessons:
        """At most some 20,000 rows: all accounts that were lost, and of the others as many as are needed, drawn with
        a fixed seed, which then stand for the rest."""
        if self.churned.size <= _MOST_ROWS:
            return self
        lost = np.unique(self.account[self.churned])
        others, is_lost = np.setdiff1d(self.account, lost), np.isin(self.account, lost)
        room = max(_MOST_ROWS - int(is_lost.sum()), _MOST_ROWS // 4)
        count = min(others.size, max(1, round(others.size * room / max(int((~is_lost).sum()), 1))))
        taken = np.isin(self.account, np.random.default_rng(_SEED).choice(others, count, replace=False))
        weight = np.where(taken, self.row_weight * others.size / count, self.row_weight)
        return Lessons(self.tenths, self.churned, self.account, self.day, weight).part(is_lost | taken)


@dataclass(frozen=True, slots=True, eq=False)
class Signals:
    """How points become signals: risk rises with each. A component gives how far the points lie below their mean, in
    standard deviations, a gap counting 0; a component with gaps gives besides whether there is one.

    `used` are the places of the components that can carry a weight; `spread` their standard deviations in tenths;
    `positive` says of each signal whether its slope must not be negative: the components', not the gaps'.
    """

    used: NDArray[np.intp]
    mean: FloatArray
    spread: FloatArray
    gappy: NDArray[np.intp]
    known_share: FloatArray
    positive: BoolArray

    @classmethod
    def of(cls, lessons: Lessons) -> Signals:
        """Means and deviations of these rows, those that stand for several counting as often."""
        weight = lessons.row_weight
        has_value = lessons.tenths != MISSING
        share = weight @ has_value / weight.sum()
        points = np.where(has_value, lessons.tenths, 0).astype(np.float64)
        counted = np.maximum(weight @ has_value, 1e-12)
        mean = weight @ points / counted
        spread = np.sqrt(weight @ np.where(has_value, points - mean, 0.0) ** 2 / counted)
        used = np.flatnonzero((share >= KNOWN_ENOUGH) & (spread > 1e-9))
        gappy = used[share[used] < 1.0 - 1e-12]
        positive = np.arange(used.size + gappy.size) < used.size
        return cls(used, mean[used], spread[used], gappy, share[gappy], positive)

    def read(self, lessons: Lessons) -> FloatArray:
        """The signals of rows, perhaps others than those that the means are of: rows × signals."""
        values = lessons.tenths[:, self.used]
        below = np.where(values == MISSING, 0.0, (self.mean - values.astype(np.float64)) / self.spread)
        gaps = (lessons.tenths[:, self.gappy] == MISSING) - (1.0 - self.known_share)
        return np.column_stack([below, gaps / np.sqrt(self.known_share * (1.0 - self.known_share))])
