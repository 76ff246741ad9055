"""Average revenue per account."""

from __future__ import annotations

import pyarrow as pa

from csm_core.facts.scoped.query import Query
from csm_core.metrics.estimates.account_ratio import ratio_cells
from csm_core.metrics.estimates.value_of import ratio_of_parts
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
from csm_core.stats.ratio_interval import INTERVALS, Kind
from csm_core.units import Unit

_AT_END = {
    "paying": """
    select p.period, m.segment, s.account_id, sum(s.mrr) as amount
    from periods p
    join account_states s on s.instant = p.period_instant
    join members m on m.account_id = s.account_id and m.valid_from < p.period_instant
        and p.period_instant <= m.valid_to
    where p.shown
    group by p.period, m.segment, s.account_id""",
}

# What a line earned in a period: its monthly amount times the months of service in it, a day being worth one over
# the days of its own calendar month. A day's place on the axis of months turns that sum into one difference.
_RECOGNISED = {
    "stretches": """
    select p.period, m.segment, l.account_id, l.amount, d.rate,
        greatest(l.valid_from, m.valid_from, p.period, d.valid_from) as served_from,
        least(l.valid_to, m.valid_to, p.period_instant, d.valid_to) as served_to
    from periods p join ledger l on l.valid_from < p.period_instant and p.period < l.valid_to
    join members m on m.account_id = l.account_id
    join daily_rates d on d.currency = l.currency and d.valid_from < p.period_instant and p.period < d.valid_to
    where p.shown and l.amount <> 0""",
    "paying": """
    select period, segment, account_id, cast(sum(cast(amount * rate * (
        12 * (year(served_to) - year(served_from)) + month(served_to) - month(served_from)
        + cast(day(served_to) - 1 as double) / day(last_day(served_to))
        - cast(day(served_from) - 1 as double) / day(last_day(served_from))) as decimal(28, 10)))
        as decimal(18, 4)) as amount
    from stretches where served_from < served_to group by period, segment, account_id""",
}

_ROWS = """
select p.period, p.segment, p.account_id, n.account_name, cast(p.amount as double) as part, cast(1 as double) as whole
from paying p join account_names n on n.account_id = p.account_id
where p.amount > 0 order by p.period, p.segment, p.amount desc, p.account_id
"""

_ROWS_OF = {"mrr": Query(_ROWS, _AT_END), "recognised": Query(_ROWS, _RECOGNISED)}
_NOBODY = {
    "mrr": ("No paying customers at the end of this period."),
    "recognised": "No paying customers in this period.",
}


def _compute(context: Context) -> Answer:
    reason = _NOBODY[context.variant.name]
    return Answer(with_gaps(ratio_cells(_rows(context), reason, Kind.AMOUNT), context, reason))


def _rows(context: Context) -> pa.Table:
    return context.table(_ROWS_OF[context.variant.name])


def _line(account: str, start: str, end: str, mrr: str) -> tuple[tuple[str, str], ...]:
    return (("account_id", account), ("start_date", start), ("end_date", end), ("mrr", mrr), ("currency", "EUR"))


_GIVEN = (
    (
        "subscriptions",
        (
            _line("A", "2023-11-05", "", "100"),
            _line("B", "2023-12-10", "", "300"),
            _line("C", "2024-01-01", "2024-01-11", "620"),
        ),
    ),
)
_JANUARY = (("start", "2024-01-01"), ("end", "2024-02-01"), ("as_of", "2024-01-31"))

METRIC = Metric(
    id="arpa",
    family="revenue",
    name="Average revenue per account",
    question="How much does a customer pay per month?",
    definition=(
        "MRR at the period's end over the accounts paying then. Paused accounts and trials are in neither part."
    ),
    formula="MRR at the end ÷ accounts with MRR > 0 at the end",
    inputs=(Input(RECURRING, ("account_id", "start_date", "mrr"), ("invoices",)),),
    unit=Unit.MONEY_PER_ACCOUNT,
    direction=Direction.UP,
    additive=False,
    shape=Shape.TREND,
    measures=(),
    series=(),
    interval=INTERVALS[Kind.AMOUNT],
    interval_holds_value=True,
    variants=(
        Variant(
            "mrr", "Standard definition", "MRR at the period's end per account.", (0.0, None), Unit.MONEY_PER_ACCOUNT
        ),
        Variant(
            "recognised",
            "Finance teams",
            "Recurring revenue that service in the period has earned, per account that it was earned from. It comes "
            "from the subscriptions, day by day at each day's exchange rate (fx = dated), as a bill does not tell "
            "which days it is for.",
            (0.0, None),
            Unit.MONEY_PER_ACCOUNT,
        ),
    ),
    refused=(
        Refused(
            "Revenue over all accounts in the CRM",
            "Prospects and lost customers pay nothing: the average would fall with every new lead.",
        ),
        Refused(
            "Bills of the month over customers",
            "A yearly bill would count twelve months at once: the average would follow billing dates.",
        ),
    ),
    settings=REVENUE_SETTINGS,
    compute=_compute,
    rows=_rows,
    value_of=ratio_of_parts,
    references=("Gold (2020), Fighting Churn with Data, chapter 3", "Cochran (1977), Sampling Techniques, chapter 6"),
    examples=(
        # C left on 11 January: (100 + 300) ÷ 2 at the end.
        Example("Two who pay at the end", _GIVEN, _JANUARY, None, (), ((("value", 200.0), ("n", 2)),)),
        # 10 of 31 days of 620 are 200: (100 + 300 + 200) ÷ 3.
        Example("What January earned", _GIVEN, _JANUARY, "recognised", (), ((("value", 200.0), ("n", 3)),)),
    ),
)
