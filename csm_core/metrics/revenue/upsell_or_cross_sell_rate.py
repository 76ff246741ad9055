"""Upsell or cross-sell: the share of customers that bought more, of what they had or of something else."""

from __future__ import annotations

import pyarrow as pa

from csm_core.metrics.estimates.shares import WILSON
from csm_core.metrics.estimates.value_of import ratio_of_parts
from csm_core.metrics.examples.months import BOUGHT_MORE, FEBRUARY
from csm_core.metrics.framework.context import Answer, Context
from csm_core.metrics.framework.declare import (
    Direction,
    Example,
    Input,
    Refused,
    Shape,
)
from csm_core.metrics.framework.metric import Metric
from csm_core.metrics.money.revenue_settings import REVENUE_SETTINGS
from csm_core.metrics.revenue.calc.bought_more import (
    BOUGHT_REFUSED,
    BOUGHT_VARIANTS,
    SWAPS,
    bought_answer,
    bought_rows,
)
from csm_core.units import Unit


def _compute(context: Context) -> Answer:
    return bought_answer(context, "either")


def _rows(context: Context) -> pa.Table:
    return bought_rows(context, "either")


METRIC = Metric(
    id="upsell_or_cross_sell_rate",
    family="revenue",
    name="Upsell or cross-sell rate",
    question="What share of our customers buys more?",
    definition=(
        "Customers of the period's start that pay more at its end for a product which they had, or pay for one which "
        "they did not have, over the customers of its start. Customers who did both count once. What counts as "
        "either is as "
        "in the upsell rate and the cross-sell rate. If no product is named, all is one product: then only upsells "
        "are seen."
    ),
    formula="customers at the start with an upsell, a cross-sell or both ÷ customers at the start",
    inputs=(
        Input(("subscriptions", "mrr_snapshots", "mrr_movements"), ("account_id", "product", "start_date", "mrr")),
    ),
    unit=Unit.RATE,
    direction=Direction.UP,
    additive=False,
    shape=Shape.TREND,
    measures=(),
    series=(),
    interval=WILSON,
    interval_holds_value=True,
    variants=BOUGHT_VARIANTS,
    refused=(
        Refused("The upsell rate plus the cross-sell rate", "Customers who did both would count twice."),
        *BOUGHT_REFUSED,
    ),
    settings=(SWAPS, *REVENUE_SETTINGS),
    compute=_compute,
    rows=_rows,
    value_of=ratio_of_parts,
    references=("Wilson (1927), Journal of the American Statistical Association 22: the interval",),
    examples=(
        # Of A, B, C and D, A pays 30 more for Core, B adds Insights and C goes from Core to Insights.
        Example("Three of four", BOUGHT_MORE, FEBRUARY, None, (), ((("value", 0.75), ("n", 4)),)),
        Example("Swaps aside", BOUGHT_MORE, FEBRUARY, None, (("swaps", False),), ((("value", 0.5), ("n", 4)),)),
        # E joined in the month.
        Example("Over all five", BOUGHT_MORE, FEBRUARY, "all_customers", (), ((("value", 0.6), ("n", 5)),)),
    ),
)
