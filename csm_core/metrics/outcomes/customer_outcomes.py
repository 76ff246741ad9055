"""What each customer set out to reach, account by account: where it stands and where it leads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

import pyarrow as pa

from csm_core.facts.scoped.query import Query
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
from csm_core.metrics.outcomes.calc.goals import OWN_PAST, Outlook, bounds_of_outcome
from csm_core.periods import Calendar, add_periods, period_start
from csm_core.result import SCHEMA
from csm_core.text.plural import plural
from csm_core.units import Unit

# The last measurement of each period, of outcomes that were measured within the days before the end.
_CTES = {
    "measured": """
    select a.period, a.segment, a.account_id, a.measure as series, a.measured_on, a.actual, a.target,
        a.less_is_better, a.share, row_number() over (partition by a.period, a.account_id, a.measure
            order by a.measured_on desc, a.actual, a.target, a.less_is_better) as from_last
    from attainments a join periods p on p.period = a.period where a.actual is not null""",
    "ends": "select max(period_instant) as end_on from periods",
    "fresh": "select account_id, series, max(measured_on) as last_on from measured group by account_id, series",
}
_MEASURED = Query(
    """
    select m.*, n.account_name
    from measured m join fresh f on f.account_id = m.account_id and f.series = m.series
    cross join ends e left join account_names n on n.account_id = m.account_id
    where m.from_last = 1 and f.last_on >= e.end_on - cast($within_days as integer)
    order by m.account_id, m.series, m.period""",
    _CTES,
)
_NO_SHARE = "A target of 0 or less has no ratio."


@dataclass(frozen=True, slots=True)
class CustomerOutcome:
    """One outcome of one account: its `target` (None where none was agreed), the `share` of it that was reached (None
    where there is none), and the day on which it was `measured_on` last."""

    account_id: str
    account_name: str | None
    segment: str | None
    name: str
    target: float | None
    share: float | None
    measured_on: date
    outlook: Outlook

    def figure(self, measure: str) -> tuple[float | None, str]:
        """The value of a measure, or None and why."""
        if self.target is None and measure not in ("current", "forecast"):
            return None, "No target was agreed."
        if measure in ("on_target", "forecast_on_target"):
            reached, why = self.outlook.figure("current" if measure == "on_target" else "forecast")
            return (None, why) if reached is None else (self.outlook.verdict(reached), "")
        if measure == "attainment":
            return self.share, _NO_SHARE if self.share is None else ""
        return self.outlook.figure(measure)


def customer_outcomes(context: Context) -> list[CustomerOutcome]:
    """Every outcome of every account, in order of account and outcome; the forecast is for the period that lies so
    many `ahead_periods` after the scope's last one."""
    if not context.periods:
        return []
    calendar, last = context.scope.calendar, period_start(context.periods[-1].start, context.scope.calendar)
    wanted = add_periods(last, context.whole("ahead_periods"), calendar.grain)
    rows = context.table(_MEASURED, within_days=context.whole("within_days")).to_pylist()
    bounds = {name: bounds_of_outcome(name, rows) for name in {row["series"] for row in rows}}
    return [
        _outcome(list(group), wanted, calendar, bounds[name])
        for (_, name), group in groupby(rows, key=lambda row: (row["account_id"], row["series"]))
    ]


def outlook_notes(context: Context, outcomes: Sequence[CustomerOutcome]) -> tuple[str, ...]:
    """How the forecasts come about, and what to do where the measurements are too rare for one."""
    grain, ahead = context.scope.grain, plural(context.whole("ahead_periods"), context.scope.grain)
    how = f"Forecasts extend each customer's own past by {ahead}; they know no plans or seasons."
    rare = f"Outcomes measured less often than each {grain} have no past to extend: choose longer periods."
    return (how, rare) if any(len(one.outlook.run) == 1 for one in outcomes) else (how,)


def _outcome(
    rows: list[Mapping[str, Any]], wanted: date, calendar: Calendar, bounds: tuple[float | None, float | None]
) -> CustomerOutcome:
    latest = rows[-1]
    run = [(latest["period"], latest["actual"])]
    # A period without a measurement breaks the run: what was in it is not known.
    for row in reversed(rows[:-1]):
        if add_periods(period_start(row["period"], calendar), 1, calendar.grain) != period_start(run[0][0], calendar):
            break
        run.insert(0, (row["period"], row["actual"]))
    steps, day = 0, period_start(latest["period"], calendar)
    while day < wanted:
        day, steps = add_periods(day, 1, calendar.grain), steps + 1
    direction, target = Direction.DOWN if latest["less_is_better"] else Direction.UP, latest["target"]
    # Without a target nothing is asked of the outlook that needs one.
    outlook = Outlook(tuple(run), steps, 0.0 if target is None else target, direction, *bounds)
    names = {name: latest[name] for name in ("account_id", "account_name", "segment", "measured_on")}
    return CustomerOutcome(**names, name=latest["series"], target=target, share=latest["share"], outlook=outlook)


