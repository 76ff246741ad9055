"""Net revenue retention."""

from __future__ import annotations

import pyarrow as pa

from csm_core.metrics.estimates.value_of import ratio_of_parts
from csm_core.metrics.examples.months import MARCH, THREE_CUSTOMERS
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
from csm_core.metrics.revenue.calc.retained_revenue import RETENTION_SETTINGS, retention_answer, retention_rows
from csm_core.stats.ratio_interval import INTERVALS, Kind
from csm_core.units import Unit


def _compute(context: Context) -> Answer:
    return retention_answer(context, "net")


def _rows(context: Context) -> pa.Table:
    return retention_rows(context, "net")


_TWO_MONTHS = (("lookback_months", 2),)

METRIC = Metric(
    id="net_revenue_retention",
    family="revenue",
    name="Net revenue retention",
    question="Would we grow without new customers?",
    definition=(
        "For accounts that paid 12 months before the period's end: their MRR now over their MRR then, both at "
        "today's exchange rates. Customers who left and returned count with what they pay now; later customers are "
        "in neither part; paused accounts pay nothing. Segments and filters are those at the start."
    ),
    formula="Σ MRR now ÷ Σ MRR then, over the accounts with MRR > 0 then",
    inputs=(Input(RECURRING, ("account_id", "start_date", "mrr"), ("invoices",)),),
    unit=Unit.RATE,
    direction=Direction.UP,
    additive=False,
    shape=Shape.TREND,
    measures=(),
    series=(),
    interval=INTERVALS[Kind.CHANGE],
    interval_holds_value=True,
    variants=(
        Variant("cohort", "Standard definition", "The same accounts, then and now.", (0.0, None), Unit.RATE),
        Variant(
            "movement_sum",
            "Billing tools that add up movements",
            "MRR of the start plus every movement since but new business, over MRR of the start: reactivations and "
            "the growth of customers who came later are in it, so it is higher than the cohort's figure.",
            (None, None),
            Unit.RATE,
        ),
        Variant(
            "renewal_base",
            "Contract businesses",
            "Of the cohort only the lines whose contract term ended since the start: what they paid on their last "
            "day, and what followed, as in the renewal rate by value. The others could not leave.",
            (0.0, None),
            Unit.RATE,
        ),
    ),
    refused=(
        Refused(
            "All MRR now over all MRR then",
            "Includes new customers: it is growth, and hides any loss that sales make up for.",
        ),
        Refused(
            "The mean of the accounts' own ratios",
            "An account that went from 1 to 10 would outweigh a hundred large ones that left.",
        ),
    ),
    settings=RETENTION_SETTINGS,
    compute=_compute,
    rows=_rows,
    value_of=ratio_of_parts,
    references=(
        "Gold (2020), Fighting Churn with Data, chapter 2",
        "Rocks (2016), The American Statistician 70: the adjusted Wald interval",
        "Cochran (1977), Sampling Techniques, equation 6.13: the error of a ratio",
    ),
    examples=(
        # (120 + 80) ÷ (100 + 100)
        Example(
            "A newcomer is in neither part", THREE_CUSTOMERS, MARCH, None, _TWO_MONTHS, ((("value", 1.0), ("n", 2)),)
        ),
        # 200 + (50 − 30) + (−100 + 80) + 40 = 240, over 200
        Example(
            "Every movement but new business",
            THREE_CUSTOMERS,
            MARCH,
            "movement_sum",
            _TWO_MONTHS,
            ((("value", 1.2), ("n", 2)),),
        ),
    ),
)
