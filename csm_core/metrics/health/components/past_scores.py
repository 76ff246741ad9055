"""The health score of each account at the end of past periods, for metrics that look at it from beside."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from csm_core.metrics.asking.ask import context_of
from csm_core.metrics.framework.context import Context
from csm_core.metrics.health.components.matrix import health_matrix
from csm_core.metrics.health.components.settings import health_scores
from csm_core.periods import add_periods
from csm_core.scoring.weights import UNKNOWN


def past_scores(context: Context, starts: Sequence[date]) -> dict[tuple[str, date], float]:
    """The score (0 to 100) by account and start of a period, on the period's last day and by the default weights.

    Who has no score that day (no customer, or too little known) is not in it.
    """
    scope = context.without_segments.scope
    asked = context_of(context.workspace, "health_score", scope, None, None)
    last_days = {add_periods(start, 1, scope.grain) - timedelta(days=1): start for start in starts}
    matrix = health_matrix(asked, sorted(last_days))
    scores = health_scores(asked, matrix).scores.tolist()
    context.statements.extend(asked.statements)
    context.ledgers.update(asked.ledgers)
    return {
        (account, last_days[day]): tenths / 10
        for account, day, tenths in zip(matrix.account_ids, matrix.days, scores, strict=True)
        if tenths != UNKNOWN
    }
