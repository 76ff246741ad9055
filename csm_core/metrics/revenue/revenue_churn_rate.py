"""Revenue churn: the share of MRR that was lost."""

from __future__ import annotations

import pyarrow as pa

from csm_core.facts.scoped.query import Query
from csm_core.metrics.estimates.account_ratio import concentrated, ratio_cells
from csm_core.metrics.estimates.value_of import ratio_of_parts
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
from csm_core.stats.ratio_interval import INTERVALS, Kind
from csm_core.units import Unit

_COUNTED = {
    "gross": ("churn", "contraction"),
    "churn_only": ("churn",),
    "net": ("churn", "contraction", "expansion"),
}

# Who leaves from a pause is lost without having paid when the period began.
_CTES = {
    **MOVED,
    "lost": """
    select period, segment, account_id, -amount as amount from moved
    where movement in (select unnest($counted::varchar[]))
        and (movement = 'churn' or (period, account_id) in (select (period, account_id) from standing))""",
    "counted": """
    select coalesce(s.period, v.period) as period, coalesce(s.segment, v.segment) as segment,
        coalesce(s.account_id, v.account_id) as account_id, cast(coalesce(v.amount, 0) as double) as part,
        cast(coalesce(s.mrr_before, 0) as double) as whole
    from standing s full join lost v on v.period = s.period and v.account_id = s.account_id""",
}
_ROWS = Query(
    """
    select c.period, c.segment, c.account_id, n.account_name, c.part, c.whole
    from counted c join account_names n on n.account_id = c.account_id
    order by c.period, c.segment, abs(c.part) desc, c.whole desc, c.account_id""",
    _CTES,
)


def _compute(context: Context) -> Answer:
    kind = Kind.CHANGE if context.variant.name == "net" else Kind.SHARE
    return Answer(with_gaps(ratio_cells(_rows(context), NOBODY_PAID, kind, concentrated), context, NOBODY_PAID))


def _rows(context: Context) -> pa.Table:
    return context.table(_ROWS, counted=_COUNTED[context.variant.name])


def _line(account: str, start: str, end: str, mrr: str) -> Row:
    return (("account_id", account), ("start_date", start), ("end_date", end), ("mrr", mrr), ("currency", "EUR"))


_GIVEN = (
    (
        "subscriptions",
        (
            _line("A", "2024-01-05", "2024-02-10", "100"),
            _line("A", "2024-02-10", "", "130"),
            _line("B", "2024-01-05", "2024-02-15", "50"),
            _line("C", "2024-01-05", "2024-02-20", "150"),
            _line("C", "2024-02-20", "", "140"),
            _line("D", "2024-02-20", "", "70"),
        ),
    ),
)
_FEBRUARY = (("start", "2024-02-01"), ("end", "2024-03-01"), ("as_of", "2024-02-29"))

METRIC = Metric(
    id="revenue_churn_rate",
    family="revenue",
    name="Revenue churn rate",
    question="What share of our recurring revenue do we lose?",
    definition=(
        "MRR lost in the period by churn and contraction, over MRR at its start, at its end's exchange rates. "
        "Losses are those of the MRR bridge: one movement per account and period, so revenue lost and won back "
        "within it is not a loss. Neither is a pause, or a return within the grace period; a customer who leaves "
        "from a pause is lost then, with the MRR last paid, which is not in the start. New customers of the period "
        "are in neither part. Segments are those at the start."
    ),
    formula="(churn + contraction) ÷ MRR at the start",
    inputs=(Input(RECURRING, ("account_id", "start_date", "mrr"), ("invoices",)),),
    unit=Unit.RATE,
    direction=Direction.DOWN,
    additive=False,
    shape=Shape.TREND,
    measures=(),
    series=(),
    interval=f"{INTERVALS[Kind.SHARE]} Net: {INTERVALS[Kind.CHANGE]}",
    interval_holds_value=True,
    variants=(
        Variant("gross", "Standard definition", "Churn and contraction over the start.", (0.0, None), Unit.RATE),
        Variant(
            "churn_only", "Some finance teams", "Only the MRR of customers lost entirely.", (0.0, None), Unit.RATE
        ),
        Variant(
            "net",
            "Investors' decks",
            "Less the expansion of the same customers: below zero where growth outweighs the losses.",
            (None, None),
            Unit.RATE,
        ),
    ),
    refused=(
        Refused(
            "Lost MRR over the MRR of the end",
            "The end excludes the losses and includes new customers, who were not there to be lost.",
        ),
        Refused(
            "Less reactivation and new business",
            "New and returning customers were not in the base. Sales would hide the losses.",
        ),
    ),
    settings=REVENUE_SETTINGS,
    compute=_compute,
    rows=_rows,
    value_of=ratio_of_parts,
    references=(
        "Gold (2020), Fighting Churn with Data, chapter 2",
        "Wilson (1927), JASA 22, and Kish (1965), Survey Sampling, section 11.7: the interval",
    ),
    examples=(
        # 300 at the start: B's 50 are lost and 10 of C's. D came later.
        Example("Fifty lost, ten less", _GIVEN, _FEBRUARY, None, (), ((("value", 0.2), ("n", 3)),)),
        Example("Lost customers only", _GIVEN, _FEBRUARY, "churn_only", (), ((("value", 50 / 300), ("n", 3)),)),
        # 60 − 30 of A's growth
        Example("Growth set against it", _GIVEN, _FEBRUARY, "net", (), ((("value", 0.1), ("n", 3)),)),
    ),
)
