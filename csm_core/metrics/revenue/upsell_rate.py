"""Upsell: the share of customers that bought more of what they had."""

from __future__ import annotations

import pyarrow as pa

from csm_core.metrics.estimates.shares import WILSON
from csm_core.metrics.estimates.value_of import ratio_of_parts
from csm_core.metrics.examples.months import BOUGHT_MORE, FEBRUARY
from csm_core.metrics.framework.context import Answer, Context
from csm_core.metrics.framework.declare import Direction, Example, Input, Shape
from csm_core.metrics.framework.metric import Metric
from csm_core.metrics.money.revenue_settings import REVENUE_SETTINGS
from csm_core.metrics.revenue.calc.bought_more import BOUGHT_REFUSED, BOUGHT_VARIANTS, bought_answer, bought_rows
from csm_core.units import Unit


def _compute(context: Context) -> Answer:
    return bought_answer(context, "upsell")


def _rows(context: Context) -> pa.Table:
    return bought_rows(context, "upsell")


METRIC = Metric(
    id="upsell_rate",
    family="revenue",
    name="Upsell rate",
    question="What share of our customers buys more of what they have?",
    definition=(
        "Customers that pay more at the period's end for a product which they paid for at its start, over the "
        "customers of its start, in the exchange rates of its end. Seats, plan and price all count, as bills do "
        "not distinguish them. Returning from a pause does not count. If no product is named, all is one product."
    ),
    formula="customers with MRR of a product at the end > at the start > 0 ÷ customers at the start",
    inputs=(Input(("subscriptions", "mrr_snapshots", "mrr_movements"), ("account_id", "start_date", "mrr")),),
    unit=Unit.RATE,
    direction=Direction.UP,
    additive=False,
    shape=Shape.TREND,
    measures=(),
    series=(),
    interval=WILSON,
    interval_holds_value=True,
    variants=BOUGHT_VARIANTS,
    refused=BOUGHT_REFUSED,
    settings=REVENUE_SETTINGS,
    compute=_compute,
    rows=_rows,
    value_of=ratio_of_parts,
    references=("Wilson (1927), Journal of the American Statistical Association 22: the interval",),
    examples=(
        # Of A, B, C and D, A pays 30 more for Core.
        Example("One of four", BOUGHT_MORE, FEBRUARY, None, (), ((("value", 0.25), ("n", 4)),)),
        # E joined in the month.
        Example("Over all five", BOUGHT_MORE, FEBRUARY, "all_customers", (), ((("value", 0.2), ("n", 5)),)),
    ),
)
