"""Logo retention: the share of customers that stayed."""

from __future__ import annotations

import pyarrow as pa

from csm_core.metrics.examples.months import HUNDRED_CUSTOMERS, JUNE
from csm_core.metrics.framework.context import Answer, Context
from csm_core.metrics.framework.declare import (
    Direction,
    Example,
    Input,
    Refused,
    Shape,
    Variant,
)
from csm_core.metrics.framework.metric import Metric
from csm_core.metrics.money.revenue_settings import RECURRING
from csm_core.metrics.retention.calc.logo_counts import LOGO_SETTINGS, logo_rows
from csm_core.metrics.retention.calc.logo_rates import logo_answer, rate_of_rows
from csm_core.units import Unit

_TALLIES = {"default": "kept", "end_over_start": "at_end"}


def _compute(context: Context) -> Answer:
    variant = context.variant.name
    return logo_answer(context, _TALLIES[variant], "kept", is_share=variant == "default")


def _rows(context: Context) -> pa.Table:
    return logo_rows(context, _TALLIES[context.variant.name])


def _value_of(rows: pa.Table, variant: Variant) -> float | None:
    del variant
    return rate_of_rows(rows, "kept")


METRIC = Metric(
    id="logo_retention_rate",
    family="retention",
    name="Logo retention rate",
    question="What share of our customers do we keep?",
    definition=(
        "Customers at the period's start that are customers at its end, over the customers at its start: one minus "
        "logo churn. Customers who joined in the period are in neither part. A paused customer, or one who returns "
        "within the grace period, is retained. Segments are those at the start."
    ),
    formula="customers at the start that are there at the end ÷ customers at the start; in a year r^k",
    inputs=(Input(RECURRING, ("account_id", "start_date", "mrr"), ("invoices",)),),
    unit=Unit.RATE,
    direction=Direction.UP,
    additive=False,
    shape=Shape.TREND,
    measures=(),
    series=(),
    interval="Wilson's score interval; for end_over_start, not a share of a whole, adjusted Wald over accounts.",
    interval_holds_value=True,
    variants=(
        Variant("default", "Standard definition", "One minus logo churn.", (0.0, 1.0), Unit.RATE),
        Variant(
            "end_over_start",
            "Taught in articles",
            "All customers at the end over all at the start: it includes new ones and can exceed 100 %, so it "
            "measures growth rather than loyalty.",
            (0.0, None),
            Unit.RATE,
        ),
    ),
    refused=(
        Refused(
            "New customers among the kept",
            "New customers can't be retained: sales would hide every loss. It is offered as end_over_start, never "
            "as retention.",
        ),
        Refused(
            "The mean of the months' percentages",
            "A month with ten customers would count as much as one with a thousand. Ask for a longer period instead.",
        ),
    ),
    settings=LOGO_SETTINGS,
    compute=_compute,
    rows=_rows,
    value_of=_value_of,
    references=(
        "Gold (2020), Fighting Churn with Data, chapter 2",
        "Wilson (1927), Journal of the American Statistical Association 22: the interval",
    ),
    examples=(
        # 100 at the start, of whom 11 leave for good; 20 join, of whom 1 leaves inside the month: 89 + 19 at the end.
        Example("Eighty-nine of a hundred stay", HUNDRED_CUSTOMERS, JUNE, None, (), ((("value", 0.89), ("n", 100)),)),
        Example(
            "The end over the start, newcomers and all",
            HUNDRED_CUSTOMERS,
            JUNE,
            "end_over_start",
            (),
            ((("value", 1.08), ("n", 100)),),
        ),
    ),
)
