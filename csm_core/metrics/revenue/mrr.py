"""Monthly recurring revenue."""

from __future__ import annotations

import pyarrow as pa

from csm_core.facts.scoped.query import Query
from csm_core.metrics.estimates.value_of import sum_of_amounts
from csm_core.metrics.framework.context import Answer, Context
from csm_core.metrics.framework.declare import (
    Direction,
    Example,
    Input,
    Refused,
    Shape,
    Variant,
)
from csm_core.metrics.framework.fill_gaps import with_gaps
from csm_core.metrics.framework.metric import Metric
from csm_core.metrics.money.revenue_settings import RECURRING, REVENUE_SETTINGS
from csm_core.units import Unit

# One row an account and period: what it pays at the period's end.
_PAYING = {
    "paying": """
    select p.period, m.segment, s.account_id, sum(s.mrr) as amount
    from periods p
    join account_states s on s.instant = p.period_instant
    join members m on m.account_id = s.account_id and m.valid_from < p.period_instant
        and p.period_instant <= m.valid_to
    where p.shown
    group by p.period, m.segment, s.account_id
    having sum(s.mrr) <> 0""",
}

_TOTALS = {
    "sum": Query(
        """
select period, segment, cast(sum(amount) as double) as value, count(*) as n from paying group by period, segment""",
        _PAYING,
    ),
    "customers_times_average": Query(
        """
select period, segment, count(*) * (cast(sum(amount) as double) / nullif(count(*), 0)) as value, count(*) as n
from paying group by period, segment""",
        _PAYING,
    ),
}

_ROWS = Query(
    """
    select p.period, p.segment, p.account_id, n.account_name, cast(p.amount as double) as amount
    from paying p join account_names n on n.account_id = p.account_id
    order by p.period, p.segment, p.amount desc, p.account_id""",
    _PAYING,
)


def _compute(context: Context) -> Answer:
    table = context.table(_TOTALS[context.variant.name])
    return Answer(with_gaps(table, context, "No paying customers at the end of this period."))


def _rows(context: Context) -> pa.Table:
    return context.table(_ROWS)


def _line(account: str, start: str, end: str, amount: str, interval: str) -> tuple[tuple[str, str], ...]:
    return (
        ("account_id", account),
        ("start_date", start),
        ("end_date", end),
        ("amount", amount),
        ("billing_interval", interval),
        ("currency", "EUR"),
    )


METRIC = Metric(
    id="mrr",
    family="revenue",
    name="Monthly recurring revenue",
    question="How much recurring revenue do we have each month?",
    definition=(
        "The monthly value of all subscriptions live at the end of the period. Trials, taxes, one-off charges and "
        "refunds are excluded; past-due customers are included until written off; paused ones pay nothing but are "
        "not lost; a free plan is not a paying customer. A cancelled line without an end date is paid until its "
        "term is over, otherwise until the cancellation. An account with more deducted than it pays counts below "
        "zero, as in the bridge. n counts the accounts whose MRR is not 0."
    ),
    formula="Σ amount × quantity ÷ months billed, after discounts, over subscriptions live at the period's end",
    inputs=(Input(RECURRING, ("account_id", "start_date", "mrr"), ("invoices",)),),
    unit=Unit.MONEY,
    direction=Direction.UP,
    additive=True,
    shape=Shape.TREND,
    measures=(),
    series=(),
    interval=None,
    interval_holds_value=True,
    variants=(
        Variant("sum", "Standard definition", "Sum over live subscriptions.", (None, None), Unit.MONEY),
        Variant(
            "customers_times_average",
            "Taught in articles",
            "Paying customers × their average MRR: the same figure by another way, as a cross-check.",
            (None, None),
            Unit.MONEY,
        ),
    ),
    refused=(
        Refused(
            "Counting a yearly bill in the month it is paid",
            "That is billing, not recurring revenue: a yearly bill is a twelfth of itself in each month.",
        ),
    ),
    settings=REVENUE_SETTINGS,
    compute=_compute,
    rows=_rows,
    value_of=sum_of_amounts,
    references=("Gold (2020), Fighting Churn with Data, chapter 3",),
    examples=(
        Example(
            "A monthly line of 100, a yearly one of 1,200 and a weekly one of 12",
            (
                (
                    "subscriptions",
                    (
                        _line("A", "2024-01-05", "", "100", "month"),
                        _line("B", "2024-01-10", "", "1200", "year"),
                        _line("C", "2024-01-10", "", "12", "week"),
                        _line("D", "2024-01-10", "2024-01-20", "500", "month"),
                    ),
                ),
            ),
            (("start", "2024-01-01"), ("end", "2024-02-01"), ("as_of", "2024-01-31")),
            None,
            (),
            # 100 + 1200 ÷ 12 + 12 × 52 ÷ 12 = 252; D left before the month's end.
            ((("period", "2024-01-01"), ("value", 252.0), ("n", 3)),),
        ),
    ),
)
