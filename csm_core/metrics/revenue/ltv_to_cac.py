"""Lifetime value over acquisition cost."""

from __future__ import annotations

from csm_core.metrics.acquisition import COST_FROM
from csm_core.metrics.declare import Direction, Example, Input, Metric, OwnUnit, Refused, Setting, Shape, Variant
from csm_core.metrics.revenue_settings import REVENUE_SETTINGS
from csm_core.metrics.value_for_cost import value_for_cost, value_for_cost_rows, value_for_cost_value
from csm_core.metrics.worked_contracts import FOUR_CUSTOMERS, WINTER
from csm_core.units import Unit

METRIC = Metric(
    id="ltv_to_cac",
    family="revenue",
    name="LTV to CAC",
    question="Does what a customer brings pay for winning it?",
    definition=(
        "The lifetime value of a new customer, as it could be told at the period's end, over the cost of winning one "
        "in the period. The cost comes from the table of costs (what was spent on acquisition, over the customers "
        "won), or from the accounts (the mean over those won of whom it is known); under a split or filter always "
        "from the accounts. Won is who paid for the first time ever. n counts the customers won."
    ),
    formula="lifetime value ÷ (acquisition cost ÷ customers won)",
    inputs=(
        Input(("costs", "accounts"), ("month", "category", "amount", "purpose", "acquisition_cost")),
        Input(("subscriptions", "mrr_snapshots", "mrr_movements"), ("account_id", "start_date", "mrr")),
    ),
    unit=Unit.RATIO,
    direction=Direction.UP,
    additive=False,
    shape=Shape.TREND,
    measures=("ratio", "cac"),
    series=(),
    interval=(
        "Of the lifetime value as there; from accounts also the spread of costs (Student's t on logs), joined by the "
        "method of variance estimates recovery. Costs from the books are exact."
    ),
    interval_holds_value=True,
    variants=(
        Variant(
            "sbg",
            "Fader & Hardie 2007, 2010",
            "Lifetime value within a horizon, discounted, by the model of renewals; the simple one until it can be "
            "fitted.",
            (0.0, None),
            Unit.RATIO,
        ),
        Variant("simple", "Taught everywhere", "Lifetime value as ARPA × margin ÷ churn.", (0.0, None), Unit.RATIO),
    ),
    refused=(
        Refused(
            "Revenue instead of margin, called lifetime value",
            "What serving a customer costs can't pay for winning it: set the margin.",
        ),
        Refused(
            "A ratio of zero, or none at all, in a month in which nobody was won",
            "Money was spent and won nobody yet: that is undefined, and the cost shows in longer periods.",
        ),
    ),
    settings=(
        COST_FROM,
        Setting("margin", "Share of revenue that is left after the cost to serve", 1.0, (0, 1), "share"),
        Setting("discount_rate_year", "sbg: what a payment a year away loses in worth", 0.10, (0, 10), "a year"),
        Setting("horizon_months", "sbg: how far ahead payments count", 60, (1, 600), "months"),
        Setting("churn_months", "simple: churn over so many whole months", 12, (1, 120), "months"),
        *(setting for setting in REVENUE_SETTINGS if setting.name != "fx"),
    ),
    compute=value_for_cost,
    rows=value_for_cost_rows,
    value_of=value_for_cost_value,
    references=(
        "Skok (2010), SaaS Metrics: LTV and CAC",
        "Zou & Donner (2008), Statistics in Medicine 27: joining intervals",
    ),
    examples=(
        # 1 of 4 lost in the month, ARPA 100: worth 400. 160 won two: 80 each.
        Example(
            "Eighty to win what is worth four hundred",
            FOUR_CUSTOMERS,
            WINTER,
            "simple",
            (),
            (
                (("period", "2024-01-01"), ("measure", "cac"), ("value", 80.0), ("n", 2)),
                (("period", "2024-01-01"), ("measure", "ratio"), ("value", 5.0), ("n", 2)),
            ),
        ),
    ),
    own_units=(OwnUnit("cac", Unit.MONEY_PER_ACCOUNT, (0.0, None)),),
)
