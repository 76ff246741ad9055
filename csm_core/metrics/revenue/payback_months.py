"""Payback: how long a new customer takes to pay what winning it cost."""

from __future__ import annotations

from csm_core.metrics.acquisition import COST_FROM
from csm_core.metrics.declare import Direction, Example, Input, Metric, Refused, Setting, Shape, Variant
from csm_core.metrics.payback import payback_answer, payback_rows, payback_value
from csm_core.metrics.revenue_settings import REVENUE_SETTINGS
from csm_core.metrics.worked_contracts import FOUR_CUSTOMERS, WINTER
from csm_core.units import Unit

METRIC = Metric(
    id="payback_months",
    family="revenue",
    name="Payback time",
    question="After how many months has a new customer paid what winning it cost?",
    definition=(
        "The months after which the margin that a customer is expected to have paid reaches the cost of winning it. "
        "A customer pays the average (MRR ÷ accounts that pay, at the period's end) while it stays; how many stay "
        "how long is the Kaplan-Meier curve as seen then. Beside it the simple figure, which takes all to stay. Cost "
        "as in LTV to CAC. Not reached within the horizon, or within the time that anybody was followed, is no "
        "value. n counts the customers won, or those whose cost is known."
    ),
    formula="the t at which ∫₀ᵗ S(u) du = cost ÷ (ARPA × margin); simple: cost ÷ (ARPA × margin)",
    inputs=(
        Input(("costs", "accounts"), ("month", "category", "amount", "purpose", "acquisition_cost")),
        Input(
            ("subscriptions", "mrr_snapshots", "mrr_movements"), ("account_id", "start_date", "mrr"), ("invoices",)
        ),
    ),
    unit=Unit.MONTHS,
    direction=Direction.DOWN,
    additive=False,
    shape=Shape.TREND,
    measures=("survival_weighted", "simple"),
    series=(),
    interval=(
        "Simple: Student's t on logs for MRR (and for costs of accounts), joined by the method of variance estimates "
        "recovery. Weighted: those bounds with those of the survival curve, so rather too wide than too narrow."
    ),
    interval_holds_value=True,
    variants=(
        Variant("usual", "The usual reading", "Survival-weighted; simple beside it.", (0.0, None), Unit.MONTHS),
    ),
    refused=(
        Refused(
            "Revenue instead of margin",
            "What serving a customer costs does not pay for winning it: set the margin.",
        ),
        Refused(
            "The horizon itself, where the cost is not reached",
            "It would look like a payback in five years that nobody has ever seen.",
        ),
    ),
    settings=(
        COST_FROM,
        Setting("margin", "Share of revenue that is left after the cost to serve", 1.0, (0.01, 1), "share"),
        Setting("horizon_months", "Not followed further than that", 60, (1, 600), "months"),
        *(setting for setting in REVENUE_SETTINGS if setting.name != "fx"),
    ),
    compute=payback_answer,
    rows=payback_rows,
    value_of=payback_value,
    references=(
        "Skok (2010), SaaS Metrics: months to recover CAC",
        "Klein & Moeschberger (2003), Survival Analysis, section 4.5: the area under the curve",
    ),
    examples=(
        # 80 a customer; ARPA 100, of which half is margin: 80 ÷ 50.
        Example(
            "Eighty at a margin of fifty a month",
            FOUR_CUSTOMERS,
            WINTER,
            None,
            (("margin", 0.5),),
            (
                (("period", "2024-01-01"), ("measure", "simple"), ("value", 1.6), ("n", 2)),
                # Nobody is lost before the second month, and two months are followed.
                (("period", "2024-01-01"), ("measure", "survival_weighted"), ("value", 1.6)),
            ),
        ),
    ),
)
