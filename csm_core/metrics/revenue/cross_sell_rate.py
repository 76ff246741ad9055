"""Cross-sell: the share of customers that bought a product which they did not have."""

from __future__ import annotations

import pyarrow as pa

from csm_core.metrics.estimates.shares import WILSON
from csm_core.metrics.estimates.value_of import ratio_of_parts
from csm_core.metrics.examples.months import BOUGHT_MORE, FEBRUARY
from csm_core.metrics.framework.context import Answer, Context
from csm_core.metrics.framework.declare import Direction, Example, Input, Shape
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
    return bought_answer(context, "cross_sell")


def _rows(context: Context) -> pa.Table:
    return bought_rows(context, "cross_sell")


METRIC = Metric(
    id="cross_sell_rate",
    family="revenue",
    name="Cross-sell rate",
    question="What share of our customers buys an additional product?",
    definition=(
        "Customers at the period's start who pay at its end for a product they did not have at the start, over all "
        "customers at the start. A paused product is not new. A product that replaced another counts, unless "
        "`swaps` requires one product more."
    ),
    formula="customers at the start with a product more at the end ÷ customers at the start",
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
    refused=BOUGHT_REFUSED,
    settings=(SWAPS, *REVENUE_SETTINGS),
    compute=_compute,
    rows=_rows,
    value_of=ratio_of_parts,
    references=("Wilson (1927), Journal of the American Statistical Association 22: the interval",),
    examples=(
        # Of A, B, C and D, B adds Insights and C goes from Core to Insights.
        Example("Two of four", BOUGHT_MORE, FEBRUARY, None, (), ((("value", 0.5), ("n", 4)),)),
        Example("Swaps aside", BOUGHT_MORE, FEBRUARY, None, (("swaps", False),), ((("value", 0.25), ("n", 4)),)),
        # E joined in the month.
        Example("Over all five", BOUGHT_MORE, FEBRUARY, "all_customers", (), ((("value", 0.4), ("n", 5)),)),
    ),
)
