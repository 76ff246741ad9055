"""Customer lifetime value."""

from __future__ import annotations

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
from csm_core.metrics.lifetime_value.calc.clv_answer import (
    SUBSCRIPTIONS,
    clv_answer,
    clv_rows,
    clv_value,
    usual_model,
)
from csm_core.metrics.money.revenue_settings import REVENUE_SETTINGS
from csm_core.units import Unit


def _variant(name: str, whose: str, definition: str) -> Variant:
    return Variant(name, whose, definition, (0.0, None), Unit.MONEY_PER_ACCOUNT)


def _customer(account: str, end: str) -> tuple[tuple[str, str], ...]:
    return (
        ("account_id", account),
        ("start_date", "2023-12-01"),
        ("end_date", end),
        ("mrr", "100"),
        ("currency", "EUR"),
    )


_STAY = (_customer("A", ""), _customer("B", ""), _customer("C", ""))
_WINTER = (("start", "2023-12-01"), ("end", "2024-02-01"), ("as_of", "2024-01-31"))

METRIC = Metric(
    id="clv",
    family="lifetime value",
    name="Customer lifetime value",
    question="What is a customer worth to us?",
    definition=(
        "The margin that a customer brings, by a model of how long customers stay, as seen on the scope's last day "
        "(or the as-of day, if earlier) and in the exchange rates of that day. For subscriptions the usual model is "
        "the shifted-beta-geometric of renewals: a new customer over the horizon, discounted, and each present one "
        "from its next renewal on. Where only purchases are known it is BG/NBD with gamma-gamma. A model that can't "
        "be fitted gives way to the simple value, and says why; so does one whose fitted billing terms carry less "
        "than 95 % of the MRR. All segments of an answer use one model: those that it can't be fitted to have "
        "no value and say why. Segments are those in which customers began; the simple value takes those at each "
        "month's start."
    ),
    formula="simple: ARPA × margin ÷ churn; models: Σ over the horizon of expected payments × margin ÷ (1 + rate)^t",
    inputs=(
        Input(
            (*SUBSCRIPTIONS, "invoices"),
            ("account_id", "start_date", "mrr", "billing_interval", "invoice_date", "total"),
        ),
    ),
    unit=Unit.MONEY_PER_ACCOUNT,
    direction=Direction.UP,
    additive=False,
    shape=Shape.ACCOUNTS,
    measures=("clv", "within_horizon", "account"),
    series=(),
    interval=(
        "sbg: profile likelihood, with the spread of MRR; bgnbd_gg: delta method on the logarithm; simple and "
        "purchase: Wilson for churn and Student's t on logs for money; historic: Student's t on logs."
    ),
    interval_holds_value=True,
    variants=(
        _variant("sbg", "Fader & Hardie 2007, 2010", "Renewals by the shifted-beta-geometric model, discounted."),
        _variant("bgnbd_gg", "Fader, Hardie & Lee 2005", "Purchases by BG/NBD, spend by gamma-gamma, discounted."),
        _variant("simple", "Taught everywhere", "ARPA × margin ÷ monthly churn; endless, so no value without churn."),
        _variant("purchase", "Taught in articles", "Average purchase × purchase frequency × lifespan, × margin."),
        _variant("historic", "The books", "Average margin from customers so far."),
    ),
    refused=(
        Refused("Revenue without margin, called value", "The cost to serve a customer is not value; set the margin."),
        Refused(
            "1 ÷ churn for the whole base, although customers differ",
            "Customers likely to leave do so first, so those who stay last longer than average churn suggests. It "
            "is offered as 'simple', a rough figure, not as the default.",
        ),
    ),
    settings=(
        Setting("margin", "Share of revenue left after the cost to serve", 1.0, (0, 1), "share"),
        Setting("discount_rate_year", "Discount on a payment a year away", 0.10, (0, 10), "a year"),
        Setting("horizon_months", "How far ahead payments count", 60, (1, 600), "months"),
        Setting(
            "term",
            "sbg: contracts renew by the billing interval they began with, or all by",
            "auto",
            ("auto", "month", "quarter", "year"),
            "",
        ),
        Setting("churn_months", "simple: churn over this many whole months", 12, (1, 120), "months"),
        Setting("purchase_months", "purchase: lost after this long without buying", 12, (1, 60), "months"),
        *(setting for setting in REVENUE_SETTINGS if setting.name != "fx"),
    ),
    compute=clv_answer,
    rows=clv_rows,
    value_of=clv_value,
    references=(
        "Fader & Hardie (2007), How to Project Customer Retention, Journal of Interactive Marketing 21(1)",
        "Fader & Hardie (2010), Customer-Base Valuation in a Contractual Setting, Marketing Science 29(1)",
        "Fader, Hardie & Lee (2005), 'Counting Your Customers' the Easy Way, Marketing Science 24(2)",
        "Fader & Hardie (2013), The Gamma-Gamma Model of Monetary Value",
        "Gupta & Lehmann (2003), Customers as Assets, Journal of Interactive Marketing 17(1)",
    ),
    examples=(
        Example(
            "Four customers at 100 a month, one lost in two months",
            (("subscriptions", (*_STAY, _customer("D", "2024-01-31"))),),
            _WINTER,
            "simple",
            (),
            # January: four at its start, one of them lost: churn 1/4. 100 × 1 ÷ (1/4) = 400.
            ((("measure", "clv"), ("value", 400.0)), (("measure", "account"), ("account_id", "A"), ("value", 400.0))),
        ),
        Example(
            "What they have paid so far",
            (("subscriptions", (*_STAY, _customer("D", "2024-02-01"))),),
            _WINTER,
            "historic",
            (("margin", 0.8),),
            # Each has paid 100 for December and January: 200 × 0.8 = 160.
            ((("measure", "clv"), ("value", 160.0), ("n", 4)),),
        ),
    ),
    choose=usual_model,
)
