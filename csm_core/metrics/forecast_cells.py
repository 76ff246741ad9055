"""The retention forecast as cells of an answer, and the rows behind each."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from csm_core.metrics.columns import floats
from csm_core.metrics.context import Answer, Context
from csm_core.metrics.declare import Variant
from csm_core.metrics.first_spells import as_seen_at_the_end, unknown_starts
from csm_core.metrics.forecast_retention import TermForecast, furthest, observed, term_forecasts
from csm_core.metrics.lifetime_value.contracts import fitted_parameters
from csm_core.metrics.renewals_seen import renewal_risks, term_name
from csm_core.metrics.value_of import mean_of
from csm_core.periods import Grain
from csm_core.result import SCHEMA, Parameter
from csm_core.stats.intervals import Interval, wilson
from csm_core.stats.renewal_forecast import forecast_renewals

_MONTHS = {Grain.MONTH: 1, Grain.QUARTER: 3, Grain.YEAR: 12}
_DAYS = {Grain.DAY: 365.25 / 12, Grain.WEEK: 365.25 / 84}  # in a month
_COLUMNS = ("segment", "measure", "series", "age", "value", "low", "high", "n", "note")
_NOBODY_HELD = "Nobody who was there when the hold-out began has come up for renewal since."


def forecast_answer(context: Context) -> Answer:
    """By segment and billing term: the forecast and the observed curve by age, and the hold-out check."""
    cells: list[dict[str, object]] = []
    parameters: list[Parameter] = []
    notes: list[str] = []
    for part in term_forecasts(context):
        where = {"segment": part.segment, "series": term_name(part.months)}
        said = " · ".join(each for each in (part.segment, term_name(part.months)) if each is not None)
        if part.model.fit is not None:
            parameters += fitted_parameters({part.months: part.model.fit}, said)
        else:
            instead = " instead, each renewal is taken to keep the same share" if part.model.rate else " no forecast"
            notes.append(f"{said}: {part.model.reason};{instead}.")
        cells += [where | cell for cell in (*_curves(part, context), *_check(part))]
    schema = pa.schema([SCHEMA.field(name) for name in _COLUMNS])
    left_out = unknown_starts(as_seen_at_the_end(context))
    return Answer(pa.Table.from_pylist(cells, schema), tuple(parameters), tuple(notes), left_out)


def forecast_rows(context: Context) -> pa.Table:
    """For each cell the accounts that it is made of, with the renewals that each made or came into view after."""
    parts = []
    for part in term_forecasts(context):
        for measure, last in (("forecast", _horizon(part, context)), ("observed", furthest(part.rows))):
            for age, renewal in _ages(part.months, last, context.scope.grain):
                parts.append(_labelled(part.rows, measure, part.months, age, renewal))
        parts += [_labelled(part.held, each, part.months, None, None) for each in ("kept_expected", "kept_actual")]
    return pa.concat_tables(parts, promote_options="default") if parts else pa.table({})


def forecast_value(rows: pa.Table, variant: Variant) -> float | None:
    """A cell's value from its rows."""
    del variant
    if rows.num_rows == 0:
        return None
    measure = rows.column("measure")[0].as_py()
    if measure.startswith("kept"):
        return mean_of(rows, "expected" if measure == "kept_expected" else "kept")
    renewal = int(rows.column("renewal")[0].as_py())
    if measure == "observed":
        return observed(rows, np.array([renewal], dtype=np.float64))[0].value
    curve = forecast_renewals(*renewal_risks(rows)).curve(renewal)
    return curve[renewal].value if curve else None


def _curves(part: TermForecast, context: Context) -> Iterator[dict[str, object]]:
    last = _horizon(part, context)
    forecast = part.model.curve(last) or [Interval(None, None, None, part.model.n)] * (last + 1)
    reason = f"No forecast: {part.model.reason}." if part.model.reason else None
    for age, renewal in _ages(part.months, last, context.scope.grain):
        yield {"age": age} | _cell("forecast", forecast[renewal], reason)
    seen = observed(part.rows, np.arange(furthest(part.rows) + 1, dtype=np.float64))
    for age, renewal in _ages(part.months, furthest(part.rows), context.scope.grain):
        yield {"age": age} | _cell("observed", seen[renewal], "Nobody was in view at this renewal.")


def _check(part: TermForecast) -> Iterator[dict[str, object]]:
    made, due, kept = (floats(part.held, name) for name in ("made_then", "due", "kept"))
    expected = part.model_then.mean_kept(made, due)
    yield _cell(
        "kept_expected", expected, _NOBODY_HELD if not made.size else f"No forecast: {part.model_then.reason}."
    )
    yield _cell("kept_actual", wilson(float(kept.sum()), float(kept.size)), _NOBODY_HELD)


def _horizon(part: TermForecast, context: Context) -> int:
    return int(context.number("horizon_months") // part.months)


def _ages(months: float, last: int, grain: Grain) -> Iterator[tuple[int, int]]:
    """Age in periods of the grain, and renewal: those renewals of a term that fall on a whole period."""
    for renewal in range(last + 1):
        if grain in _DAYS:
            yield round(renewal * months * _DAYS[grain]), renewal
        elif renewal * months % _MONTHS[grain] == 0:
            yield int(renewal * months // _MONTHS[grain]), renewal


def _cell(measure: str, found: Interval, without: str | None) -> dict[str, object]:
    note = without if found.value is None else None
    values = {"value": found.value, "low": found.low, "high": found.high, "n": int(found.n)}
    return {"measure": measure, "note": note, **values}


def _labelled(rows: pa.Table, measure: str, months: float, age: int | None, renewal: int | None) -> pa.Table:
    labels = (
        ("measure", pa.scalar(measure)),
        ("series", pa.scalar(term_name(months))),
        ("age", pa.scalar(age, pa.int32())),
        ("renewal", pa.scalar(renewal, pa.int32())),
    )
    for name, value in labels:
        rows = rows.append_column(name, pa.repeat(value, rows.num_rows))
    return rows
