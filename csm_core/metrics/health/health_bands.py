"""Accounts and MRR at risk, to watch, healthy and unknown, period by period."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from csm_core.metrics.customers.line_history import todays_lines
from csm_core.metrics.estimates.value_of import sum_of_amounts
from csm_core.metrics.framework.context import Answer, Context
from csm_core.metrics.framework.declare import (
    Direction,
    Example,
    OwnUnit,
    Refused,
    Shape,
    Variant,
)
from csm_core.metrics.framework.metric import Metric
from csm_core.metrics.health.components.fillable import unfilled_note
from csm_core.metrics.health.components.matrix import health_matrix
from csm_core.metrics.health.components.settings import HEALTH_SETTINGS, health_scores
from csm_core.metrics.health.health_score import METRIC as HEALTH_SCORE
from csm_core.result import SCHEMA
from csm_core.scoring.bands import Band
from csm_core.scoring.weights import UNKNOWN
from csm_core.units import Unit

_SCHEMA = pa.schema(
    [
        *(SCHEMA.field(name) for name in ("period", "segment", "measure", "series", "account_id")),
        ("account_name", pa.string()),
        ("score", pa.float64()),
        ("moved_from", pa.string()),
        ("amount", pa.float64()),
    ]
)


_CELLS = pa.schema(
    [
        ("period", pa.date32()),
        ("segment", pa.string()),
        ("measure", pa.string()),
        ("series", pa.string()),
        ("value", pa.float64()),
        ("n", pa.int64()),
        ("note", pa.string()),
    ]
)


def _compute(context: Context) -> Answer:
    behind = _rows(context)
    sums: dict[tuple[object, ...], list[float]] = {}
    for row in behind.to_pylist():
        sums.setdefault((row["period"], row["segment"], row["measure"], row["series"]), []).append(row["amount"])
    segments = sorted({key[1] for key in sums}, key=str) or ([] if context.scope.split else [None])
    has_mrr = any(key[2] == "mrr" for key in sums)
    # Nobody in a band is a true zero as long as there are accounts at all.
    counted = {(key[0], key[1]) for key in sums}
    cells = [
        {
            "period": period.start,
            "segment": segment,
            "measure": measure,
            "series": band.word,
            "value": float(sum(sums.get((period.start, segment, measure, band.word), ()))) if is_known else None,
            "n": len(sums.get((period.start, segment, measure, band.word), ())),
            "note": None if is_known else "No customers at that time.",
        }
        for measure in ("accounts", "mrr")
        if measure == "accounts" or has_mrr
        for segment in segments
        for period in context.periods
        for is_known in [(period.start, segment) in counted]
        for band in Band
    ]
    notes: tuple[str, ...] = (
        () if has_mrr or not sums else ("Load subscriptions or invoices to see the MRR in each band.",)
    )
    notes += (*unfilled_note(context), *todays_lines(context))
    return Answer(pa.Table.from_pylist(cells, _CELLS), notes=notes)


def _rows(context: Context) -> pa.Table:
    """One row an account, period and measure, with its score and the band it stood in a period before."""
    starts = {min(period.last_day, context.as_of): period.start for period in context.periods}
    matrix = health_matrix(context, sorted(starts))
    scores = health_scores(context, matrix)
    before: dict[str, str] = {}
    rows: list[dict[str, object]] = []
    for index, (day, account) in enumerate(zip(matrix.days, matrix.account_ids, strict=True)):
        word = Band(int(scores.bands[index])).word
        tenths = int(scores.scores[index])
        shared: dict[str, object] = {
            "period": starts[day],
            "segment": matrix.segments[index],
            "series": word,
            "account_id": account,
            "account_name": matrix.account_names[index],
            "score": None if tenths == UNKNOWN else tenths / 10,
            "moved_from": before.get(account) if before.get(account) != word else None,
        }
        rows.append(shared | {"measure": "accounts", "amount": 1.0})
        if not np.isnan(matrix.mrr[index]):
            rows.append(shared | {"measure": "mrr", "amount": float(matrix.mrr[index])})
        before[account] = word
    return pa.Table.from_pylist(rows, _SCHEMA)


METRIC = Metric(
    id="health_bands",
    family="health",
    name="Health bands",
    question="How many accounts, and how much MRR, are at risk?",
    definition=(
        "Accounts by the band of their health score on the last day of each period: at risk below 40, watch from 40, "
        "healthy from 70 (both can be set; the lower bound belongs to the band). Accounts with less than half of the "
        "weight known are unknown. The score is the one in tenths, cut and not rounded: 39.9 is at risk, though the "
        "mean of the exact points were 40."
    ),
    formula="accounts (and their MRR) whose score lies in the band",
    inputs=HEALTH_SCORE.inputs,
    unit=Unit.COUNT,
    own_units=(OwnUnit("mrr", Unit.MONEY, (0.0, None)),),
    direction=Direction.NEITHER,
    additive=True,
    shape=Shape.DISTRIBUTION,
    measures=("accounts", "mrr"),
    series=tuple(band.word for band in Band),
    interval=None,
    interval_holds_value=True,
    variants=(Variant("bands", "Ours", "Three bands and unknown.", (0.0, None), Unit.COUNT),),
    refused=(Refused("Accounts without data counted as at risk", "That is not known; they are counted separately."),),
    settings=HEALTH_SETTINGS,
    compute=_compute,
    rows=_rows,
    value_of=sum_of_amounts,
    references=(),
    examples=(
        Example(
            "One account with 50 points is to be watched",
            HEALTH_SCORE.examples[0].given,
            HEALTH_SCORE.examples[0].scope,
            None,
            HEALTH_SCORE.examples[0].settings,
            (
                (("measure", "accounts"), ("series", "watch"), ("value", 1.0)),
                (("measure", "accounts"), ("series", "at risk"), ("value", 0.0)),
            ),
        ),
    ),
)
