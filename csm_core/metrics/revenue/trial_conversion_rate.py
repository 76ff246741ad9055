"""Trial conversion: the share of trials that became paid."""

from __future__ import annotations

import pyarrow as pa

from csm_core.metrics.declare import Direction, Example, Input, Metric, OwnUnit, Refused, Setting, Shape, Variant
from csm_core.metrics.trial_cells import trial_answer, trial_rows
from csm_core.metrics.value_of import ratio_of_parts, total
from csm_core.metrics.worked_contracts import FOUR_TRIALS, TWO_MONTHS
from csm_core.stats.ratio_interval import INTERVALS, Kind
from csm_core.units import Unit


def _value_of(rows: pa.Table, variant: Variant) -> float | None:
    if rows.num_rows and rows.column("measure")[0].as_py() == "open":
        return total(rows, "part")
    return ratio_of_parts(rows, variant)


METRIC = Metric(
    id="trial_conversion_rate",
    family="revenue",
    name="Trial conversion rate",
    question="How many of those who try become customers?",
    definition=(
        "Of the trials that began in the period, the share that was paid for within 30 days of its start. Trials "
        "younger than that are open, paid or not: they are apart. A trial is an account and a first day; it became "
        "paid where the same product is paid for, on that line or another. Who ended with the trial did not pay. "
        "The segment is that of the day on which the trial began, or ended."
    ),
    formula="trials paid for within W days of their start ÷ trials begun, once W days have passed",
    inputs=(Input(("subscriptions",), ("account_id", "trial_start", "trial_end", "trial_converted_at", "status")),),
    unit=Unit.RATE,
    direction=Direction.UP,
    additive=False,
    shape=Shape.TREND,
    measures=("rate", "open"),
    series=(),
    interval=INTERVALS[Kind.COUNTED],
    interval_holds_value=True,
    variants=(
        Variant("by_start", "The usual reading", "By the period in which trials began.", (0.0, 1.0), Unit.RATE),
        Variant(
            "by_end",
            "Sales teams that follow up when trials end",
            "Trials that ended in the period and were paid for by their end (or within W days of their start), over "
            "all that ended in it. Trials without a known end are not in it.",
            (0.0, 1.0),
            Unit.RATE,
        ),
    ),
    refused=(
        Refused("Trials ÷ customers won", "The wrong way round: it rises when fewer of them pay."),
        Refused(
            "Customers won in a month ÷ trials begun in the same month",
            "Those who pay began earlier: when trials grow, the rate falls, whatever they do. It can pass 100 %.",
        ),
    ),
    settings=(Setting("within_days", "Paid for within so many days of the start", 30, (1, 366), "days"),),
    compute=trial_answer,
    rows=trial_rows,
    value_of=_value_of,
    references=("Wilson (1927), Journal of the American Statistical Association 22: the interval",),
    examples=(
        # By 29 February all four of January are 30 days old: A and D pay. E began in February.
        Example(
            "Two of four",
            FOUR_TRIALS,
            TWO_MONTHS,
            None,
            (),
            (
                (("period", "2024-01-01"), ("measure", "rate"), ("value", 0.5), ("n", 4)),
                (("period", "2024-02-01"), ("measure", "open"), ("value", 1.0)),
            ),
        ),
        # In January ended A (paid) and B, in February C and D (paid).
        Example(
            "By their end",
            FOUR_TRIALS,
            TWO_MONTHS,
            "by_end",
            (),
            (
                (("period", "2024-01-01"), ("measure", "rate"), ("value", 0.5), ("n", 2)),
                (("period", "2024-02-01"), ("measure", "rate"), ("value", 0.5), ("n", 2)),
            ),
        ),
    ),
    own_units=(OwnUnit("open", Unit.COUNT, (0.0, None)),),
)
