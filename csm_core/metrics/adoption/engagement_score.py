"""Engagement score: how much each account uses what it bought, from 0 to 100."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from csm_core.metrics.context import Answer, Context
from csm_core.metrics.declare import Direction, Example, Input, Metric, Refused, Shape, Variant
from csm_core.metrics.engagement import ENGAGEMENT_SETTINGS
from csm_core.metrics.engagement_rows import engagement_rows
from csm_core.metrics.gaps import with_gaps
from csm_core.metrics.scale_means import scale_means
from csm_core.metrics.usage_seen import usage_notes
from csm_core.metrics.value_of import mean_of, total
from csm_core.result import complete_columns
from csm_core.scoring.weights import SETTING
from csm_core.stats.scale_mean import SCALE_MEAN
from csm_core.units import Unit

_NOBODY = "No customer has enough known of its use in the 28 days before this period's end."
_UNKNOWN = "Less than half of the weight has data."


def _compute(context: Context) -> Answer:
    rows = engagement_rows(context)
    scored = rows.filter(pc.and_(pc.equal(rows.column("measure"), "mean"), rows.column("score").is_valid()))
    means = with_gaps(scale_means(scored, 0.0, 100.0), context, _NOBODY)
    singles = rows.filter(pc.and_(pc.equal(rows.column("measure"), "account"), pc.equal(rows.column("place"), 0)))
    found = [
        {key: row[key] for key in ("measure", "period", "segment", "account_id")}
        | {"value": row["score"], "n": row["known"], "note": _UNKNOWN if row["score"] is None else None}
        for row in singles.to_pylist()
    ]
    table = pa.concat_tables([means, complete_columns(pa.Table.from_pylist(found, means.schema))])
    return Answer(table, notes=usage_notes(context))


def _value_of(rows: pa.Table, variant: Variant) -> float | None:
    del variant
    if rows.num_rows and rows.column("measure")[0].as_py() == "mean":
        return mean_of(rows, "score")
    return total(rows.filter(rows.column("contribution").is_valid()), "contribution")


def _use(days: range) -> tuple[tuple[tuple[str, str], ...], ...]:
    return tuple(
        (("account_id", "A"), ("user_id", "u"), ("event_name", "open"), ("event_at", f"2024-03-{day:02} 09:00"),
         ("duration_minutes", "12"), ("session_id", f"{day}"))
        for day in days
    )  # fmt: skip


METRIC = Metric(
    id="engagement_score",
    family="adoption",
    name="Engagement score",
    question="How much do our customers make of the product?",
    definition=(
        "From 0 to 100 for each account, as of the last day of the period: a weighted mean of its licence "
        "utilisation (20 to 80 % of the licences), the days with use (0 to 20 of 28), the breadth (0 to 60 % of the "
        "features that the account used in a year) and the minutes a week of an active user (0 to 60). What is not "
        "known leaves the mean."
    ),
    formula="Σ weight × points ÷ Σ weight, over the components that are known; their mean over accounts",
    inputs=(Input(("events",), ("account_id", "user_id", "event_name", "event_at", "duration_minutes")),),
    unit=Unit.SCORE,
    direction=Direction.UP,
    additive=False,
    shape=Shape.TREND,
    measures=("mean", "account"),
    series=(),
    interval=f"{SCALE_MEAN}.",
    interval_holds_value=True,
    variants=(Variant("weighted", "Ours", "Weights in whole numbers.", (0.0, 100.0), Unit.SCORE),),
    refused=(
        Refused("Clicks counted and added up", "A script that clicks all night would be the best customer."),
        Refused("Unknown use counted as none", "An export that was not loaded would look like lost interest."),
    ),
    settings=ENGAGEMENT_SETTINGS,
    compute=_compute,
    rows=engagement_rows,
    value_of=_value_of,
    references=("Dawes (1979), The Robust Beauty of Improper Linear Models, American Psychologist 34(7)",),
    examples=(
        Example(
            "Ten days of use in four weeks, 12 minutes each: 50 points for the days, 30 minutes a week for 50 more",
            (
                ("events", (*_use(range(1, 2)), *_use(range(19, 28)))),
                ("accounts", ((("account_id", "A"), ("start_date", "2023-01-01")),)),
            ),
            (("start", "2024-03-01"), ("end", "2024-04-01"), ("as_of", "2024-03-28")),
            None,
            # Breadth is out, and so is utilisation, as no licences are known.
            ((f"{SETTING}feature_breadth", 0), (f"{SETTING}licence_utilisation", 0)),
            ((("measure", "account"), ("account_id", "A"), ("value", 50.0)), (("measure", "mean"), ("value", 50.0))),
        ),
    ),
)  # fmt: skip
