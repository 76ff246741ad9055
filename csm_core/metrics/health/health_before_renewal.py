"""Health before renewal: did the score some time before the end of a term tell what became of the contract?"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa

from csm_core.metrics.customers.line_history import todays_lines
from csm_core.metrics.customers.renewal_outcomes import CHURNED, OUTCOMES, RENEWED, UNKNOWN_MONEY, renewal_outcomes
from csm_core.metrics.estimates.value_of import ratio_of_parts, total
from csm_core.metrics.examples.contracts import FOUR_CONTRACTS, JANUARY
from csm_core.metrics.framework.context import Answer, Context
from csm_core.metrics.framework.declare import (
    Direction,
    Example,
    Input,
    OwnUnit,
    Refused,
    Setting,
    Shape,
    Variant,
)
from csm_core.metrics.framework.metric import Metric
from csm_core.metrics.framework.registry import metric_named
from csm_core.metrics.health.components.matrix import health_matrix
from csm_core.metrics.health.components.settings import HEALTH_SETTINGS, health_scores
from csm_core.metrics.health.health_score import METRIC as HEALTH_SCORE
from csm_core.metrics.health.replay.leakage import refusals
from csm_core.result import SCHEMA
from csm_core.scoring.bands import BY_SCORE, Band
from csm_core.stats.intervals import wilson
from csm_core.text.plural import plural
from csm_core.units import Unit

Row = dict[str, Any]
_DAY = timedelta(days=1)


def renewals_with_health(context: Context) -> tuple[list[Row], int]:
    """The cases of `renewal_outcomes` with their `band` and its day (`scored_on`), and how many cases are left out
    because that day is still to come.

    Renewals are read under their own usual settings, with the context's rules for discounts, pauses and rates; the
    score is replayed: nothing enters that was only known later. Who was no customer on the day is unknown.
    """
    ahead = timedelta(days=context.whole("days_before"))
    renewals, later = [], 0
    for case in renewal_outcomes(_of_renewals(context)):
        # Months' ends alone, as in the replay: a score for each day on which some term ends takes ten times as long.
        scored_on = (case["ends_on"] - ahead + _DAY).replace(day=1) - _DAY
        if scored_on > context.as_of:
            later += 1
        else:
            renewals.append(case | {"scored_on": scored_on})
    bands = _bands(context, sorted({case["scored_on"] for case in renewals}))
    unknown = Band.UNKNOWN.word
    return [case | {"band": bands.get((case["scored_on"], case["account_id"]), unknown)} for case in renewals], later


def _of_renewals(context: Context) -> Context:
    """The question of the renewals, whose statements stand among the context's."""
    metric = metric_named("renewal_outcomes")
    shared = {name: context.settings[name] for name in ("discounts", "paused", "fx", "roll_up")}
    asked = context.of_metric(metric, metric.read_settings(shared))
    context.ledgers.update(asked.ledgers)
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
    scores = health_scores(everybody, replace(matrix, raw=raw))
    words = [Band(int(code)).word for code in scores.bands]
    return dict(zip(zip(matrix.days, matrix.account_ids, strict=True), words, strict=True))


RENEWED_SHARE, MRR_OF = "renewed", "mrr "
WITH_MONEY = tuple(outcome for outcome in OUTCOMES if outcome != UNKNOWN_MONEY)
_UNDECIDED = "No decided renewals yet."
_NO_MONEY = "The MRR of these renewals is unknown."


def cells_of_band(where: Row, cases: list[Row]) -> Iterator[Row]:
    """One band's cells: `where` names segment and series, `cases` are those of `renewals_with_health` in it."""
    decided = [case["outcome"] in RENEWED for case in cases if case["outcome"] in (*RENEWED, CHURNED)]
    share = wilson(sum(decided), len(decided))
    note = None if decided else _UNDECIDED
    yield (
        where
        | {"measure": RENEWED_SHARE, "value": share.value, "low": share.low, "high": share.high}
        | {"n": len(decided), "note": note}
    )
    is_known = any(case["mrr"] is not None for case in cases)
    for outcome in OUTCOMES:
        band_cases = [case for case in cases if case["outcome"] == outcome]
        if band_cases or outcome in WITH_MONEY:
            yield where | {"measure": outcome, "value": float(len(band_cases)), "n": len(band_cases)}
    for outcome in WITH_MONEY:
        band_cases = [case for case in cases if case["outcome"] == outcome]
        money = math.fsum(case["mrr"] for case in band_cases if case["mrr"] is not None)
        yield (
            where
            | {"measure": MRR_OF + outcome, "value": money if is_known else None, "n": len(band_cases)}
            | {"note": None if is_known else _NO_MONEY}
        )


