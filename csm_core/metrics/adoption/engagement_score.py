"""Engagement score: how much each account uses what it bought, from 0 to 100."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from csm_core.facts.scoped.query import Query
from csm_core.metrics.adoption.calc.minutes_spent import spent_ctes
from csm_core.metrics.adoption.calc.usage_seen import usage_notes
from csm_core.metrics.estimates.scale_means import scale_means
from csm_core.metrics.estimates.value_of import mean_of, total
from csm_core.metrics.framework.context import Answer, Context
from csm_core.metrics.framework.declare import (
    Direction,
    Example,
    Input,
    Refused,
    Setting,
    Shape,
    Variant,
)
from csm_core.metrics.framework.fill_gaps import with_gaps
from csm_core.metrics.framework.metric import Metric
from csm_core.metrics.health.components.matrix import HealthMatrix, health_matrix
from csm_core.result import complete_columns
from csm_core.scoring.components import COMPONENTS
from csm_core.scoring.engagement import ENGAGEMENT
from csm_core.scoring.normalise import MISSING, Thresholds, normalise
from csm_core.scoring.weights import SETTING, UNKNOWN, MissingRule, check_weights, contributions, score
from csm_core.stats.scale_mean import SCALE_MEAN
from csm_core.units import Unit

ENGAGEMENT_SETTINGS: tuple[Setting, ...] = (
    *(
        Setting(f"{SETTING}{component.id}", f"Weight of: {component.name}", component.weight, (0, 100), "")
        for component in ENGAGEMENT
    ),
    Setting(
        "missing",
        "Missing components: reweight the others, count as 50, or count as 0",
        "reweight",
        ("reweight", "neutral", "worst"),
        "",
    ),
)

_CTES = {
    "days": "select unnest($days::date[]) as t",
    "first_use": "select min(used_on) as first_on from active_days",
}
_MINUTES = """
    select d.t, s.account_id, sum(s.minutes order by s.minutes) / 4.0
        / nullif(count(distinct s.user_id), 0) as minutes
    from days d cross join first_use f
    join spent s on s.used_on <= d.t and s.used_on > d.t - 28
    where f.first_on <= d.t - 27 and s.account_id is not null and s.user_id is not null
    group by d.t, s.account_id"""


@dataclass(frozen=True, slots=True)
class Engagement:
    """One row an account and day, in the order of `matrix`. `raw` is rows × ENGAGEMENT, NaN where nothing is known;
    `points`, `parts` and `scores` are whole tenths, MISSING or UNKNOWN where there are none."""

    matrix: HealthMatrix
    raw: npt.NDArray[np.float64]
    points: npt.NDArray[np.uint16]
    parts: npt.NDArray[np.uint16]
    scores: npt.NDArray[np.uint16]
    weights: tuple[int, ...]


def engagement(context: Context, days: Sequence[date]) -> Engagement:
    """Engagement as of each of `days`, of the accounts that were customers then.

    Raises
    ------
    BadValue
        When all weights are zero.
    """
    weights = check_weights(
        [context.whole(SETTING + component.id) for component in ENGAGEMENT],
        [component.name for component in ENGAGEMENT],
    )
    missing = MissingRule(context.text("missing"))
    matrix = health_matrix(context, days)
    table = context.table(Query(_MINUTES, spent_ctes(context) | _CTES), days=list(days))
    minutes = {(row["t"], row["account_id"]): row["minutes"] for row in table.to_pylist()}
    keys = zip(matrix.days, matrix.account_ids, strict=True)
    time = np.array([minutes.get(key, np.nan) for key in keys], dtype=np.float64)
    places = {component.id: index for index, component in enumerate(COMPONENTS)}
    columns = [time if c.id == "time" else matrix.raw[:, places[c.id]] for c in ENGAGEMENT]
    raw = np.column_stack(columns)
    points = np.column_stack([normalise(raw[:, k], Thresholds(c.points)) for k, c in enumerate(ENGAGEMENT)])
    parts, scores = contributions(points, weights, missing), score(points, weights, missing)
    return Engagement(matrix, raw, points, parts, scores, weights)


def engagement_rows(context: Context) -> pa.Table:
    """A row for each account and period with its score; of the last period one for each component beside it."""
    starts = {min(period.last_day, context.as_of): period.start for period in context.periods}
    if not starts:
        return pa.Table.from_pylist([], _SCHEMA)
    scores = engagement(context, sorted(starts))
    rows: list[dict[str, object]] = []
    for row, day in enumerate(scores.matrix.days):
        account = _account(scores, row) | {"period": starts[day]}
        rows.append(account | {"measure": "mean"})
        if day == max(starts):
            rows += [account | _component(scores, row, index) for index in range(len(ENGAGEMENT))]
    table = pa.Table.from_pylist(rows, _SCHEMA)
    order = ("measure", "period", "segment", "account_id", "place")
    return table.sort_by([(name, "ascending") for name in order])


def _account(scores: Engagement, row: int) -> dict[str, object]:
    tenths = int(scores.scores[row])
    return {
        "segment": scores.matrix.segments[row],
        "account_id": scores.matrix.account_ids[row],
        "account_name": scores.matrix.account_names[row],
        "score": None if tenths == UNKNOWN else tenths / 10,
        "known": int((scores.points[row, np.array(scores.weights) > 0] != MISSING).sum()),
    }


def _component(scores: Engagement, row: int, index: int) -> dict[str, object]:
    raw, points, part = float(scores.raw[row, index]), int(scores.points[row, index]), int(scores.parts[row, index])
    return {
        "measure": "account",
        "place": index,
        "component": ENGAGEMENT[index].name,
        "raw_value": None if np.isnan(raw) else raw,
        "points": None if points == MISSING else points / 10,
        "weight": scores.weights[index],
        "contribution": None if part == MISSING else part / 10,
    }


_FLOATS = ("score", "raw_value", "points", "contribution")
_SCHEMA = pa.schema(
    [
        ("period", pa.date32()),
        *((name, pa.string()) for name in ("measure", "segment", "account_id", "account_name", "component")),
        *((name, pa.int64()) for name in ("place", "known", "weight")),
        *((name, pa.float64()) for name in _FLOATS),
    ]
)

_NOBODY = "No customer has enough usage data in the 28 days before the end of this period."
_UNKNOWN = "Less than half of the weight has data."


def _compute(context: Context) -> Answer:
    rows = engagement_rows(context)
    scored = rows.filter(pc.and_(pc.equal(rows.column("measure"), "mean"), rows.column("score").is_valid()))
    means = with_gaps(scale_means(scored, 0.0, 100.0), context, _NOBODY)
    singles = rows.filter(pc.and_(pc.equal(rows.column("measure"), "account"), pc.equal(rows.column("place"), 0)))
    cells = [
        {key: row[key] for key in ("measure", "period", "segment", "account_id")}
        | {"value": row["score"], "n": row["known"], "note": _UNKNOWN if row["score"] is None else None}
        for row in singles.to_pylist()
    ]
    table = pa.concat_tables([means, complete_columns(pa.Table.from_pylist(cells, means.schema))])
    return Answer(table, notes=usage_notes(context))


def _value_of(rows: pa.Table, variant: Variant) -> float | None:
    del variant
    if rows.num_rows and rows.column("measure")[0].as_py() == "mean":
        return mean_of(rows, "score")
    return total(rows.filter(rows.column("contribution").is_valid()), "contribution")


def _use(days: range) -> tuple[tuple[tuple[str, str], ...], ...]:
    return tuple(
        (
            ("account_id", "A"),
            ("user_id", "u"),
            ("event_name", "open"),
            ("event_at", f"2024-03-{day:02} 09:00"),
            ("duration_minutes", "12"),
            ("session_id", f"{day}"),
        )
        for day in days
    )


METRIC = Metric(
    id="engagement_score",
    family="adoption",
    name="Engagement score",
    question="How much do customers get out of the product?",
    definition=(
        "From 0 to 100 for each account, as of the last day of the period: a weighted mean of its licence "
        "utilisation (20 to 80 % of the licences), its days with use (0 to 20 of 28), its breadth (0 to 60 % of "
        "the features it used in a year) and the weekly minutes per active user (0 to 60). Unknown components are "
        "left out of the mean. Points are rounded to tenths, and an account's mean is cut to them, as in the "
        "health score."
    ),
    formula="Σ weight × points ÷ Σ weight, over the known components; then the mean over accounts",
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
        Refused("Clicks counted and added up", "A script that clicks all night would be your best customer."),
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
)
