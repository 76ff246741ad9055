"""The course of another metric: whole, period by period, for metrics that look at metrics."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from csm_core.errors import CsmError
from csm_core.metrics.compare.headline import Headline
from csm_core.metrics.framework.context import Context
from csm_core.metrics.framework.what_to_load import what_to_load
from csm_core.result import Result
from csm_core.scope import Scope

# These look at other metrics themselves.
LOOKING = ("seasonality", "goal_progress", "campaign_effect")


def other_result(
    context: Context, metric_id: str, scope: Scope, variant: str | None = None
) -> tuple[Result | None, str]:
    """The other metric's answer from the data's first day on, or None and the reason."""
    if metric_id in LOOKING:
        return None, f"'{metric_id}' is derived from other metrics and has no series of its own."
    try:
        result = context.ask_other(metric_id, replace(scope, start=None), variant)
    except CsmError as error:
        return None, str(error)
    if result.missing:
        return None, what_to_load(result.missing)
    return result, ""


def last_run(cells: tuple[Headline, ...]) -> list[tuple[date, float]]:
    """The latest stretch of complete periods without a gap, as (period, value)."""
    run: list[tuple[date, float]] = []
    is_broken = False
    for cell in sorted((cell for cell in cells if cell.period is not None), key=lambda cell: str(cell.period)):
        if cell.complete is False or cell.value is None or cell.period is None:
            is_broken = True
        else:
            run = [*([] if is_broken else run), (cell.period, cell.value)]
            is_broken = False
    return run
