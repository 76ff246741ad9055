"""Shall we reach our goals?"""

from __future__ import annotations

import pyarrow as pa

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
from csm_core.metrics.outcomes.calc.goals import OWN_PAST, Outlook, goals_with_outlook
from csm_core.result import SCHEMA
from csm_core.units import Unit

_MEASURES = ("chance", "current", "forecast", "target")
_ROWS = pa.schema(
    [
        *(SCHEMA.field(name) for name in ("measure", "series")),
        *(("at", pa.date32()), ("observed", pa.float64()), ("steps", pa.int64()), ("target", pa.float64())),
        *(("direction", pa.string()), ("lowest", pa.float64()), ("highest", pa.float64())),
    ]
)
_NAMES = ("measure", "series", "value", "low", "high", "n", "note")


def _compute(context: Context) -> Answer:
    goals = goals_with_outlook(context)
    if not goals:
        return Answer(pa.table({"value": pa.array([None], pa.float64()), "note": ["No goal is set."]}))
    rows = [_cell(label, outlook, measure) for measure in _MEASURES for label, outlook in goals]
    how = (
        "The forecast extends the metric's own past (drift or level, whichever predicted it better); "
        "it knows no seasons, plans or campaigns."
    )
    table = pa.Table.from_pylist(rows, pa.schema([SCHEMA.field(name) for name in _NAMES]))
    return Answer(table, notes=(how,))


def _cell(label: str, outlook: Outlook, measure: str) -> dict[str, object]:
    row: dict[str, object] = {"measure": measure, "series": label, "n": len(outlook.values)}
    value, why = outlook.figure(measure)
    if value is None:
        return row | {"note": why}
    bounds = outlook.bounds() if measure == "forecast" else None
    low, high = bounds if bounds is not None else (None, None)
    return row | {"value": value, "low": low, "high": high, "note": outlook.sentence if measure == "chance" else None}


def _rows(context: Context) -> pa.Table:
    """For each cell the complete periods of the metric that it was worked out from."""
    rows = [
        {"measure": measure, "series": label, "at": at, "observed": value} | outlook.columns()
        for measure in _MEASURES
        for label, outlook in goals_with_outlook(context)
        for at, value in outlook.run
    ]
    return pa.Table.from_pylist(rows, _ROWS)


def _value_of(rows: pa.Table, variant: Variant) -> float | None:
    del variant
    points = sorted(rows.to_pylist(), key=lambda row: str(row["at"]))
    if not points:
        return None
    first = points[0]
    outlook = Outlook(
        tuple((row["at"], row["observed"]) for row in points),
        *(first[name] for name in ("steps", "target", "direction", "lowest", "highest")),
    )
    return outlook.figure(first["measure"])[0]


def _answer(month: int) -> tuple[tuple[str, str], ...]:
    return (("responded_at", f"2024-{month:02}-05"), ("score", "9"), ("survey_type", "nps"))


METRIC = Metric(
    id="goal_progress",
    family="outcomes",
    name="Goal progress",
    question="Shall we reach our goals?",
    definition=(
        "For each goal of the goals table: where its metric stands (the last complete period), the forecast for the "
        "period of the goal's date with its interval, and the chance that the goal is reached by then: at or above "
        "the target, or at or below it where less is better. Filters of the goal narrow those of the page; the "
        "page's dates and split do not matter. A goal whose date is over was reached (1) or not (0)."
    ),
    formula="P(forecast at the goal's date reaches the target)",
    inputs=(Input(("goals",), ("metric", "by_date", "target")),),
    unit=Unit.RATE,
    direction=Direction.UP,
    additive=False,
    shape=Shape.DISTRIBUTION,
    measures=_MEASURES,
    series=(),
    interval="Student's t prediction interval of the forecast, cut to the metric's bounds.",
    interval_holds_value=True,
    variants=(OWN_PAST,),
    refused=(
        Refused(
            "Share of the way from the first value to the target",
            "Half of the way after half of the time may be luck or plan; it does not say how likely the rest is.",
        ),
        Refused("Current ÷ target", "An NPS of −10 against a goal of 40 would be 'minus 25 % done'."),
    ),
    settings=(Setting("metric", "Only goals of this metric (empty: all)", "", None, ""),),
    compute=_compute,
    rows=_rows,
    value_of=_value_of,
    references=(
        "Hyndman & Athanasopoulos (2021), Forecasting: Principles and Practice, 3rd edition, sections 5.2, 5.5",
    ),
    examples=(
        Example(
            "One answer a month for nine months: a tenth is forecast, and what never varied gives no chance",
            (
                ("surveys", tuple(_answer(month) for month in range(1, 10))),
                (
                    "goals",
                    tuple(
                        (("metric", "survey_responses"), ("by_date", f"2024-{month}-15"), ("target", target))
                        for month, target in (("10", "1"), ("11", "2"))
                    ),
                ),
            ),
            (("as_of", "2024-09-30"),),
            None,
            (),
            # Nine equal months: the forecast is 1, and there is no error that a chance could be had from.
            (
                (("measure", "chance"), ("series", "Survey responses by 15 Oct 2024"), ("value", None), ("n", 9)),
                (("measure", "chance"), ("series", "Survey responses by 15 Nov 2024"), ("value", None), ("n", 9)),
                (("measure", "forecast"), ("series", "Survey responses by 15 Oct 2024"), ("value", 1.0)),
            ),
        ),
    ),
    # In the unit of the goal's own metric; the note of the chance says it in words.
    own_units=tuple(OwnUnit(measure, Unit.RATIO, (None, None)) for measure in _MEASURES[1:]),
)
