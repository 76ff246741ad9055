"""Accounts and MRR at risk, to watch, healthy and unknown, period by period."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np
import numpy.typing as npt
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
from csm_core.metrics.health.components.matrix import codes_of, health_matrix
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

_KEYS = ("period", "segment", "measure", "series")
_NEVER = 255

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
    # In the order of the rows: a sum of floats hangs on it.
    sums = behind.group_by(list(_KEYS), use_threads=False).aggregate([("amount", "sum"), ("amount", "count")])
    by_key = {tuple(row[key] for key in _KEYS): (row["amount_sum"], row["amount_count"]) for row in sums.to_pylist()}
    segments = sorted({key[1] for key in by_key}, key=str) or ([] if context.scope.split else [None])
    has_mrr = any(key[2] == "mrr" for key in by_key)
    # Nobody in a band is a true zero as long as there are accounts at all.
    counted = {(key[0], key[1]) for key in by_key}
    cells = []
    for measure in ("accounts", "mrr") if has_mrr else ("accounts",):
        for segment, period, band in product(segments, context.periods, Band):
            is_known = (period.start, segment) in counted
            amount, accounts = by_key.get((period.start, segment, measure, band.word), (0.0, 0))
            cells.append(
                {
                    "period": period.start,
                    "segment": segment,
                    "measure": measure,
                    "series": band.word,
                    "value": amount if is_known else None,
                    "n": accounts,
                    "note": None if is_known else "No customers at that time.",
                }
            )
    notes: tuple[str, ...] = (
        () if has_mrr or not by_key else ("Load subscriptions or invoices to see the MRR in each band.",)
    )
    notes += (*unfilled_note(context), *todays_lines(context))
    return Answer(pa.Table.from_pylist(cells, _CELLS), notes=notes)


def _rows(context: Context) -> pa.Table:
    """One row an account, period and measure, with its score and the band it stood in a period before."""
    starts = {min(period.last_day, context.as_of): period.start for period in context.periods}
    matrix = health_matrix(context, sorted(starts))
    scores = health_scores(context, matrix)
    has_mrr = ~np.isnan(matrix.mrr)
    # Twice where MRR is known: the account, then its MRR.
    index = np.repeat(np.arange(len(has_mrr)), 1 + has_mrr)
    is_mrr = np.append(False, index[1:] == index[:-1])[: len(index)]
    words = pa.array([band.word for band in sorted(Band)])
    before = _bands_before(matrix.account_ids, scores.bands)
    columns = {
        "period": pa.array([starts[day] for day in matrix.days], pa.date32()),
        "segment": pa.array(matrix.segments, pa.string()),
        "series": words.take(pa.array(scores.bands)),
        "account_id": pa.array(matrix.account_ids, pa.string()),
        "account_name": pa.array(matrix.account_names, pa.string()),
        "score": pa.array(scores.scores / 10, pa.float64(), mask=scores.scores == UNKNOWN),
        "moved_from": words.take(pa.array(before, mask=(before == _NEVER) | (before == scores.bands))),
    }
    table = pa.table({name: column.take(pa.array(index)) for name, column in columns.items()})
    table = table.append_column("measure", pa.array(["accounts", "mrr"]).take(pa.array(is_mrr.astype(np.int8))))
    amounts = pa.array(np.where(is_mrr, matrix.mrr[index], 1.0))
    return table.append_column("amount", amounts).select(_SCHEMA.names).cast(_SCHEMA)


def _bands_before(account_ids: Sequence[str], codes: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """The band of each row's account in the row before of the same account, `_NEVER` in its first."""
    accounts = codes_of(account_ids)[0]
    order = np.argsort(accounts, kind="stable")
    before = np.full(len(codes), _NEVER, np.uint8)
    is_same = accounts[order][1:] == accounts[order][:-1]
    before[order[1:][is_same]] = codes[order[:-1][is_same]]
    return before


METRIC = Metric(
    id="health_bands",
    family="health",
    name="Health bands",
    question="How many accounts, and how much MRR, are at risk?",
    definition=(
        "Accounts by the band of their health score on the last day of each period: at risk below 40, watch from 40, "
        "healthy from 70 (both can be set; the lower bound belongs to the band). Accounts with less than half of the "
        "weight known are unknown. The score is cut to tenths, not rounded: 39.9 is at risk, even if the mean of "
        "the exact points was 40."
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
