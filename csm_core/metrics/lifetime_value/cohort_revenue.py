"""Cohort revenue: what a customer of each cohort has brought by each age, added up."""

from __future__ import annotations

from collections.abc import Collection

import pyarrow as pa

from csm_core.metrics.cohort_ages import AGE_SETTINGS
from csm_core.metrics.cohort_money import cohort_money, money_cohorts_sql, money_parameters
from csm_core.metrics.cohort_starts import late_sentences
from csm_core.metrics.columns import floats, with_columns
from csm_core.metrics.context import Answer, Context
from csm_core.metrics.declare import Direction, Example, Input, Metric, Refused, Shape, Variant
from csm_core.metrics.lifetime_value.purchases import unusable_bills
from csm_core.metrics.revenue_settings import REVENUE_SETTINGS
from csm_core.metrics.value_of import ratio_of_parts
from csm_core.stats.moments import Moments
from csm_core.stats.ratio_interval import INTERVALS, Kind, ratio_bounds
from csm_core.units import Unit

_KEYS = ["period", "segment", "series", "age"]


def _compute(context: Context) -> Answer:
    is_billed = context.variant.name == "billed"
    if is_billed and "invoices" not in context.workspace.row_counts():
        return Answer(pa.table({"value": pa.array([None], pa.float64()), "note": ["Load invoices to count bills."]}))
    rows = cohort_money(context)
    rows = rows.append_column("square", pa.array(floats(rows, "part") ** 2, pa.float64()))
    told = [("part", "sum"), ("square", "sum"), ("part", "count"), ("observed", "all")]
    sums = rows.group_by(_KEYS, use_threads=False).aggregate(told)
    parts, accounts = floats(sums, "part_sum"), floats(sums, "part_count")
    moments = Moments(parts, accounts, floats(sums, "square_sum"), parts, accounts, accounts)
    low, high = ratio_bounds(moments, Kind.AMOUNT)
    cells = sums.select(_KEYS).append_column("n", sums.column("part_count"))
    cells = cells.append_column("complete", sums.column("observed_all"))
    late = late_sentences(context, money_cohorts_sql(context), money_parameters(context))
    return Answer(
        with_columns(cells, {"value": parts / accounts, "low": low, "high": high}),
        notes=("The average is at each age over the cohorts that have reached it, so it may fall from age to age.",),
        left_out=(*late, *(unusable_bills(context) if is_billed else ())),
    )


def _usual(loaded: Collection[str]) -> str:
    return "billed" if "invoices" in loaded else "subscribed"


def _line(account: str, start: str, end: str, mrr: str) -> tuple[tuple[str, str], ...]:
    return (("account_id", account), ("start_date", start), ("end_date", end), ("mrr", mrr), ("currency", "EUR"))


def _bill(account: str, day: str, total: str) -> tuple[tuple[str, str], ...]:
    return (("account_id", account), ("invoice_date", day), ("total", total), ("currency", "EUR"))


_LINES = (_line("A", "2024-01-01", "", "100"), _line("B", "2024-01-01", "2024-02-01", "50"))
_BILLS = (_bill("A", "2024-01-01", "1200"), _bill("B", "2024-01-01", "50"))
_SCOPE = (("start", "2024-01-01"), ("end", "2024-03-01"), ("as_of", "2024-02-29"))

METRIC = Metric(
    id="cohort_revenue",
    family="lifetime value",
    name="Cohort revenue",
    question="What has a customer of each cohort brought us by now, and how fast?",
    definition=(
        "For each cohort (the period of the first payment) and each age: all that came in from its customers up to "
        "the end of that age, over all who began, those who left among them. From invoices less credits and refunds, "
        "on the day of the bill, with what was billed before the start; without invoices from MRR × months, to the "
        "day. A cohort's falls only where more is paid back than billed. Money is at the rates of the as-of day. "
        "Cells whose age is not over are marked and stay out of the average over cohorts."
    ),
    formula="Σ revenue up to the end of age k ÷ customers that the cohort began with",
    inputs=(
        Input(
            ("invoices", "subscriptions", "mrr_snapshots", "mrr_movements"),
            ("account_id", "invoice_date", "total", "start_date", "mrr"),
        ),
    ),
    unit=Unit.MONEY_PER_ACCOUNT,
    direction=Direction.UP,
    additive=False,
    shape=Shape.COHORTS,
    measures=(),
    series=("average",),
    interval=INTERVALS[Kind.AMOUNT],
    interval_holds_value=True,
    variants=(
        Variant("billed", "The books", "What was billed, less credits and refunds.", (None, None),
                Unit.MONEY_PER_ACCOUNT),
        Variant("subscribed", "Recurring revenue alone", "MRR × months so far, to the day.", (0.0, None),
                Unit.MONEY_PER_ACCOUNT),
    ),
    refused=(
        Refused(
            "Revenue so far ÷ the customers who are still there",
            "Whoever leaves would raise it: what the lost ones brought is shared out among those who stayed.",
        ),
    ),
    settings=(*AGE_SETTINGS, *(setting for setting in REVENUE_SETTINGS if setting.name != "fx")),
    compute=_compute,
    rows=cohort_money,
    value_of=ratio_of_parts,
    references=("Fader & Hardie (2009), Probability Models for Customer-Base Analysis",),
    examples=(
        Example(
            "Of two, one leaves after a month",
            (("subscriptions", _LINES),),
            _SCOPE,
            "subscribed",
            (),
            # January: 100 + 50; by the end of February 100 more. Both began, so both count.
            (
                (("period", "2024-01-01"), ("age", 0), ("value", 75.0), ("n", 2)),
                (("period", "2024-01-01"), ("age", 1), ("value", 125.0), ("n", 2)),
            ),
        ),
        Example(
            "A year is billed in advance, and a part of it credited",
            (
                ("subscriptions", _LINES),
                ("invoices", (*_BILLS, _bill("A", "2024-02-10", "-200"))),
            ),
            _SCOPE,
            "billed",
            (),
            # (1200 + 50) ÷ 2, and (1200 − 200 + 50) ÷ 2.
            (
                (("period", "2024-01-01"), ("age", 0), ("value", 625.0), ("n", 2)),
                (("period", "2024-01-01"), ("age", 1), ("value", 525.0), ("n", 2)),
            ),
        ),
    ),
    choose=_usual,
)  # fmt: skip
