"""What each customer set out to reach, account by account: where it stands and where it leads."""

from __future__ import annotations

from datetime import date

import pyarrow as pa

from csm_core.metrics.context import Answer, Context
from csm_core.metrics.declare import Direction, Example, Input, Metric, OwnUnit, Refused, Setting, Shape, Variant
from csm_core.metrics.goals import OWN_PAST
from csm_core.metrics.outcome_outlooks import CustomerOutcome, customer_outcomes, outlook_notes, outlook_of
from csm_core.result import SCHEMA
from csm_core.units import Unit

_MEASURES = ("on_target", "attainment", "current", "target", "forecast", "chance")
_CELLS = pa.schema(
    [SCHEMA.field(name)
     for name in ("segment", "measure", "series", "account_id", "value", "low", "high", "n", "note")]
)  # fmt: skip
_ROWS = pa.schema(
    [
        *(SCHEMA.field(name) for name in ("segment", "measure", "series", "account_id")),
        *(("account_name", pa.string()), ("at", pa.date32()), ("observed", pa.float64())),
        *(("steps", pa.int64()), ("target", pa.float64()), ("direction", pa.string())),
    ]
)
_NOTHING = "No outcome of a customer was measured lately."


def _compute(context: Context) -> Answer:
    found = customer_outcomes(context)
    if not found:
        return Answer(pa.table({"value": pa.array([None], pa.float64()), "note": [_NOTHING]}))
    rows = [_cell(one, measure) for measure in _MEASURES for one in found]
    return Answer(pa.Table.from_pylist(rows, _CELLS), notes=outlook_notes(context, found))


def _cell(one: CustomerOutcome, measure: str) -> dict[str, object]:
    value, why = one.figure(measure)
    row: dict[str, object] = {
        **_keys(one, measure), "value": value, "n": len(one.outlook.run),
        "note": why if value is None else f"Last measured on {one.measured_on}.",
    }  # fmt: skip
    bounds = one.outlook.bounds() if measure == "forecast" and value is not None else None
    return row | (dict(zip(("low", "high"), bounds, strict=True)) if bounds else {})


def _keys(one: CustomerOutcome, measure: str) -> dict[str, object]:
    return {"segment": one.segment, "measure": measure, "series": one.name, "account_id": one.account_id}


def _rows(context: Context) -> pa.Table:
    rows = [
        _keys(one, measure)
        | {"account_name": one.account_name, "at": at, "observed": observed, "target": one.target}
        | {"steps": one.outlook.steps, "direction": one.outlook.direction}
        for one in customer_outcomes(context)
        for measure in _MEASURES
        for at, observed in one.outlook.run
    ]
    return pa.Table.from_pylist(rows, _ROWS)


def _value_of(rows: pa.Table, variant: Variant) -> float | None:
    del variant
    points = sorted(rows.to_pylist(), key=lambda row: str(row["at"]))
    if not points:
        return None
    first, run = points[0], tuple((row["at"], row["observed"]) for row in points)
    outlook = outlook_of(run, *(first[name] for name in ("steps", "target", "direction")))
    one = CustomerOutcome(first["account_id"], None, None, first["series"], first["target"], date.min, outlook)
    return one.figure(first["measure"])[0]


def _measured(month: int, actual: int) -> tuple[tuple[str, str], ...]:
    day = f"2024-{month:02}-05"
    return (("account_id", "A"), ("measure", "jobs"), ("date", day), ("actual", str(actual)), ("target", "20"))


METRIC = Metric(
    id="customer_outcomes",
    family="outcomes",
    name="Outcomes by customer",
    question="Which customer reaches what it set out to reach, and who will not?",
    definition=(
        "For each account and each outcome that was agreed with it: whether the last measurement is on target, "
        "actual over target (target over actual where less is better), and from the last measurement of each period "
        "the forecast so many periods on, with its interval and the chance to be on target then. A period without a "
        "measurement breaks the past that is carried on. Outcomes not measured lately are left out."
    ),
    formula="P(forecast of the account's own measurements reaches its target)",
    inputs=(Input(("outcomes",), ("account_id", "measure", "date", "actual", "target")),),
    unit=Unit.RATE,
    direction=Direction.UP,
    additive=False,
    shape=Shape.TABLE,
    measures=_MEASURES,
    series=(),
    interval="Student's t prediction interval of the forecast.",
    interval_holds_value=True,
    variants=(OWN_PAST,),
    refused=(
        Refused("A line through two measurements", "Any two points lie on a line: it foretells nothing."),
        Refused(
            "One attainment for all of a customer's outcomes",
            "Hours saved twice over would hide that no user was trained.",
        ),
    ),
    settings=(
        Setting("ahead_periods", "How many periods after the last one shown the forecast is for", 3, (1, 24),
                "periods"),
        Setting("within_days", "Only outcomes measured within so many days before the end", 180, (1, 3660), "days"),
    ),
    compute=_compute,
    rows=_rows,
    value_of=_value_of,
    references=("Hyndman & Athanasopoulos (2021), Forecasting: Principles and Practice, section 5.2",),
    examples=(
        Example(
            "Two jobs more each month from 2 in January to 16 in August, of 20 agreed",
            (("outcomes", tuple(_measured(month, 2 * month) for month in range(1, 9))),),
            (("start", "2024-01-01"), ("end", "2024-09-01"), ("as_of", "2024-08-31")),
            None,
            (),
            (
                (("measure", "on_target"), ("account_id", "A"), ("value", 0.0)),
                (("measure", "attainment"), ("value", 0.8)),
                # Even steps carry on to 16 + 3 × 2, without error.
                (("measure", "forecast"), ("series", "jobs"), ("value", 22.0), ("n", 8)),
                (("measure", "chance"), ("value", 1.0)),
            ),
        ),
    ),
    own_units=(
        OwnUnit("attainment", Unit.RATE, (None, None)),
        *(OwnUnit(name, Unit.RATIO, (None, None)) for name in ("current", "target", "forecast")),
    ),
)  # fmt: skip
