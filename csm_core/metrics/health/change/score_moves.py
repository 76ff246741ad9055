"""Why the portfolio's score moved in each period: every account's part in it, and the reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from csm_core.errors import BadValue, UnknownName
from csm_core.metrics.framework.context import Context
from csm_core.metrics.framework.declare import Setting, Value
from csm_core.metrics.health.components.matrix import HealthMatrix, health_matrix
from csm_core.metrics.health.components.settings import HEALTH_SETTINGS, HealthScores, health_scores
from csm_core.metrics.money.revenue_settings import REVENUE_SETTINGS
from csm_core.periods import Period
from csm_core.scoring.score_parts import TwoDays, coverage_parts, score_parts
from csm_core.scoring.weights import UNKNOWN

START, DATA, GAPS, WEIGHTS, DEFINITION = "start", "data", "missing inputs", "weights", "definition"
CAME, LEFT, END = "accounts that came", "accounts that left", "end"
STEPS = (START, DATA, GAPS, WEIGHTS, DEFINITION, CAME, LEFT, END)
MOVE_SETTINGS: tuple[Setting, ...] = (
    Setting("account", "The account's id (empty: the whole portfolio)", "", None, ""),
    Setting(
        "then",
        "What differed in the earlier score: name=value, joined by '&' (weight.nps=20&missing=worst)",
        "",
        None,
        "",
    ),
    Setting(
        "changed_on", "First day of the score as it is now; the last period's first day without it", "", None, ""
    ),
)
_STEP_INDEX = {step: index for index, step in enumerate(STEPS)}


@dataclass(frozen=True, slots=True)
class ScoreMoves:
    """One period and segment. Each entry of the arrays is one reason of one account: `step` (index in STEPS),
    `component` (index in COMPONENTS, -1 where there is none), `row` of the matrix, `score` (points by which the
    account's score moved, or its score for start and end), `amount` (its part of the portfolio's mean)."""

    period: Period
    segment: str | None
    scored_before: int
    stayed: int
    scored_after: int
    step: NDArray[np.int64]
    component: NDArray[np.int64]
    row: NDArray[np.int64]
    score: NDArray[np.float64]
    amount: NDArray[np.float64]


def score_moves(context: Context) -> tuple[HealthMatrix, list[ScoreMoves]]:
    """The matrix on the edges of the shown periods, and what moved the mean score within each."""
    periods = [period for period in context.periods if _eve(period) < _last(period, context)]
    days = sorted({day for period in periods for day in (_eve(period), _last(period, context))})
    matrix = health_matrix(context, days) if days else health_matrix(context, [context.as_of])
    now, before = _definitions(context, matrix)
    changed_on = _changed_on(context, periods)
    ordinals = np.array([day.toordinal() for day in matrix.days], dtype=np.int64)
    wanted = _account(matrix, context.text("account"))
    moves = []
    for period in periods:
        first, last = _eve(period), _last(period, context)
        sides = tuple(now if day >= changed_on else before for day in (first, last))
        rows = tuple(np.flatnonzero(wanted & (ordinals == day.toordinal())) for day in (first, last))
        moves += list(_of_period(period, matrix, rows, sides))
    return matrix, moves


def _eve(period: Period) -> date:
    return period.start - timedelta(days=1)


def _last(period: Period, context: Context) -> date:
    return min(period.last_day, context.as_of)


def _account(matrix: HealthMatrix, account: str) -> NDArray[np.bool_]:
    """Which rows are asked about: those of one account, or all."""
    return np.array([not account or one == account for one in matrix.account_ids], dtype=np.bool_)


def _definitions(context: Context, matrix: HealthMatrix) -> tuple[HealthScores, HealthScores]:
    """The scores as they are now, and as they were before the change of weights or definition."""
    now = health_scores(context, matrix)
    changed = _then(context.text("then"))
    if not changed:
        return now, now
    return now, health_scores(replace(context, settings={**context.settings, **changed}), matrix)


def _then(text: str) -> Mapping[str, Value]:
    # What counts as a customer, and which attributes are components, is the same on both days.
    fixed = {"attributes", *(setting.name for setting in REVENUE_SETTINGS)}
    settings = {setting.name: setting for setting in HEALTH_SETTINGS if setting.name not in fixed}
    values: dict[str, Value] = {}
    for pair in filter(None, (part.strip() for part in text.split("&"))):
        name, equals, value = pair.partition("=")
        if not equals:
            raise BadValue.of("then", pair, "name=value, joined by '&'")
        if name not in settings:
            raise UnknownName.of("setting of the health score", name, settings)
        values[name] = settings[name].read(value)
    return values


def _changed_on(context: Context, periods: list[Period]) -> date:
    text = context.text("changed_on")
    if not text:
        return periods[-1].start if periods else date.min
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadValue.of("changed_on", text, "a day such as 2024-03-31") from error


def _of_period(
    period: Period,
    matrix: HealthMatrix,
    rows: tuple[NDArray[np.int64], ...],
    sides: tuple[HealthScores, ...],
) -> Iterator[ScoreMoves]:
    by_segment: dict[str | None, tuple[list[int], list[int]]] = {}
    for index, both in enumerate(rows):
        for row in both.tolist():
            by_segment.setdefault(matrix.segments[row], ([], []))[index].append(row)
    for segment in sorted(by_segment, key=str):
        pairs = tuple(_rows(both) for both in by_segment[segment])
        yield _Mean(matrix, pairs, sides).moves(period, segment)


class _Mean:
    """The mean score of some accounts on two days, taken apart account by account."""

    def __init__(
        self, matrix: HealthMatrix, rows: tuple[NDArray[np.int64], ...], sides: tuple[HealthScores, ...]
    ) -> None:
        self.sides = sides
        there = [{matrix.account_ids[row]: int(row) for row in both} for both in rows]
        scored = [
            {name: row for name, row in names.items() if side.scores[row] != UNKNOWN}
            for names, side in zip(there, sides, strict=True)
        ]
        self.counts = [len(names) for names in scored]
        self.everyone = [_rows(names.values()) for names in scored]
        stayed = sorted(scored[0].keys() & scored[1].keys())
        self.stayed = [_rows(names[name] for name in stayed) for names in scored]
        # With a score on one day alone: not a customer on the other, or a customer of whom too little is known.
        gone = [sorted(scored[k].keys() - there[1 - k].keys()) for k in (0, 1)]
        self.gone = [_rows(scored[k][name] for name in gone[k]) for k in (0, 1)]
        unclear = [sorted(scored[k].keys() & there[1 - k].keys() - scored[1 - k].keys()) for k in (0, 1)]
        self.unclear = [tuple(_rows(there[day][name] for name in unclear[k]) for day in (0, 1)) for k in (0, 1)]
        self.parts: list[tuple[NDArray[np.float64], ...]] = []

    def moves(self, period: Period, segment: str | None) -> ScoreMoves:
        for k, step in ((0, START), (1, END)):
            points = self._points(k, self.everyone[k])
            self._tell(step, self.everyone[k], points, points / max(self.counts[k], 1))
        if len(self.stayed[0]):
            self._tell_stayed()
            for k in (0, 1):
                self._tell_others(k)
        reason, component, row, score, amount = (np.concatenate(column) for column in zip(*self.parts, strict=True))
        return ScoreMoves(
            period,
            segment,
            self.counts[0],
            len(self.stayed[0]),
            self.counts[1],
            reason.astype(np.int64),
            component.astype(np.int64),
            row.astype(np.int64),
            score,
            amount,
        )

    def _points(self, day: int, rows: NDArray[np.int64]) -> NDArray[np.float64]:
        return self.sides[day].scores[rows].astype(np.float64) / 10

    def _tell(
        self,
        step: str,
        rows: NDArray[np.int64],
        score: NDArray[np.float64],
        amount: NDArray[np.float64],
        at: int = -1,
    ) -> None:
        """Keep what is not zero; start and end are kept in any case."""
        kept = np.ones(len(rows), dtype=np.bool_) if step in (START, END) else amount != 0
        count = int(kept.sum())
        self.parts.append(
            (
                np.full(count, _STEP_INDEX[step], float),
                np.full(count, at, float),
                rows[kept].astype(np.float64),
                score[kept],
                amount[kept],
            )
        )

    def _tell_stayed(self) -> None:
        first, last = self.stayed
        before, after = self.sides[0].scores[first], self.sides[1].scores[last]
        parts = score_parts(self._days(first, last), before, after)
        steps = ((GAPS, parts.gaps), (WEIGHTS, parts.weights), (DEFINITION, parts.definition))
        columns = [(DATA, parts.data[:, index], index) for index in range(parts.data.shape[1])]
        for step, tenths, index in (*columns, *((step, tenths, -1) for step, tenths in steps)):
            self._tell(step, last, tenths / 10, tenths / 10 / len(first), index)

    def _tell_others(self, day: int) -> None:
        """An account with a score on one day alone moves the mean by how far it lies from those that stayed."""
        sign = -1.0 if day == 0 else 1.0
        mean = float(self._points(day, self.stayed[day]).mean())
        gone, (first, last) = self.gone[day], self.unclear[day]
        points = self._points(day, gone)
        self._tell(CAME if day else LEFT, gone, points, sign * (points - mean) / self.counts[day])
        points = self._points(day, (first, last)[day])
        amount = (points - mean) / self.counts[day]
        for step, share in zip((GAPS, DEFINITION, WEIGHTS), coverage_parts(self._days(first, last)), strict=True):
            self._tell(step, (first, last)[day], points, share * amount)

    def _days(self, first: NDArray[np.int64], last: NDArray[np.int64]) -> TwoDays:
        before, after = self.sides
        return TwoDays(
            ((before.tenths[first], after.tenths[first]), (before.tenths[last], after.tenths[last])),
            (before.weights, after.weights),
            (before.missing, after.missing),
        )


def _rows(rows: Iterable[int]) -> NDArray[np.int64]:
    return np.array(list(rows), dtype=np.int64)
