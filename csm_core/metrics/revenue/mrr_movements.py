"""The MRR bridge: from a period's start to its end, movement by movement."""

from __future__ import annotations

import math

import pyarrow as pa

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
from csm_core.metrics.money.revenue_settings import RECURRING, REVENUE_SETTINGS
from csm_core.metrics.revenue.calc.movement_bars import BAR_ROWS, BARS, LATE, SERIES
from csm_core.units import Unit


def _compute(context: Context) -> Answer:
    table = context.table(BARS[context.variant.name], series=SERIES)
    late = context.table(LATE).to_pylist()[0]["accounts"]
    note = f"Already paying when the data begins: {late}. They count as 'entered' there, as their start is unknown."
    return Answer(table, notes=(note,) if late else ())


def _rows(context: Context) -> pa.Table:
    return context.table(BAR_ROWS[context.variant.name], series=SERIES)


def _value_of(rows: pa.Table, variant: Variant) -> float | None:
    """The sum of the amounts. A bar without rows is a true zero: nothing of the kind happened."""
    del variant
    return math.fsum(rows.column("amount").to_pylist()) if rows.num_rows else 0.0


def _line(account: str, start: str, end: str, mrr: str) -> tuple[tuple[str, str], ...]:
    return (("account_id", account), ("start_date", start), ("end_date", end), ("mrr", mrr), ("currency", "EUR"))


def _cell(series: str, value: float) -> tuple[tuple[str, str | float | None], ...]:
    return (("period", "2024-02-01"), ("series", series), ("value", value))


METRIC = Metric(
    id="mrr_movements",
    family="revenue",
    name="MRR movements",
    question="What moved our recurring revenue up or down?",
    definition=(
        "How each account's MRR at the period's start became its MRR at the end. New: pays for the first time "
        "ever; reactivation: paid once, paid nothing at the start; churn: stops paying, or moves to a free plan, "
        "from the first day without payment. A pause, or a return within the grace period, is paused and resumed,"
        " never churn; a partial pause is contraction. A customer that leaves during a pause churns when service "
        "ends, with the MRR last paid, which paused gives back. Movements are in the rates of the period's end, "
        "and what the rates did to the MRR of the start is the bar currency. Under a filter or split, a movement "
        "belongs to the segment at the period's start (for new customers, at its end), and a customer that "
        "changes segment takes its end MRR from left to entered. n counts the accounts behind a bar."
    ),
    formula=(
        "start + new + reactivation + expansion + contraction + churn + paused + resumed + currency + entered + left "
        "= end; losses are negative"
    ),
    inputs=(Input(RECURRING, ("account_id", "start_date", "mrr"), ("invoices",)),),
    unit=Unit.MONEY,
    direction=Direction.NEITHER,
    additive=True,
    shape=Shape.BRIDGE,
    measures=(),
    series=SERIES,
    interval=None,
    interval_holds_value=True,
    variants=(
        Variant(
            "net",
            "Standard definition",
            "One movement per account and period: changes inside the period net out.",
            (None, None),
            Unit.MONEY,
        ),
        Variant(
            "events",
            "Event-based billing tools",
            "Every change counts: a customer who joins and leaves within the period is new, then churn.",
            (None, None),
            Unit.MONEY,
        ),
    ),
    refused=(
        Refused(
            "Cancelling one of two subscriptions as churn",
            "The customer stays and pays less: that is contraction. Churn is losing the whole account.",
        ),
        Refused(
            "Currency gains as expansion",
            "Nobody bought more. The effect of exchange rates has its own bar.",
        ),
    ),
    settings=REVENUE_SETTINGS,
    compute=_compute,
    rows=_rows,
    value_of=_value_of,
    references=(
        "Gold (2020), Fighting Churn with Data, chapter 3",
        "ChartMogul Help Center, MRR movements",
    ),
    examples=(
        Example(
            "A grows by 20, B leaves, C joins, D pays as before",
            (
                (
                    "subscriptions",
                    (
                        _line("A", "2024-01-05", "2024-02-10", "100"),
                        _line("A", "2024-02-10", "", "120"),
                        _line("B", "2024-01-05", "2024-02-15", "50"),
                        _line("C", "2024-02-20", "", "30"),
                        _line("D", "2024-01-05", "", "70"),
                    ),
                ),
            ),
            (("start", "2024-02-01"), ("end", "2024-03-01"), ("as_of", "2024-02-29")),
            None,
            (),
            # 220 + 30 + 20 − 50 = 220
            (
                _cell("start", 220.0),
                _cell("new", 30.0),
                _cell("expansion", 20.0),
                _cell("churn", -50.0),
                _cell("reactivation", 0.0),
                _cell("end", 220.0),
            ),
        ),
    ),
)
