"""Cohort retention: of those who began together, how many (or how much of their money) is still there."""

from __future__ import annotations

from csm_core.metrics.cohort_ages import AGE_SETTINGS
from csm_core.metrics.cohort_answer import cohort_answer, cohort_rows
from csm_core.metrics.declare import Direction, Example, Input, Metric, Refused, Setting, Shape, Variant
from csm_core.metrics.revenue_settings import REVENUE_SETTINGS
from csm_core.metrics.value_of import ratio_of_parts
from csm_core.stats.ratio_interval import INTERVALS, Kind
from csm_core.units import Unit


def _customer(account: str, start: str, end: str, mrr: str) -> tuple[tuple[str, str], ...]:
    return (("account_id", account), ("start_date", start), ("end_date", end), ("mrr", mrr), ("currency", "EUR"))


METRIC = Metric(
    id="cohort_retention",
    family="retention",
    name="Cohort retention",
    question="Of the customers who began together, how many are still there?",
    definition=(
        "For each cohort (the period of the first payment or first activity) and each age in periods: the share "
        "that is still a customer at the end of that period, or the share of their first MRR that is still paid, or "
        "the share that used the product in it. A paused customer is still a customer. Cells whose calendar period "
        "is not over are marked and stay out of the average, which pools counts, not percentages. Cohorts are whole "
        "periods of the calendar wherever the dates shown begin. Ages may be counted in shorter or longer periods: a "
        "customer is 0 in the week (month, quarter, year) of its first day, and a cell is over once it is so for the "
        "cohort's youngest. The segment is that of the day on which a customer began."
    ),
    formula="kept at age k ÷ all who began in the cohort",
    inputs=(
        Input(
            ("subscriptions", "mrr_snapshots", "mrr_movements", "events"),
            ("account_id", "start_date", "mrr", "event_at"),
            ("invoices",),
        ),
    ),
    unit=Unit.RATE,
    direction=Direction.UP,
    additive=False,
    shape=Shape.COHORTS,
    measures=(),
    series=("average",),
    interval=f"Wilson for counts. Net revenue: {INTERVALS[Kind.CHANGE]} Gross revenue: {INTERVALS[Kind.SHARE]}",
    interval_holds_value=True,
    variants=(Variant("cohort", "The usual reading", "Kept ÷ began, by age.", (0.0, None), Unit.RATE),),
    refused=(
        Refused(
            "Active customers this month ÷ active customers last month",
            "Counts new customers as kept ones; it can pass 100 % while customers leave.",
        ),
        Refused(
            "The mean of the cohorts' percentages",
            "Gives a cohort of three the weight of a cohort of three hundred, and mixes ages that some cohorts "
            "have not reached.",
        ),
    ),
    settings=(
        Setting(
            "measure",
            "What is kept: customers, their first MRR (growth in or out), or use of the product",
            "logo",
            ("logo", "revenue_net", "revenue_gross", "usage"),
            "",
        ),
        Setting(
            "mode",
            "Kept in that very period, at any time in a bracket of ages, or in that period or any later one",
            "nth",
            ("nth", "bracket", "unbounded"),
            "",
        ),
        Setting("brackets", "Where each bracket of ages begins", "0,1,2,4,7,13,25", None, "periods"),
        *AGE_SETTINGS,
        Setting("cohort_by", "What begins a cohort (auto: first use for usage, else first payment)", "auto",
                ("auto", "first_payment", "first_activity"), ""),
        *REVENUE_SETTINGS,
    ),
    compute=cohort_answer,
    rows=cohort_rows,
    value_of=ratio_of_parts,
    references=("Fader & Hardie (2009), Probability Models for Customer-Base Analysis",),
    examples=(
        Example(
            "Three begin in January, one of them leaves in February; the one who begins in February stays",
            (
                (
                    "subscriptions",
                    (
                        _customer("A", "2024-01-05", "", "100"),
                        _customer("B", "2024-01-10", "2024-02-15", "100"),
                        _customer("C", "2024-01-20", "", "100"),
                        _customer("D", "2024-02-10", "", "100"),
                    ),
                ),
            ),
            (("start", "2024-01-01"), ("end", "2024-03-01"), ("as_of", "2024-02-29")),
            None,
            (),
            (
                (("period", "2024-01-01"), ("age", 0), ("value", 1.0), ("n", 3)),
                (("period", "2024-01-01"), ("age", 1), ("value", 2 / 3), ("n", 3)),
                (("period", "2024-02-01"), ("age", 0), ("value", 1.0), ("n", 1)),
                (("period", None), ("age", 0), ("value", 1.0), ("n", 4)),
                (("period", None), ("age", 1), ("value", 2 / 3), ("n", 3)),
            ),
        ),
    ),
)  # fmt: skip
