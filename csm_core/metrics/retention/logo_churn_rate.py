"""Logo churn: the share of customers that were lost."""

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

_TALLIES = {
    "default": "lost_at_end",
    "chartmogul": "lost_at_end",
    "stripe": "lost_of_all",
    "profitwell": "lost_once",
    "maxio": "every_loss",
}


def _compute(context: Context) -> Answer:
    return logo_answer(context, _TALLIES[context.variant.name], "lost", is_share=True)


def _rows(context: Context) -> pa.Table:
    return logo_rows(context, _TALLIES[context.variant.name])


def _value_of(rows: pa.Table, variant: Variant) -> float | None:
    del variant
    return rate_of_rows(rows, "lost")


def _example(title: str, variant: str | None, value: float, n: int) -> Example:
    return Example(title, HUNDRED_CUSTOMERS, JUNE, variant, (), ((("value", value), ("n", n)),))


METRIC = Metric(
    id="logo_churn_rate",
    family="retention",
    name="Logo churn rate",
    question="What share of our customers do we lose?",
    definition=(
        "Customers at the period's start that are none at its end, over the customers at its start. The last "
        "subscription decides, and service ends where the paid term does. Who joined in the period is in neither "
        "part. A paused customer, or one who returns within the grace, is not lost and stays in the base. The "
        "segment is that of the start, of who joined in the period that of its end."
    ),
    formula="customers at the start that are gone at the end ÷ customers at the start; in a year 1 − (1 − c)^k",
    inputs=(Input(RECURRING, ("account_id", "start_date", "mrr"), ("invoices",)),),
    unit=Unit.RATE,
    direction=Direction.DOWN,
    additive=False,
    shape=Shape.TREND,
    measures=(),
    series=(),
    interval="Wilson's score interval; where maxio counts more lost than there were, adjusted Wald over accounts.",
    interval_holds_value=True,
    variants=(
        Variant(
            "default", "Standard definition", "State at the start against state at the end.", (0.0, 1.0), Unit.RATE
        ),
        Variant(
            "chartmogul",
            "ChartMogul",
            "As the default: customers back before the end were not lost.",
            (0.0, 1.0),
            Unit.RATE,
        ),
        Variant(
            "stripe",
            "Stripe Billing",
            "Every account lost in the period, over the customers at the start and those who joined in it.",
            (0.0, 1.0),
            Unit.RATE,
        ),
        Variant(
            "profitwell",
            "ProfitWell",
            "Customers of the start that left in the period, even if they came back in it, over those at the start.",
            (0.0, 1.0),
            Unit.RATE,
        ),
        Variant(
            "maxio",
            "Maxio",
            "Every account lost in the period, also one that joined in it, over the customers at the start: it can "
            "exceed 100 %.",
            (0.0, None),
            Unit.RATE,
        ),
    ),
    refused=(
        Refused(
            "Customers lost over customers at the end",
            "The end excludes lost customers and includes new ones: the rate falls when sales are good.",
        ),
        Refused(
            "The mean of the months' percentages",
            "A month with ten customers would count as much as one with a thousand. Ask for a longer period instead.",
        ),
        Refused(
            "Twelve times the month's churn for the year",
            "Each month loses a share of what is left: 5 % a month is 46 % a year, not 60 %. See annualised.",
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
        # 100 at the start: 11 leave for good, 1 leaves and returns; 20 join, of whom 1 leaves inside the month.
        _example("Eleven of a hundred are gone at the end", None, 0.11, 100),
        _example("Every loss over start and new: 13 of 120", "stripe", 13 / 120, 120),
        _example("Who left and came back counts: 12 of 100", "profitwell", 0.12, 100),
        _example("Every loss over the start: 13 of 100", "maxio", 0.13, 100),
    ),
)
