"""How retention will go on."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from csm_core.metrics.customers.first_spells import as_seen_at_the_end, unknown_starts
from csm_core.metrics.customers.renewals_seen import renewal_risks, term_name
from csm_core.metrics.estimates.arrays import floats
from csm_core.metrics.estimates.value_of import mean_of
from csm_core.metrics.examples.months import Given, Row
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
from csm_core.metrics.framework.metric import Metric
from csm_core.metrics.lifetime_value.calc.contracts import fitted_parameters
from csm_core.metrics.money.revenue_settings import REVENUE_SETTINGS
from csm_core.metrics.retention.calc.forecast import TermForecast, furthest, observed, term_forecasts
from csm_core.periods import Grain
from csm_core.result import SCHEMA, Parameter
from csm_core.stats.intervals import Interval, wilson
from csm_core.stats.renewal_forecast import forecast_renewals
from csm_core.units import Unit

_MONTHS = {Grain.MONTH: 1, Grain.QUARTER: 3, Grain.YEAR: 12}
_DAYS = {Grain.DAY: 365.25 / 12, Grain.WEEK: 365.25 / 84}  # in a month
_COLUMNS = ("segment", "measure", "series", "age", "value", "low", "high", "n", "note")
_NOBODY_HELD = "No customer from the start of the hold-out has come up for renewal since."


def forecast_answer(context: Context) -> Answer:
    """By segment and billing term: the forecast and the observed curve by age, and the hold-out check."""
    cells: list[dict[str, object]] = []
    parameters: list[Parameter] = []
    notes: list[str] = []
    for part in term_forecasts(context):
        where = {"segment": part.segment, "series": term_name(part.months)}
        label = " · ".join(each for each in (part.segment, term_name(part.months)) if each is not None)
        if part.model.fit is not None:
            parameters += fitted_parameters({part.months: part.model.fit}, label)
        else:
            instead = " instead, each renewal is taken to keep the same share" if part.model.rate else " no forecast"
            notes.append(f"{label}: {part.model.reason};{instead}.")
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
        yield {"age": age} | _cell("observed", seen[renewal], "No customer was observed at this renewal.")


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


def _cell(measure: str, interval: Interval, without: str | None) -> dict[str, object]:
    note = without if interval.value is None else None
    values = {"value": interval.value, "low": interval.low, "high": interval.high, "n": int(interval.n)}
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


def _customer(account: str, end: str) -> Row:
    return (
        *(("account_id", account), ("start_date", "2023-01-01"), ("end_date", end), ("amount", "100")),
        *(("billing_interval", "month"), ("currency", "EUR")),
    )


# Of eight, four are lost at the first renewal, one at the second and none at the third.
_GIVEN: Given = (
    (
        "subscriptions",
        (
            *(_customer(f"first {number}", "2023-02-01") for number in range(4)),
            _customer("second", "2023-03-01"),
            *(_customer(f"stays {number}", "") for number in range(3)),
        ),
    ),
)
_SPRING = (("start", "2023-01-01"), ("end", "2023-05-01"), ("as_of", "2023-04-01"))

METRIC = Metric(
    id="retention_forecast",
    family="retention",
    name="Retention forecast",
    question="How will retention develop?",
    definition=(
        "The share of customers that are still there after each number of renewals, by the shifted-beta-geometric"
        " model fitted to all renewals up to the scope's end, separately for each billing term (monthly and "
        "yearly contracts differ). Beside it the observed share. To check the model, the last months (the "
        "hold-out) are set apart: it is fitted to what was known before them, and the share of those customers "
        "that it expected to keep at the renewals since stands beside the share kept. Age counts periods; the "
        "scope's start trims nothing. Where the model can't be fitted, each renewal keeps the same share, and a "
        "note says why."
    ),
    formula="S(t) = B(α, β + t) ÷ B(α, β), t in renewals",
    inputs=(
        Input(
            ("subscriptions", "mrr_snapshots", "mrr_movements"),
            ("account_id", "start_date", "end_date", "mrr", "billing_interval"),
        ),
    ),
    unit=Unit.RATE,
    direction=Direction.UP,
    additive=False,
    shape=Shape.CURVE,
    measures=("forecast", "observed", "kept_expected", "kept_actual"),
    series=(),
    interval=(
        "Forecast and expectation: profile likelihood (not the chance of single customers). Observed: Greenwood's "
        "variance on the log-log scale. Kept: Wilson's score interval."
    ),
    interval_holds_value=True,
    variants=(Variant("sbg", "Fader & Hardie 2007", "The shifted-beta-geometric model.", (0.0, 1.0), Unit.RATE),),
    refused=(
        Refused(
            "A straight line, or an exponential, drawn through the curve",
            "A line falls below zero, and an exponential assumes that all customers are alike: those likely to "
            "leave do so first, so the curve flattens.",
        ),
        Refused(
            "One curve for monthly and yearly contracts",
            "Yearly customers can only leave once a year: the mix would have steps that no customer has.",
        ),
    ),
    settings=(
        Setting("horizon_months", "Length of the curve, from a customer's start", 60, (1, 600), "months"),
        Setting("holdout_months", "Months held out for the check", 12, (1, 60), "months"),
        *(setting for setting in REVENUE_SETTINGS if setting.name != "fx"),
    ),
    compute=forecast_answer,
    rows=forecast_rows,
    value_of=forecast_value,
    references=(
        "Fader & Hardie (2007), How to Project Customer Retention, Journal of Interactive Marketing 21(1)",
        "Venzon & Moolgavkar (1988), Applied Statistics 37(1): profile likelihood",
    ),
    examples=(
        # Lost: 4 of 8 at the renewal of 1 February, 1 of 4 on 1 March, none of 3 on 1 April: 4/8, × 3/4, × 3/3.
        Example(
            "Half are lost at once, then one of four",
            _GIVEN,
            _SPRING,
            None,
            (("horizon_months", 6), ("holdout_months", 1)),
            (
                (("measure", "observed"), ("series", "month"), ("age", 1), ("value", 0.5)),
                (("measure", "observed"), ("series", "month"), ("age", 2), ("value", 0.375)),
                (("measure", "observed"), ("series", "month"), ("age", 3), ("value", 0.375)),
                (("measure", "forecast"), ("series", "month"), ("age", 0), ("value", 1.0)),
                # Of the three customers on 1 March all made the renewal since.
                (("measure", "kept_actual"), ("series", "month"), ("value", 1.0), ("n", 3)),
            ),
        ),
    ),
)
