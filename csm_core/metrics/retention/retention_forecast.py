"""How retention will go on."""

from __future__ import annotations

from csm_core.metrics.declare import Direction, Example, Input, Metric, Refused, Setting, Shape, Variant
from csm_core.metrics.forecast_cells import forecast_answer, forecast_rows, forecast_value
from csm_core.metrics.revenue_settings import REVENUE_SETTINGS
from csm_core.metrics.worked_months import Given, Row
from csm_core.units import Unit


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
            *(_customer(f"first {place}", "2023-02-01") for place in range(4)),
            _customer("second", "2023-03-01"),
            *(_customer(f"stays {place}", "") for place in range(3)),
        ),
    ),
)
_SPRING = (("start", "2023-01-01"), ("end", "2023-05-01"), ("as_of", "2023-04-01"))

METRIC = Metric(
    id="retention_forecast",
    family="retention",
    name="Retention forecast",
    question="How will retention go on beyond what we have seen?",
    definition=(
        "The share of customers that make so many renewals, as the shifted-beta-geometric model fitted to all "
        "renewals seen until the scope's end has it, apart by billing term (monthly and yearly contracts differ); "
        "beside it the observed share. The check: as many months as the hold-out has are kept back, the model is "
        "fitted to what was known then, and what it expected to be kept of the customers of that day at the renewals "
        "since stands beside what was kept. Age counts periods; the scope's start trims nothing. Where the model "
        "can't be fitted, each renewal keeps the same share, and a note says why."
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
            "A line falls below zero, and an exponential takes all customers for equal: likely leavers leave first, "
            "so the curve flattens.",
        ),
        Refused(
            "One curve for monthly and yearly contracts",
            "Yearly ones can leave once a year only: the mix would have steps that no customer has.",
        ),
    ),
    settings=(
        Setting("horizon_months", "How far the curve goes, from a customer's start", 60, (1, 600), "months"),
        Setting("holdout_months", "How much is kept back for the check", 12, (1, 60), "months"),
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
