"""Health before renewal: did the score some time before the end of a term tell what became of the contract?"""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa

from csm_core.metrics.context import Answer, Context
from csm_core.metrics.declare import Direction, Example, Input, Metric, OwnUnit, Refused, Setting, Shape, Variant
from csm_core.metrics.health.health_score import METRIC as HEALTH_SCORE
from csm_core.metrics.health_before_bands import MRR_OF, RENEWED_SHARE, WITH_MONEY, cells_of_band
from csm_core.metrics.health_before_cases import Row, renewals_with_health
from csm_core.metrics.health_settings import HEALTH_SETTINGS
from csm_core.metrics.line_history import todays_lines
from csm_core.metrics.renewal_outcomes_seen import CHURNED, OUTCOMES, RENEWED
from csm_core.metrics.value_of import ratio_of_parts, total
from csm_core.metrics.worked_contracts import FOUR_CONTRACTS, JANUARY
from csm_core.plural import plural
from csm_core.result import SCHEMA
from csm_core.scoring.bands import Band
from csm_core.units import Unit

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
    told = f"Left out, as the day of their score is still to come: {plural(later, 'renewal')}."
    left_out = (told,) if later else ()
    if not cases:
        note = "No contract came up for renewal in this scope, with a day before it on which health was known."
        return Answer(pa.table({"value": pa.array([None], pa.float64()), "note": [note]}), left_out=left_out)
    cells = [
        cell
        for segment in dict.fromkeys(case["segment"] for case in cases)
        for band in Band
        for mine in [[case for case in cases if (case["segment"], case["band"]) == (segment, band.word)]]
        if mine
        for cell in cells_of_band({"segment": segment, "series": band.word}, mine)
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
    question="Did the health score before a renewal tell how it came out?",
    definition=(
        "Each renewal of the scope's periods by the band of the account's health score at the last end of a month "
        "that lies so many days or more before the end of its term, and by its outcome: grew, flat, shrank, churned, "
        "or undecided within the grace. The score is replayed from what was known on that day. Renewed: the share of "
        "the decided. Accounts with less than half of the weight known, and who was no customer on the day, are "
        "unknown. Whoever came up in two periods stands there twice."
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
    series=tuple(band.word for band in Band),
    interval="Of the share renewed: Wilson's score interval",
    interval_holds_value=True,
    variants=(Variant("replayed", "Ours", "Only what was known on the day.", (0.0, 1.0), Unit.RATE),),
    refused=(
        Refused(
            "Today's score held to renewals of the past", "Who has left uses nothing any more: it knows already."
        ),
    ),
    settings=(
        Setting(
            "days_before",
            "Scored at a month's end at least so many days before the end of the term",
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
