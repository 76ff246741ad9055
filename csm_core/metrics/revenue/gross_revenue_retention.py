"""Gross revenue retention."""

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
    return retention_answer(context, "gross")


def _rows(context: Context) -> pa.Table:
    return retention_rows(context, "gross")


_TWO_MONTHS = (("lookback_months", 2),)

METRIC = Metric(
    id="gross_revenue_retention",
    family="revenue",
    name="Gross revenue retention",
    question="How much of our revenue stays, not counting growth?",
    definition=(
        "For accounts that paid 12 months before the period's end: how much of that MRR they still pay, counting "
        "no account for more than it paid then, both at today's exchange rates. Paused accounts pay nothing. "
        "Segments and filters are those at the start. Never above net revenue retention or 100 %."
    ),
    formula="Σ min(MRR now, MRR then) ÷ Σ MRR then, over the accounts with MRR > 0 then",
    inputs=(Input(RECURRING, ("account_id", "start_date", "mrr"), ("invoices",)),),
    unit=Unit.RATE,
    direction=Direction.UP,
    additive=False,
    shape=Shape.TREND,
    measures=(),
    series=(),
    interval=INTERVALS[Kind.SHARE],
    interval_holds_value=True,
    variants=(
        Variant(
            "cohort", "Standard definition", "The same accounts, each capped at what it paid.", (0.0, 1.0), Unit.RATE
        ),
        Variant(
            "movement_sum",
            "Billing tools that add up movements",
            "MRR of the start less every churn and contraction since, and what pauses that still run cost, over MRR "
            "of the start. Losses of customers who came later count, and so do losses that were recovered, so it "
            "can fall below zero.",
            (None, 1.0),
            Unit.RATE,
        ),
        Variant(
            "renewal_base",
            "Contract businesses",
            "Of the cohort only the lines whose contract term ended since the start: what they paid on their last "
            "day, and what followed, as in the renewal rate by value. The others could not leave.",
            (0.0, 1.0),
            Unit.RATE,
        ),
    ),
    refused=(
        Refused(
            "The smaller of the two totals over the total then",
            "One customer's growth would offset another's loss. The cap applies account by account.",
        ),
        Refused(
            "One minus the sum of twelve monthly churn rates",
            "Each month's rate has a smaller base than the last, so the sum overstates the loss.",
        ),
    ),
    settings=RETENTION_SETTINGS,
    compute=_compute,
    rows=_rows,
    value_of=ratio_of_parts,
    references=(
        "Gold (2020), Fighting Churn with Data, chapter 2",
        "Wilson (1927), JASA 22, and Kish (1965), Survey Sampling, section 11.7: the interval",
        "Cochran (1977), Sampling Techniques, equation 6.13: the error of a ratio",
    ),
    examples=(
        # (min(120, 100) + min(80, 100)) ÷ 200
        Example(
            "Growth does not make up for a loss",
            THREE_CUSTOMERS,
            MARCH,
            None,
            _TWO_MONTHS,
            ((("value", 0.9), ("n", 2)),),
        ),
        # 200 − 30 − 100 = 70, over 200
        Example(
            "Every loss counts", THREE_CUSTOMERS, MARCH, "movement_sum", _TWO_MONTHS, ((("value", 0.35), ("n", 2)),)
        ),
    ),
)
