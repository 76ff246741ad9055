"""Weights of the health score: read, checked, shown as shares of 100 %, and applied in whole numbers."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from csm_core.errors import BadValue
from csm_core.scoring.normalise import MISSING

UNKNOWN = MISSING
"""The score of an account of which less than half of the weight is known: the largest uint16."""
NEUTRAL = 500
SETTING = "weight."


class MissingRule(StrEnum):
    """What stands in for a component that an account has no value for."""

    REWEIGHT = "reweight"
    NEUTRAL = "neutral"
    WORST = "worst"


Missing = MissingRule | Sequence[MissingRule]
"""One rule for all components, or one a component in their order."""


def check_weights(weights: Sequence[object], names: Sequence[str]) -> tuple[int, ...]:
    """The weights as whole numbers, one a component in the order of `names`.

    Raises BadValue where there are too many or too few, where one is no whole number from 0 to 100, or where
    all are zero: a mean without any weight does not exist.
    """
    if len(weights) != len(names):
        raise BadValue.of("weights", f"{len(weights)} numbers", f"{len(names)}, one a component")
    checked = tuple(_whole(name, weight) for name, weight in zip(names, weights, strict=True))
    if sum(checked) == 0:
        raise BadValue.of("weights", "all zero", "at least one component with a weight above 0")
    return checked


def _whole(name: str, weight: object) -> int:
    if isinstance(weight, int) and not isinstance(weight, bool) and 0 <= weight <= 100:
        return weight
    raise BadValue.of(f"the weight of {name}", weight, "a whole number from 0 to 100")


def shares(weights: Sequence[int], whole: int = 100) -> tuple[int, ...]:
    """The weights as whole parts of `whole` that add up to it exactly.

    Each part is rounded down, and what is left goes to the largest remainders, the earlier component first
    where two are equal (Hamilton's method). Multiplying all weights by a whole number changes nothing.
    """
    total = sum(weights)
    if total == 0:
        raise BadValue.of("weights", "all zero", "at least one component with a weight above 0")
    parts = [weight * whole // total for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda k: -(weights[k] * whole % total))
    for k in by_remainder[: whole - sum(parts)]:
        parts[k] += 1
    return tuple(parts)


def score(matrix: NDArray[np.uint16], weights: Sequence[int], missing: Missing) -> NDArray[np.uint16]:
    """The health score of each account in whole tenths, 0 to 1000; `UNKNOWN` below half coverage.

    `matrix` is accounts × components in tenths, `MISSING` where an account has no value; column order
    (Fortran) is the fast one. `missing` is one rule for all components, or one a component. The score is the
    weighted sum floor-divided by the weights that count for *this* account: all but those of its gaps whose
    rule is `reweight`; a gap under `neutral` counts 500, one under `worst` 0. Coverage is the known share of
    the weight; an account with less than half is unknown under every rule. All arithmetic is in whole numbers,
    so that any other implementation of it agrees exactly. Weights must have passed `check_weights`.
    """
    points, coverage, divisor = _weighted_sums(matrix, weights, rules_of(missing, len(weights)))
    values = (points // np.maximum(divisor, 1)).astype(np.uint16)
    values[2 * coverage < sum(weights)] = UNKNOWN
    return values


def rules_of(missing: Missing, components: int) -> tuple[MissingRule, ...]:
    """One rule a component."""
    return (missing,) * components if isinstance(missing, MissingRule) else tuple(missing)


def _weighted_sums(
    matrix: NDArray[np.uint16], weights: Sequence[int], rules: Sequence[MissingRule]
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
    """An account's weighted points, the weight that it has values for, and the weight that counts for it.

    At most 100 · 1000 a component.
    """
    points = np.zeros(len(matrix), dtype=np.int32)
    coverage = np.full(len(matrix), sum(weights), dtype=np.int32)
    filled = np.zeros(len(matrix), dtype=np.int32)
    for column, weight, rule in zip(matrix.T, weights, rules, strict=True):
        if weight == 0:
            continue
        gap = column == MISSING
        if gap.any():
            lost = np.multiply(gap, weight, dtype=np.int32)
            coverage -= lost
            if rule is not MissingRule.REWEIGHT:
                filled += lost
            column = np.where(gap, _FILLER[rule], column)
        points += np.multiply(column, weight, dtype=np.int32)
    return points, coverage, coverage + filled


_FILLER = {
    MissingRule.REWEIGHT: np.uint16(0),
    MissingRule.NEUTRAL: np.uint16(NEUTRAL),
    MissingRule.WORST: np.uint16(0),
}


def contributions(matrix: NDArray[np.uint16], weights: Sequence[int], missing: Missing) -> NDArray[np.uint16]:
    """How many tenths of its score each account owes to each component: accounts × components.

    A row adds up exactly to `score`: every part is rounded down, and the tenths left over go to the largest
    remainders, the earlier component first where two are equal. `MISSING` for every component of an account
    that is unknown and, under `reweight`, for a component that the account has no value for; under the other
    two rules a gap contributes what the rule puts in its place.
    """
    rules = rules_of(missing, len(weights))
    _, coverage, divisors = _weighted_sums(matrix, weights, rules)
    divisor = np.maximum(divisors, 1)[:, None]
    gaps = matrix == MISSING
    points = np.where(gaps, np.array([_FILLER[rule] for rule in rules]), matrix) * np.array(weights, dtype=np.int32)
    parts, remainders = points // divisor, points % divisor
    left_over = points.sum(axis=1) // divisor[:, 0] - parts.sum(axis=1)
    order = np.argsort(-remainders, axis=1, kind="stable")
    rank = np.empty_like(order)
    np.put_along_axis(rank, order, np.arange(matrix.shape[1])[None, :], axis=1)
    parts += rank < left_over[:, None]
    left_out = gaps & np.array([rule is MissingRule.REWEIGHT for rule in rules])
    without = (2 * coverage < sum(weights))[:, None] | left_out
    return np.where(without, MISSING, parts).astype(np.uint16)