_COLUMNS = ("segment", "measure", "series", "value", "low", "high", "n", "note")
_CELLS = pa.schema([SCHEMA.field(name) for name in _COLUMNS])
_ROWS = pa.schema(
    [
        *(SCHEMA.field(name) for name in ("segment", "measure", "series", "account_id")),
        *(("account_name", pa.string()), ("ends_on", pa.date32()), ("scored_on", pa.date32())),
        *((name, pa.float64()) for name in ("mrr", "mrr_after", "part", "whole", "amount")),
    ]
)


def _compute(context: Context) -> Answer:
    cases, later = renewals_with_health(context)
    sentence = f"Left out, as the date of their score is still ahead: {plural(later, 'renewal')}."
    left_out = (sentence,) if later else ()
    if not cases:
        note = "No renewals in this scope with a known health score before them."
        return Answer(pa.table({"value": pa.array([None], pa.float64()), "note": [note]}), left_out=left_out)
    cells = [
        cell
        for segment in dict.fromkeys(case["segment"] for case in cases)
        for band in BY_SCORE
        for band_cases in [[case for case in cases if (case["segment"], case["band"]) == (segment, band.word)]]
        if band_cases
        for cell in cells_of_band({"segment": segment, "series": band.word}, band_cases)
    ]
    return Answer(pa.Table.from_pylist(cells, _CELLS), notes=todays_lines(context), left_out=left_out)


def _rows(context: Context) -> pa.Table:
    return pa.Table.from_pylist([row for case in renewals_with_health(context)[0] for row in _measured(case)], _ROWS)


def _measured(case: Row) -> Iterator[Row]:
    shared = case | {"series": case["band"]}
    if case["outcome"] in (*RENEWED, CHURNED):
        yield shared | {"measure": RENEWED_SHARE, "part": float(case["outcome"] in RENEWED), "whole": 1.0}
    yield shared | {"measure": case["outcome"], "amount": 1.0}
    if case["mrr"] is not None:
        yield shared | {"measure": f"{MRR_OF}{case['outcome']}", "amount": case["mrr"]}


def _value_of(rows: pa.Table, variant: Variant) -> float | None:
    if rows.num_rows and rows.column("measure")[0].as_py() == RENEWED_SHARE:
        return ratio_of_parts(rows, variant)
    return total(rows, "amount")


METRIC = Metric(
    id="health_before_renewal",
    family="health",
    name="Health before renewal",
    question="Did the health score predict how renewals turned out?",
    definition=(
        "Each renewal of the scope's periods, by the band of the account's health score and by its outcome: grew,"
        " flat, shrank, churned, or undecided within the grace period. The score is that of the last month-end at"
        " least so many days before the end of the term, replayed from what was known on that day. Renewed: the "
        "share of the decided. Accounts with less than half of the weight known, or that were not customers on "
        "the day, are unknown. An account whose term ended in two periods counts in both."
    ),
    formula="renewed ÷ (renewed + churned) by band; accounts, and their MRR due, by band and outcome",
    inputs=(
        Input(("subscriptions", "mrr_snapshots", "mrr_movements"), ("account_id", "start_date", "term_end", "mrr")),
        HEALTH_SCORE.inputs[0],
    ),
    unit=Unit.RATE,
    direction=Direction.NEITHER,
    additive=False,
    shape=Shape.TABLE,
    measures=(RENEWED_SHARE, *OUTCOMES, *(MRR_OF + outcome for outcome in WITH_MONEY)),
    series=tuple(band.word for band in BY_SCORE),
    interval="Of the share renewed: Wilson's score interval",
    interval_holds_value=True,
    variants=(Variant("replayed", "Ours", "Only what was known on the day.", (0.0, 1.0), Unit.RATE),),
    refused=(
        Refused(
            "Today's score applied to past renewals",
            "Customers who left no longer use anything: the score already knows.",
        ),
    ),
    settings=(
        Setting(
            "days_before",
            "Scored at a month-end at least this many days before the term ends",
            90,
            (0, 730),
            "days",
        ),
        *HEALTH_SETTINGS,
    ),
    compute=_compute,
    rows=_rows,
    value_of=_value_of,
    references=("Wilson (1927), Journal of the American Statistical Association 22: the interval",),
    examples=(
        # Nothing of health is known here, so all three stand under unknown: A and B renewed, C did not.
        Example(
            "Two of three of whom nothing is known",
            FOUR_CONTRACTS,
            JANUARY,
            None,
            (),
            (
                (("measure", "renewed"), ("series", "unknown"), ("value", 2 / 3), ("n", 3)),
                (("measure", "mrr churned"), ("series", "unknown"), ("value", 200.0)),
            ),
        ),
    ),
    own_units=(
        *(OwnUnit(outcome, Unit.COUNT, (0.0, None)) for outcome in OUTCOMES),
        *(OwnUnit(MRR_OF + outcome, Unit.MONEY, (0.0, None)) for outcome in WITH_MONEY),
    ),
)