_MEASURES = ("on_target", "attainment", "current", "target", "forecast", "forecast_on_target", "chance")
_CELLS = pa.schema(
    [SCHEMA.field(name)
     for name in ("segment", "measure", "series", "account_id", "value", "low", "high", "n", "note")]
)  # fmt: skip
_ROWS = pa.schema(
    [
        *(SCHEMA.field(name) for name in ("segment", "measure", "series", "account_id")),
        *(("account_name", pa.string()), ("at", pa.date32()), ("observed", pa.float64())),
        *(("steps", pa.int64()), ("target", pa.float64()), ("share", pa.float64()), ("direction", pa.string())),
        *(("lowest", pa.float64()), ("highest", pa.float64())),
    ]
)
_NOTHING = "No customer outcome was measured recently."


def _compute(context: Context) -> Answer:
    outcomes = customer_outcomes(context)
    if not outcomes:
        return Answer(pa.table({"value": pa.array([None], pa.float64()), "note": [_NOTHING]}))
    rows = [_cell(one, measure) for measure in _MEASURES for one in outcomes]
    return Answer(pa.Table.from_pylist(rows, _CELLS), notes=outlook_notes(context, outcomes))


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
        | {"account_name": one.account_name, "at": at, "observed": observed}
        | {**one.outlook.columns(), "target": one.target, "share": one.share}
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
    sides = (first[name] for name in ("direction", "lowest", "highest"))
    outlook = Outlook(run, first["steps"], 0.0 if first["target"] is None else first["target"], *sides)
    name, target, share = (first[name] for name in ("series", "target", "share"))
    one = CustomerOutcome(first["account_id"], None, None, name, target, share, date.min, outlook)
    return one.figure(first["measure"])[0]


def _measured(month: int, actual: int) -> tuple[tuple[str, str], ...]:
    day = f"2024-{month:02}-05"
    return (("account_id", "A"), ("measure", "jobs"), ("date", day), ("actual", str(actual)), ("target", "20"))


METRIC = Metric(
    id="customer_outcomes",
    family="outcomes",
    name="Outcomes by customer",
    question="Which customers reach their goals, and which will not?",
    definition=(
        "For each outcome agreed with an account: whether its last measurement is on target, and actual over target "
        "(target over actual where less is better). The last measurement of each period is its past, carried on "
        "to a forecast with its interval, and to the chance to be on target then. A period without a measurement "
        "ends that past. No forecast is below 0 where nothing below 0 was ever measured, or above 100 % "
        "where the outcome's name says that it is a share. Outcomes not measured lately are left out."
    ),
    formula="P(forecast of the account's own measurements reaches its target)",
    inputs=(Input(("outcomes",), ("account_id", "measure", "date", "actual", "target")),),
    unit=Unit.RATE,
    direction=Direction.UP,
    additive=False,
    shape=Shape.TABLE,
    measures=_MEASURES,
    series=(),
    interval="Student's t prediction interval of the forecast, cut to what the outcome can be.",
    interval_holds_value=True,
    variants=(OWN_PAST,),
    refused=(
        Refused("A line through two measurements", "Any two points lie on a line: it predicts nothing."),
        Refused(
            "One attainment for all of a customer's outcomes",
            "Twice the hours saved would hide that no user was trained.",
        ),
    ),
    settings=(
        Setting("ahead_periods", "How many periods ahead to forecast", 3, (1, 24),
                "periods"),
        Setting("within_days", "Only outcomes measured within this many days before the end", 180, (1, 3660), "days"),
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
                # Even steps carry on to 16 + 3 × 2, without an error that a chance could be had from.
                (("measure", "forecast"), ("series", "jobs"), ("value", 22.0), ("n", 8)),
                (("measure", "chance"), ("value", None)),
            ),
        ),
    ),
    own_units=(
        OwnUnit("attainment", Unit.RATE, (None, None)),
        *(OwnUnit(name, Unit.RATIO, (None, None)) for name in ("current", "target", "forecast")),
    ),
)  # fmt: skip
