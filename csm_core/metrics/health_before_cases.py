"""Each renewal with the health band in which its account stood at a month's end some time before the term ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np

from csm_core.metrics.context import Context
from csm_core.metrics.health_leakage import refusals
from csm_core.metrics.health_matrix import health_matrix
from csm_core.metrics.health_settings import health_scores
from csm_core.metrics.registry import metric_named
from csm_core.metrics.renewal_outcomes_seen import renewal_outcomes
from csm_core.scoring.bands import Band

Row = dict[str, Any]
_DAY = timedelta(days=1)


def renewals_with_health(context: Context) -> tuple[list[Row], int]:
    """The cases of `renewal_outcomes` with their `band` and its day (`scored_on`), and how many cases are left out
    because that day is still to come.

    Renewals are read under their own usual settings, with the context's rules for discounts, pauses and rates; the
    score is replayed: nothing enters that was only known later. Who was no customer on the day is unknown.
    """
    ahead = timedelta(days=context.whole("days_before"))
    known, later = [], 0
    for case in renewal_outcomes(_of_renewals(context)):
        # Months' ends alone, as in the replay: a score for each day on which some term ends takes ten times as long.
        scored_on = (case["ends_on"] - ahead + _DAY).replace(day=1) - _DAY
        if scored_on > context.as_of:
            later += 1
        else:
            known.append(case | {"scored_on": scored_on})
    bands = _bands(context, sorted({case["scored_on"] for case in known}))
    unknown = Band.UNKNOWN.word
    return [case | {"band": bands.get((case["scored_on"], case["account_id"]), unknown)} for case in known], later


def _of_renewals(context: Context) -> Context:
    """The question of the renewals, whose statements stand among the context's."""
    metric = metric_named("renewal_outcomes")
    shared = {name: context.settings[name] for name in ("discounts", "paused", "fx", "roll_up")}
    settings = metric.read_settings(shared)
    asked = Context.of(
        context.workspace, metric, metric.variants[0], settings, context.scope, context.span, context.ask
    )
    return replace(asked, statements=context.statements)


def _bands(context: Context, days: list[date]) -> Mapping[tuple[date, str], str]:
    if not days:
        return {}
    everybody = context.without_segments
    matrix = health_matrix(everybody, days, replay=True)
    components = matrix.components
    nobody_lost = np.zeros(len(matrix.account_ids), dtype=np.bool_)
    raw = matrix.raw.copy()
    for one in refusals(everybody, components, raw, matrix.age_days.astype(np.float64), nobody_lost):
        raw[:, [component.name for component in components].index(one.component)] = np.nan
    found = health_scores(everybody, replace(matrix, raw=raw))
    words = [Band(int(code)).word for code in found.bands]
    return dict(zip(zip(matrix.days, matrix.account_ids, strict=True), words, strict=True))
