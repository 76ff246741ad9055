"""From a component's raw values to whole tenths of a point, 0 to 1000, with gaps kept as gaps."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from csm_core.errors import BadValue
from csm_core.scoring.components import Direction

MISSING = 65535
"""The tenths of an account that has no value for a component: the largest uint16, never a score."""
FULL = 1000


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Linear between (value, score) points in strictly rising order of value, flat beyond the ends.

    Scores are points from 0 to 100. An account's score depends on its own value alone.
    """

    points: tuple[tuple[float, float], ...]

    def __post_init__(self) -> None:
        values = [value for value, _ in self.points]
        rising = all(left < right for left, right in pairwise(values))
        if len(values) < 2 or not rising or not all(0 <= score <= 100 for _, score in self.points):
            raise BadValue.of(
                "threshold points",
                self.points,
                "at least two (value, score) pairs, values rising, scores from 0 to 100",
            )


@dataclass(frozen=True, slots=True)
class MinMax:
    """Linear between two fixed caps: 0 at the worse one and beyond, 100 at the better one and beyond.

    The caps are given, never taken from the accounts, so that nobody's score hangs on who else is there.
    """

    low: float
    high: float
    direction: Direction

    def __post_init__(self) -> None:
        if not self.low < self.high:
            raise BadValue.of("caps", f"{self.low} to {self.high}", "a low cap below the high cap")


@dataclass(frozen=True, slots=True)
class Percentile:
    """The share of the *other* accounts of the same group that are worse; a tie counts half.

    The one rule by which an account's score depends on the others. An account alone in its group has no
    percentile: it is missing.
    """

    direction: Direction


@dataclass(frozen=True, slots=True)
class ByTenure:
    """Thresholds of their own for each stretch of tenure: (from so many months on, the points), rising, from 0.

    Where an account's tenure is not known, the points of the oldest accounts hold.
    """

    stages: tuple[tuple[float, Thresholds], ...]

    def __post_init__(self) -> None:
        starts = [months for months, _ in self.stages]
        if not starts or starts[0] != 0 or not all(left < right for left, right in pairwise(starts)):
            raise BadValue.of("thresholds by tenure", starts, "months that begin with 0 and rise")


Rule = Thresholds | ByTenure | MinMax | Percentile


def normalise(
    raw: NDArray[np.float64],
    rule: Rule,
    group: NDArray[np.int64] | None = None,
    tenure: NDArray[np.float64] | None = None,
) -> NDArray[np.uint16]:
    """Whole tenths (0 to 1000) of one component, one an account; `MISSING` where `raw` is NaN.

    Rounding is half up at a tenth of a point. For the two linear rules the value is first rounded to a
    millionth of a tenth, so that a half that doubles can't hold exactly (0.7 between 0.5 and 1) still counts
    as a half; the percentile is computed in whole numbers throughout. Infinite values take the score of the
    end that they lie beyond. `group` is a whole number an account (its segment), used by `Percentile` alone;
    `tenure` is in months, NaN where not known, used by `ByTenure` alone.
    """
    if isinstance(rule, ByTenure):
        return _by_tenure(raw, rule, np.full(raw.shape, np.nan) if tenure is None else tenure)
    has_value = ~np.isnan(raw)
    tenths = np.full(raw.shape, MISSING, dtype=np.uint16)
    if isinstance(rule, Percentile):
        groups = np.zeros(raw.shape, dtype=np.int64) if group is None else group
        signed = raw if rule.direction is Direction.UP else -raw
        tenths[has_value] = _percentile(signed[has_value], groups[has_value])
        return tenths
    points = rule.points if isinstance(rule, Thresholds) else _caps(rule)
    values, scores = (np.array(side, dtype=np.float64) for side in zip(*points, strict=True))
    exact = np.interp(np.clip(raw[has_value], values[0], values[-1]), values, scores * 10)
    tenths[has_value] = np.floor(np.round(exact, 6) + 0.5).astype(np.uint16)
    return tenths


def _by_tenure(raw: NDArray[np.float64], rule: ByTenure, tenure: NDArray[np.float64]) -> NDArray[np.uint16]:
    starts = np.array([months for months, _ in rule.stages], dtype=np.float64)
    age = np.where(np.isnan(tenure), np.inf, np.maximum(tenure, 0.0))
    stage = np.searchsorted(starts, age, side="right") - 1
    tenths = np.full(raw.shape, MISSING, dtype=np.uint16)
    for index, (_, thresholds) in enumerate(rule.stages):
        tenths[stage == index] = normalise(raw[stage == index], thresholds)
    return tenths


def _caps(rule: MinMax) -> tuple[tuple[float, float], ...]:
    up = rule.direction is Direction.UP
    return ((rule.low, 0.0 if up else 100.0), (rule.high, 100.0 if up else 0.0))


def _percentile(values: NDArray[np.float64], groups: NDArray[np.int64]) -> NDArray[np.uint16]:
    """Midrank among the others of the group, half up: (2 · below + ties) / 2(n - 1) of 1000 tenths."""
    order = np.lexsort((values, groups))
    ordered, owners = values[order], groups[order]
    new_group = np.concatenate(([True], owners[1:] != owners[:-1]))[: len(ordered)]
    new_value = new_group | np.concatenate(([True], ordered[1:] != ordered[:-1]))[: len(ordered)]
    first_of_group = np.flatnonzero(new_group)[np.cumsum(new_group) - 1]
    first_of_value = np.flatnonzero(new_value)[np.cumsum(new_value) - 1]
    ties = np.bincount(np.cumsum(new_value) - 1)[np.cumsum(new_value) - 1] if len(ordered) else ordered
    size = np.bincount(np.cumsum(new_group) - 1)[np.cumsum(new_group) - 1] if len(ordered) else ordered
    twice_below = 2 * (first_of_value - first_of_group) + ties.astype(np.int64) - 1
    others = size.astype(np.int64) - 1
    share = (FULL * twice_below + others) // np.maximum(2 * others, 1)
    tenths = np.empty(len(values), dtype=np.uint16)
    tenths[order] = np.where(others > 0, share, MISSING).astype(np.uint16)
    return tenths
