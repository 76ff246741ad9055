"""How long customers stay."""

from __future__ import annotations

from csm_core.metrics.framework.declare import (
    Direction,
    Example,
    Input,
    OwnUnit,
    Refused,
    Setting,
    Shape,
    Variant,
)
from csm_core.metrics.framework.metric import Metric
from csm_core.metrics.money.revenue_settings import RECURRING, REVENUE_SETTINGS
from csm_core.metrics.retention.calc.survival_answer import survival_answer, survival_rows, survival_value
from csm_core.units import Unit


def _customer(account: str, start: str, end: str) -> tuple[tuple[str, str], ...]:
    return (("account_id", account), ("start_date", start), ("end_date", end), ("mrr", "100"), ("currency", "EUR"))


def _point(age: int, value: float, n: int) -> tuple[tuple[str, str | float | int | None], ...]:
    return (("measure", "survival"), ("age", age), ("value", value), ("n", n))


METRIC = Metric(
    id="survival",
    family="retention",
    name="Customer survival",
    question="How long do customers stay?",
    definition=(
        "The share of customers still there at each age, over everybody who began before the scope's end, as seen "
        "on its last day (or the as-of day, if earlier); the scope's start trims nothing. Who is still there "
        "counts as far as they were seen. Each account counts once, from its first payment until nothing is paid any "
        "more; a pause, or a return within the grace, is not an end. Who was there before the data "
        "begins counts from the age at which it came into view, or is left out where its start is not known. Ages "
        "are exact to the day; a month is from monthday to monthday. Segments are those in which customers began."
    ),
    formula="Π over ages with losses of (1 − lost ÷ in view at that age)",
    inputs=(Input(RECURRING, ("account_id", "start_date", "mrr"), ("invoices",)),),
    unit=Unit.RATE,
    direction=Direction.UP,
    additive=False,
    shape=Shape.CURVE,
    measures=("survival", "median", "restricted_mean"),
    series=(),
    interval=(
        "Greenwood's variance on the log-log scale; the median's by inverting that band; the restricted mean's by "
        "Greenwood's variance of the area."
    ),
    interval_holds_value=True,
    variants=(
        Variant(
            "kaplan_meier",
            "Kaplan & Meier 1958; standard definition",
            "Share still there by age; the age that half of them reach; the mean time within the first months.",
            (0.0, 1.0),
            Unit.RATE,
        ),
    ),
    refused=(
        Refused(
            "The mean lifetime of those who have left",
            "Leaves out everyone who is still there, so the happier the customers, the shorter their 'lifetime'.",
        ),
        Refused(
            "Share of all customers ever who are still here",
            "Mixes ages: a company that grows fast looks loyal because most of its customers are new.",
        ),
        Refused(
            "The longest tenure seen, where the median is not reached",
            "It says how old the company is. If the median is not reached, that is what is shown.",
        ),
    ),
    settings=(
        Setting("tau_months", "The restricted mean covers this many first months", 24, (1, 600), "months"),
        *(setting for setting in REVENUE_SETTINGS if setting.name != "fx"),
    ),
    compute=survival_answer,
    rows=survival_rows,
    value_of=survival_value,
    references=(
        "Kaplan & Meier (1958), Nonparametric Estimation from Incomplete Observations, JASA 53",
        "Kalbfleisch & Prentice (2002), The Statistical Analysis of Failure Time Data, section 1.4",
        "Brookmeyer & Crowley (1982), A Confidence Interval for the Median Survival Time, Biometrics 38",
        "Royston & Parmar (2013), Restricted Mean Survival Time, BMC Medical Research Methodology 13",
    ),
    examples=(
        Example(
            "Four begin on 1 January; one leaves after a month, one after three; seen until 1 May",
            (
                (
                    "subscriptions",
                    (
                        _customer("A", "2024-01-01", "2024-02-01"),
                        _customer("B", "2024-01-01", "2024-04-01"),
                        _customer("C", "2024-01-01", ""),
                        _customer("D", "2024-01-01", ""),
                    ),
                ),
            ),
            (("start", "2024-01-01"), ("end", "2024-06-01"), ("as_of", "2024-05-01")),
            None,
            (("tau_months", 4),),
            (
                _point(0, 1.0, 4),
                _point(1, 3 / 4, 4),
                _point(2, 3 / 4, 3),
                # 3/4 × (1 − 1/3)
                _point(3, 1 / 2, 3),
                _point(4, 1 / 2, 2),
                # S falls to one half at three months; the area under 1, 3/4, 3/4, 1/2 is 3 months.
                (("measure", "median"), ("age", None), ("value", 3.0), ("n", 4)),
                (("measure", "restricted_mean"), ("age", None), ("value", 3.0), ("n", 4)),
            ),
        ),
    ),
    own_units=(
        OwnUnit("median", Unit.MONTHS, (0.0, None)),
        OwnUnit("restricted_mean", Unit.MONTHS, (0.0, None)),
    ),
)
