"""Who stands in another band under another score, how much MRR that touches, and which component did it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from csm_core.scoring.bands import Band
from csm_core.scoring.normalise import MISSING
from csm_core.scoring.weights import NEUTRAL, Missing, MissingRule, rules_of


@dataclass(frozen=True, slots=True, eq=False)
class Scored:
    """One score of some accounts: `tenths` is accounts × components (0 to 1000, or MISSING), `scores` in tenths and
    `bands` codes, one an account. `components` are names, in the order of the columns."""

    components: tuple[str, ...]
    tenths: NDArray[np.uint16]
    weights: tuple[int, ...]
    missing: Missing
    scores: NDArray[np.uint16]
    bands: NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Reason:
    """The component that moved an account most: what it counted for in the account's score (its share, 0 to 1) and
    its points (0 to 100) before and after; points None where there was no value."""

    component: str
    share_before: float
    share_after: float
    points_before: float | None
    points_after: float | None

    @property
    def words(self) -> str:
        """Why, in a few words."""
        before, after = self.points_before, self.points_after
        if before is None or after is None:
            return f"{self.component} {'counts now' if before is None else 'no longer counts'}"
        if round(after) != round(before):
            return f"{self.component}: {before:.0f} → {after:.0f} points"
        more = "more" if self.share_after > self.share_before else "less"
        return f"{self.component} ({after:.0f} of 100) counts {more}"


@dataclass(frozen=True, slots=True)
class MoveTotal:
    """How many accounts went one way, and their MRR (None where none of them has one)."""

    accounts: int
    mrr: float | None


def movers(before: Scored, after: Scored, mrr: NDArray[np.float64]) -> NDArray[np.int64]:
    """The places of the accounts whose band differs, the largest MRR first, those without MRR last."""
    places = np.flatnonzero(before.bands != after.bands)
    worth = np.where(np.isnan(mrr[places]), -np.inf, mrr[places])
    return places[np.argsort(-worth, kind="stable")]


def move_totals(before: Scored, after: Scored, mrr: NDArray[np.float64]) -> dict[str, MoveTotal]:
    """Accounts that fall or rise between known bands, and that become unknown or known; only ways that are taken."""
    was, now = before.bands, after.bands
    both = (was != Band.UNKNOWN) & (now != Band.UNKNOWN)
    ways = {
        "fall": both & (now < was),
        "rise": both & (now > was),
        "become unknown": (was != Band.UNKNOWN) & (now == Band.UNKNOWN),
        "become known": (was == Band.UNKNOWN) & (now != Band.UNKNOWN),
    }
    totals = {}
    for way, who in ways.items():
        if who.any():
            amounts = mrr[who][~np.isnan(mrr[who])]
            totals[way] = MoveTotal(int(who.sum()), float(amounts.sum()) if amounts.size else None)
    return totals


def reasons(before: Scored, after: Scored, places: Sequence[int] | NDArray[np.int64]) -> list[Reason | None]:
    """For each of `places` the component that moved its score most in the way in which the score went.

    With shares s (an account's own, they add up to 1) and points p, a change of score is exactly
    Σ mean(s) · Δp + Σ Δs · (mean(p) − c) for any c, as the changes of the shares cancel out. With c half way between
    the two scores, a component gets what its own points and its own share did: one that counts more and is worse
    than the account's score pulls down. None where either side has no score, or where the score is the same.
    """
    names = tuple(dict.fromkeys((*before.components, *after.components)))
    rows = np.asarray(places, dtype=np.int64)
    (points, shares), (points_now, shares_now) = (_aligned(side, names, rows) for side in (before, after))
    has_points = ~np.isnan(points), ~np.isnan(points_now)
    # Where a component counts on one side alone, its points are the same on the other: only its share moved.
    first, second = np.where(has_points[0], points, points_now), np.where(has_points[1], points_now, points)
    first, second = np.nan_to_num(first), np.nan_to_num(second)
    middle = (before.scores[rows].astype(np.float64) + after.scores[rows]) / 20
    parts = (shares + shares_now) / 2 * (second - first)
    parts += (shares_now - shares) * ((first + second) / 2 - middle[:, None])
    change = after.scores[rows].astype(np.int64) - before.scores[rows]
    best = np.argmax(parts * np.sign(change)[:, None], axis=1) if len(rows) else np.empty(0, dtype=np.int64)
    is_explained = (before.scores[rows] != MISSING) & (after.scores[rows] != MISSING) & (change != 0)
    return [
        Reason(
            names[k],
            float(shares[row, k]),
            float(shares_now[row, k]),
            float(points[row, k]) if has_points[0][row, k] else None,
            float(points_now[row, k]) if has_points[1][row, k] else None,
        )
        if is_explained[row]
        else None
        for row, k in enumerate(best.tolist())
    ]


def _aligned(
    side: Scored, names: tuple[str, ...], rows: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Points (0 to 100, NaN where nothing counts) and own shares, accounts × `names`."""
    points = np.full((len(rows), len(names)), np.nan)
    counted = np.zeros((len(rows), len(names)))
    for k, (name, rule) in enumerate(zip(side.components, rules_of(side.missing, len(side.weights)), strict=True)):
        column = side.tenths[rows, k].astype(np.float64) / 10
        gap = side.tenths[rows, k] == MISSING
        filler = {MissingRule.REWEIGHT: np.nan, MissingRule.NEUTRAL: NEUTRAL / 10, MissingRule.WORST: 0.0}[rule]
        index = names.index(name)
        points[:, index] = np.where(gap, filler, column)
        counted[:, index] = np.where(np.isnan(points[:, index]), 0.0, side.weights[k])
    return points, counted / np.maximum(counted.sum(axis=1, keepdims=True), 1.0)
