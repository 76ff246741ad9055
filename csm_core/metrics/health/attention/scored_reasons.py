"""Reasons to call that the health score and its components give: at risk, fallen, used less, room to grow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from csm_core.metrics.framework.context import Context
from csm_core.metrics.health.attention.account_reasons import Reason
from csm_core.metrics.health.components.matrix import HealthMatrix, health_matrix
from csm_core.metrics.health.components.notices import day_words
from csm_core.metrics.health.components.settings import HealthScores, health_scores
from csm_core.scoring.bands import Band
from csm_core.scoring.components import COMPONENTS
from csm_core.scoring.normalise import MISSING
from csm_core.scoring.score_parts import TwoDays, score_parts
from csm_core.scoring.weights import UNKNOWN
from csm_core.units import write_percent

AT_RISK, FELL, DROP, UNUSED = "at risk", "score fell", "usage drop", "no use"
JUDGED, GROWTH = "judged at risk", "room to grow"
_BACK_DAYS = 28
_MOST_NAMED = 3
_MONTH_DAYS = 30.4375
# Below this many days of use in four weeks a fall says little.
_USED_ENOUGH = 5
_PLACES = {component.id: index for index, component in enumerate(COMPONENTS)}


@dataclass(frozen=True, slots=True, eq=False)
class Today:
    """The customers of a day: their rows of the matrix and scores, and what the scores give as reasons, by row."""

    matrix: HealthMatrix
    scores: HealthScores
    rows: NDArray[np.int64]
    reasons: Mapping[int, list[Reason]]
    growth: Mapping[int, Reason]


def scored_today(context: Context) -> Today:
    """The customers of the context's as-of day, held to the same four weeks before."""
    today = context.as_of
    before = today - timedelta(days=_BACK_DAYS)
    matrix = health_matrix(context, [before, today])
    scores = health_scores(context, matrix)
    days = np.array([day == today for day in matrix.days], dtype=np.bool_)
    rows = np.flatnonzero(days)
    earlier = {matrix.account_ids[row]: int(row) for row in np.flatnonzero(~days)}
    pairs = [(int(row), earlier[matrix.account_ids[row]]) for row in rows if matrix.account_ids[row] in earlier]
    reasons: dict[int, list[Reason]] = {}
    dropped = _used_less(context, matrix, pairs)
    for by_row in (
        _at_risk(matrix, scores, rows),
        _fallen(context, matrix, scores, pairs, before),
        dropped,
        _unused(matrix, [row for row in rows.tolist() if row not in dropped]),
        _judged(matrix, rows),
    ):
        for row, reason in by_row.items():
            reasons.setdefault(row, []).append(reason)
    return Today(matrix, scores, rows, reasons, _room(context, matrix, scores, rows))


def _at_risk(matrix: HealthMatrix, scores: HealthScores, rows: NDArray[np.int64]) -> dict[int, Reason]:
    weights = np.array(scores.weights)
    reasons = {}
    low = scores.scores[rows] < 10 * scores.cutoffs.red_below
    for row in rows[(scores.bands[rows] == Band.RED) | (low & matrix.is_leaving[rows])].tolist():
        tenths = scores.tenths[row]
        lost = np.where(tenths == MISSING, 0, (1000 - tenths.astype(np.int64)) * weights)
        worst = [index for index in np.argsort(-lost, kind="stable")[:2].tolist() if lost[index] > 0]
        named = ", ".join(f"{matrix.components[index].name} {int(tenths[index]) // 10} of 100" for index in worst)
        reasons[row] = Reason(AT_RISK, f"Score {int(scores.scores[row]) // 10}: at risk; pulled down by {named}.")
    return reasons


def _fallen(
    context: Context, matrix: HealthMatrix, scores: HealthScores, pairs: list[tuple[int, int]], before: date
) -> dict[int, Reason]:
    """Falls of so many points, with the components that did it: each one's part of the change."""
    least = 10 * context.whole("fell_by")
    fallen = [
        (now, then)
        for now, then in pairs
        if UNKNOWN not in (scores.scores[now], scores.scores[then])
        and int(scores.scores[then]) - int(scores.scores[now]) >= least
    ]
    if not fallen:
        return {}
    now, then = (np.array(side, dtype=np.int64) for side in zip(*fallen, strict=True))
    first, last = scores.tenths[then], scores.tenths[now]
    same = TwoDays(((first, first), (last, last)), (scores.weights, scores.weights), (scores.missing, scores.missing))
    parts = score_parts(same, scores.scores[then], scores.scores[now])
    reasons = {}
    for index, row in enumerate(now.tolist()):
        causes = [
            (int(tenths), matrix.components[at].name) for at, tenths in enumerate(parts.data[index]) if tenths < 0
        ]
        causes += [(int(parts.gaps[index]), "data that is missing now")] if parts.gaps[index] < 0 else []
        named = ", ".join(f"{name} {_points(tenths)}" for tenths, name in sorted(causes)[:_MOST_NAMED])
        fall = (int(scores.scores[then[index]]) - int(scores.scores[row])) / 10
        since = day_words(before)
        reasons[row] = Reason(FELL, f"Score fell by {fall:.0f} points since {since}: {named}.", before)
    return reasons


def _points(tenths: int) -> str:
    return f"\N{MINUS SIGN}{abs(tenths) / 10:.0f}" if abs(tenths) >= 5 else f"\N{MINUS SIGN}{abs(tenths) / 10:.1f}"


def _used_less(context: Context, matrix: HealthMatrix, pairs: list[tuple[int, int]]) -> dict[int, Reason]:
    most = context.number("used_less_than")
    use = matrix.raw[:, _PLACES["usage_frequency"]]
    days_there = matrix.raw[:, _PLACES["tenure"]] * _MONTH_DAYS
    reasons = {}
    for now, then in pairs:
        if use[then] >= _USED_ENOUGH and use[now] < most * use[then]:
            # A newcomer's days are counted up to 28, and said so.
            young = f" (reckoned from its first {days_there[then]:.0f})" if days_there[then] < _BACK_DAYS - 1 else ""
            sentence = f"Used on {use[now]:.0f} of the last 28 days, on {use[then]:.0f} of the 28 before{young}."
            reasons[now] = Reason(DROP, sentence)
    return reasons


def _unused(matrix: HealthMatrix, rows: list[int]) -> dict[int, Reason]:
    use = matrix.raw[:, _PLACES["usage_frequency"]]
    return {row: Reason(UNUSED, "Nobody used the product in the last 28 days.") for row in rows if use[row] == 0}


def _judged(matrix: HealthMatrix, rows: NDArray[np.int64]) -> dict[int, Reason]:
    risky = rows[matrix.judged[rows] == Band.RED].tolist()
    return {row: Reason(JUDGED, "A CSM judged it to be at risk.") for row in risky}


def _room(context: Context, matrix: HealthMatrix, scores: HealthScores, rows: NDArray[np.int64]) -> dict[int, Reason]:
    least = context.number("seats_used_from")
    used = matrix.raw[:, _PLACES["licence_utilisation"]]
    return {
        row: Reason(
            GROWTH,
            f"Healthy, and {write_percent(used[row])} of its seats were used in the last 28 days.",
        )
        for row in rows.tolist()
        if scores.bands[row] == Band.GREEN and used[row] >= least
    }
