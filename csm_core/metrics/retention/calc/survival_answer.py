"""Kaplan-Meier over first spells: the curve, the median and the restricted mean, each from its rows alone."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

import numpy as np
import pyarrow as pa

from csm_core.metrics.customers.first_spells import as_seen_at_the_end, days, first_spells, unknown_starts
from csm_core.metrics.customers.survival_curves import by_segment, fitted, survival_notes, was_lost
from csm_core.metrics.customers.tenure import elapsed_months, in_periods
from csm_core.metrics.estimates.arrays import floats
from csm_core.metrics.framework.context import Answer, Context
from csm_core.metrics.framework.declare import Variant
from csm_core.periods import Grain
from csm_core.stats.arrays import FloatArray
from csm_core.stats.intervals import Interval
from csm_core.stats.survival import restricted_mean, risk_table, survival_quantile
from csm_core.units import write_percent


def survival_answer(context: Context) -> Answer:
    """The rows of the answer: survival by age, median and restricted mean, a segment each."""
    context = as_seen_at_the_end(context)
    spells = aged_spells(context, [context.as_of])[context.as_of]
    rows: list[dict[str, object]] = []
    for segment, segment_spells in by_segment(spells):
        cells = [
            *_curve_cells(segment_spells, context.scope.grain),
            _median_cell(segment_spells),
            _mean_cell(segment_spells, context),
        ]
        rows += [{"segment": segment} | cell for cell in cells]
    table = pa.Table.from_pylist(rows, _ANSWER)
    return Answer(table, notes=survival_notes(spells), left_out=unknown_starts(context))


def survival_rows(context: Context) -> pa.Table:
    """For each cell the accounts that it is made of: `duration` and `entry` (the age at which the account came
    into view) in the cell's unit, `lost` at that age or still there."""
    context = as_seen_at_the_end(context)
    spells = aged_spells(context, [context.as_of])[context.as_of]
    parts = []
    for _, segment_spells in by_segment(spells):
        ages = _ages(segment_spells)
        many = segment_spells.take(np.tile(np.arange(segment_spells.num_rows), ages.size))
        every_age = pa.array(np.repeat(ages, segment_spells.num_rows), pa.int32())
        parts.append(_part(many, "survival", every_age, "duration", "entry", None))
        for measure, tau in (("median", None), ("restricted_mean", context.number("tau_months"))):
            parts.append(
                _part(
                    segment_spells,
                    measure,
                    pa.nulls(segment_spells.num_rows, pa.int32()),
                    "months",
                    "entry_months",
                    tau,
                )
            )
    return pa.concat_tables(parts) if parts else pa.table({})


def survival_value(rows: pa.Table, variant: Variant) -> float | None:
    """A cell's value from its rows."""
    del variant
    if rows.num_rows == 0:
        return None
    measure = rows.column("measure")[0].as_py()
    if measure == "survival":
        return _points(rows, np.array([rows.column("age")[0].as_py()], dtype=np.float64))[0].value
    curve = fitted(rows, "duration", "entry")
    if measure == "median":
        return survival_quantile(curve).value
    return restricted_mean(curve, float(rows.column("tau_months")[0].as_py())).value


_ANSWER = pa.schema(
    [
        ("segment", pa.string()),
        ("measure", pa.string()),
        ("age", pa.int32()),
        ("value", pa.float64()),
        ("low", pa.float64()),
        ("high", pa.float64()),
        ("n", pa.int64()),
        ("note", pa.string()),
    ]
)


def aged_spells(context: Context, days_of_view: Collection[date]) -> Mapping[date, pa.Table]:
    """For each day the first spells as they could be known on it (see `first_spells`) with their length and entry:
    `duration` and `entry` in periods of the grain, `months` and `entry_months`."""
    grain = context.scope.grain
    return {day: _aged(spells, grain) for day, spells in first_spells(context, days_of_view).items()}


def _aged(spells: pa.Table, grain: Grain) -> pa.Table:
    started, came, until = (days(spells, name) for name in ("started_on", "first_paid_on", "seen_until"))
    entered = elapsed_months(started, came)
    months = elapsed_months(started, until)
    lengths = {
        "duration": in_periods(started, until, months, grain),
        "entry": in_periods(started, came, entered, grain),
        "months": months,
        "entry_months": entered,
    }
    for name, values in lengths.items():
        spells = spells.append_column(name, pa.array(values, pa.float64()))
    return spells


def _ages(spells: pa.Table) -> FloatArray:
    return np.arange(int(np.floor(floats(spells, "duration").max())) + 1, dtype=np.float64)


def _points(spells: pa.Table, ages: FloatArray) -> list[Interval]:
    """Survival at whole ages; no value at an age at which nobody was in view."""
    curve = fitted(spells, "duration", "entry")
    entry = floats(spells, "entry")
    at_risk = risk_table(floats(spells, "duration"), was_lost(spells), entry=entry, times=ages).at_risk
    return [
        Interval(float(value), float(low), float(high), float(n)) if n else Interval(None, None, None, 0)
        for value, low, high, n in zip(*curve.at(ages), at_risk, strict=True)
    ]


def _curve_cells(spells: pa.Table, grain: Grain) -> list[dict[str, object]]:
    ages = _ages(spells)
    unseen = f"No customer was observed at this age in {grain}s."
    return [
        _cell("survival", point, unseen) | {"age": int(age)}
        for age, point in zip(ages, _points(spells, ages), strict=True)
    ]


def _median_cell(spells: pa.Table) -> dict[str, object]:
    curve = fitted(spells, "months", "entry_months")
    kept = float(curve.survival[-1]) if curve.survival.size else 1.0
    note = f"Not reached: more than half ({write_percent(kept)}) were still customers when last seen."
    return _cell("median", survival_quantile(curve), note)


def _mean_cell(spells: pa.Table, context: Context) -> dict[str, object]:
    curve = fitted(spells, "months", "entry_months")
    tau = context.number("tau_months")
    longest = "" if curve.last_time is None else f"; the longest is {curve.last_time:.1f}"
    note = f"Nobody was observed for {tau:g} months{longest}. Choose fewer."
    return _cell("restricted_mean", restricted_mean(curve, tau), note)


def _cell(measure: str, interval: Interval, without: str) -> dict[str, object]:
    bounds = {"value": interval.value, "low": interval.low, "high": interval.high, "n": int(interval.n)}
    return {"measure": measure, **bounds, "note": without if interval.value is None else None}


def _part(spells: pa.Table, measure: str, ages: pa.Array, duration: str, entry: str, tau: float | None) -> pa.Table:
    count = spells.num_rows
    kept = spells.select(["segment", "account_id", "account_name", "started_on", "seen_until", "lost"])
    return (
        kept.append_column("measure", pa.repeat(pa.scalar(measure), count))
        .append_column("age", ages)
        .append_column("duration", spells.column(duration))
        .append_column("entry", spells.column(entry))
        .append_column("tau_months", pa.repeat(pa.scalar(tau, pa.float64()), count))
    )
