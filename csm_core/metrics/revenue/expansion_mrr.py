"""Expansion: what customers pay more than before."""

from __future__ import annotations

import pyarrow as pa

from csm_core.facts.scoped.query import Query
from csm_core.metrics.estimates.value_of import sum_of_amounts
from csm_core.metrics.examples.months import Row
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
from csm_core.metrics.money.moved_revenue import MOVED, NOBODY_PAID
from csm_core.metrics.money.revenue_settings import RECURRING, REVENUE_SETTINGS
from csm_core.units import Unit

# A charge to who did not pay yet when the period began belongs to the new business, not to expansion.
_GROWN = {
    **MOVED,
    "grown": """
    select period, segment, account_id, 'expansion' as kind, cast(null as date) as billed_on, amount
    from moved where movement = 'expansion'
    union all
    select s.period, s.segment, s.account_id, 'one-off', b.billed_on,
        cast(b.amount * r.rate as decimal(18, 4))
    from bills b
    join standing s on s.period = b.period and s.account_id = b.account_id
    join periods p on p.period = b.period
    join rates r on r.instant = p.period_instant and r.currency = b.currency
    where $with_one_off and not b.is_recurring""",
}
_CELLS = Query(
    """
    select c.period, c.segment, cast(coalesce(g.amount, 0) as double) as value, coalesce(g.accounts, 0) as n
    from (select distinct period, segment from standing) c
    left join (
        select period, segment, sum(amount) as amount, count(distinct account_id) as accounts from grown group by all
    ) g on g.period = c.period and g.segment is not distinct from c.segment
    order by c.period, c.segment""",
    _GROWN,
)
_ROWS = Query(
    """
    select g.period, g.segment, g.account_id, n.account_name, g.kind, g.billed_on, cast(g.amount as double) as amount
    from grown g join account_names n on n.account_id = g.account_id
    order by g.period, g.segment, amount desc, g.account_id, g.billed_on""",
    _GROWN,
)
_MARKED_BILLS = Query("select count(*) filter (where is_recurring is not null) as told from bills")
_NO_BILLS = "Load invoices that say which charges are one-off (is_recurring) to see them."


def _compute(context: Context) -> Answer:
    with_one_off = context.variant.name == "with_one_off"
    if with_one_off and not context.table(_MARKED_BILLS).to_pylist()[0]["told"]:
        return Answer(with_gaps(pa.table({}), context, _NO_BILLS))
    return Answer(with_gaps(context.table(_CELLS, with_one_off=with_one_off), context, NOBODY_PAID))


def _rows(context: Context) -> pa.Table:
    return context.table(_ROWS, with_one_off=context.variant.name == "with_one_off")


def _line(account: str, start: str, end: str, mrr: str) -> Row:
    return (("account_id", account), ("start_date", start), ("end_date", end), ("mrr", mrr), ("currency", "EUR"))


def _bill(account: str, total: str, recurring: str) -> Row:
    return (
        *(("account_id", account), ("invoice_date", "2024-02-15"), ("total", total)),
        *(("currency", "EUR"), ("is_recurring", recurring)),
    )


_GIVEN = (
    (
        "subscriptions",
        (
            _line("A", "2024-01-05", "2024-02-10", "100"),
            _line("A", "2024-02-10", "", "130"),
            _line("B", "2024-02-12", "", "50"),
            _line("C", "2024-01-05", "", "40"),
        ),
    ),
    ("invoices", (_bill("A", "130", "true"), _bill("B", "500", "false"), _bill("C", "200", "false"))),
)
_FEBRUARY = (("start", "2024-02-01"), ("end", "2024-03-01"), ("as_of", "2024-02-29"))

METRIC = Metric(
    id="expansion_mrr",
    family="revenue",
    name="Expansion MRR",
    question="How much more do existing customers pay?",
    definition=(
        "How much more customers paying at the period's start pay at its end, at its end's exchange rates: the "
        "expansion in the MRR bridge. Returning customers are reactivation and not included. Price increases and "
        "ended discounts are expansion too. Segments are those at the start; n counts the accounts that grew."
    ),
    formula="Σ (MRR at the end − MRR at the start), over accounts with 0 < MRR at the start < MRR at the end",
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
        Variant("recurring", "Standard definition", "Recurring revenue alone.", (0.0, None), Unit.MONEY),
        Variant(
            "with_one_off",
            "Taught in articles",
            "One-off charges to the same customers in the period count as well, from invoices, less refunds. They "
            "happen once, so this is not a monthly rate.",
            (None, None),
            Unit.MONEY,
        ),
    ),
    refused=(
        Refused(
            "One-off purchases added up and called expansion MRR",
            "One-off purchases do not recur. The variant with_one_off shows them beside the recurring part.",
        ),
        Refused(
            "MRR growth of the company",
            "It includes new customers and losses: a company can grow without selling more to existing customers.",
        ),
    ),
    settings=REVENUE_SETTINGS,
    compute=_compute,
    rows=_rows,
    value_of=sum_of_amounts,
    references=("Gold (2020), Fighting Churn with Data, chapter 3", "ChartMogul Help Center, Expansion MRR"),
    examples=(
        Example("A pays 30 more; B is new", _GIVEN, _FEBRUARY, None, (), ((("value", 30.0), ("n", 1)),)),
        # C's one-off 200 as well; B's 500 belong to the new business.
        Example("With one-off sales", _GIVEN, _FEBRUARY, "with_one_off", (), ((("value", 230.0), ("n", 2)),)),
    ),
)
