"""Scores of other health tools beside ours: as they stand, one account's past, and held to who was really lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from csm_core.facts.scoped.query import Query
from csm_core.metrics.framework.context import Context
from csm_core.metrics.health.components.matrix import health_matrix
from csm_core.metrics.health.components.settings import health_scores
from csm_core.scoring.normalise import MISSING
from csm_core.scoring.replay import Replay
from csm_core.scoring.weights import UNKNOWN, MissingRule, score
from csm_core.stats.auc import AucDifference
from csm_core.stats.auc_of_scores import auc_gain
from csm_core.stats.intervals import Interval

_AT = Query("""
    select d.t, x.account_id, x.name, x.points
    from (select unnest($days::date[]) as t) d
    join every_tool_score x on x.scored_on <= d.t and d.t < x.valid_to
    order by d.t, x.name, x.account_id""")
_OF_ACCOUNT = Query("""
    select scored_on, name, points,
        band from every_tool_score where account_id = $account order by scored_on desc, name""")


@dataclass(frozen=True, slots=True)
class ToolComparison:
    """Another tool's score held to ours on the same past: `auc.first` is the tool's AUC, `auc.second` ours, over the
    `rows` (ends of months × accounts) that both score."""

    name: str
    auc: AucDifference
    rows: int

    @property
    def sentence(self) -> str:
        """Which of the two tells better who leaves, or that nothing can be said."""
        gap = self.auc.difference
        if self.auc.first is None or self.auc.second is None or gap.value is None:
            return f"{self.name} can't be compared: it needs scores and losses on the same days."
        text = (
            f"{self.name} predicts churn with an AUC of {self.auc.first:.2f}, this score with "
            f"{self.auc.second:.2f}, over the {self.rows:,} rows that both score"
        )
        if gap.low is None or gap.high is None:
            return f"{text}."
        bounds = f"difference {gap.value:+.3f}, 95 % interval {gap.low:+.3f} to {gap.high:+.3f}"
        is_noise = gap.low <= 0.0 <= gap.high
        return f"{text} ({bounds}{', which may be chance' if is_noise else ''})."


def tool_comparisons(context: Context, ours: Replay) -> tuple[ToolComparison, ...]:
    """Every other tool's score on the days and accounts of a replay, as it stood then, against the replayed score.

    An account that the tool had not scored by a day has none on it, as one of ours without data; rows that only one
    of the two scores count for neither. No value where the replay itself has none, for want of losses.
    """
    history = ours.history
    places = {(day, account): row for row, (day, account) in enumerate(_keys(ours))}
    tenths: dict[str, NDArray[np.uint16]] = {}
    if not history.days:
        return ()
    for one in context.table(_AT, days=list(history.days)).to_pylist():
        row = places.get((one["t"], one["account_id"]))
        column = tenths.setdefault(one["name"], np.full(len(history.account), MISSING, dtype=np.uint16))
        if row is not None:
            column[row] = round(one["points"] * 10)
    comparisons = []
    for name, column in tenths.items():
        theirs = score(np.asfortranarray(column[:, None]), (1,), MissingRule.REWEIGHT)
        both = (theirs != UNKNOWN) & (ours.scores != UNKNOWN)
        rows = int(both.sum())
        auc = AucDifference(None, None, Interval(None, None, None, rows), None)
        if ours.thin is None and rows:
            churned, account = history.churned[both], history.account[both]
            auc = auc_gain(theirs[both], ours.scores[both], churned, account, len(history.accounts))
        comparisons.append(ToolComparison(name, auc, rows))
    return tuple(comparisons)


def standing_tool_scores(context: Context) -> Mapping[str, Mapping[str, float]]:
    """Score of a tool → account → its points (0 to 100) on the as-of day."""
    scores: dict[str, dict[str, float]] = {}
    for one in context.table(_AT, days=[context.as_of]).to_pylist():
        scores.setdefault(one["name"], {})[one["account_id"]] = one["points"]
    return scores


def tool_scores_of(context: Context, account_id: str, most: int = 24) -> list[dict[str, object]]:
    """One account's scores by other tools, the newest day first, with ours of the same day: day, ours, and a column
    for each tool's score (points from 0 to 100). At most `most` days."""
    days: dict[date, dict[str, object]] = {}
    names: list[str] = []
    for one in context.table(_OF_ACCOUNT, account=account_id).to_pylist():
        if one["scored_on"] in days or len(days) < most:
            days.setdefault(one["scored_on"], {})[one["name"]] = one["points"]
            names += [one["name"]] if one["name"] not in names else []
    if not days:
        return []
    matrix = health_matrix(context, sorted(days))
    tenths = health_scores(context, matrix).scores
    ours = {
        day: None if value == UNKNOWN else value / 10
        for day, account, value in zip(matrix.days, matrix.account_ids, tenths.tolist(), strict=True)
        if account == account_id
    }
    return [
        {"day": day, "ours": ours.get(day)} | {name: scores.get(name) for name in names}
        for day, scores in days.items()
    ]


def _keys(ours: Replay) -> list[tuple[date, str]]:
    history = ours.history
    return [
        (history.days[day], history.accounts[account])
        for day, account in zip(history.day.tolist(), history.account.tolist(), strict=True)
    ]
