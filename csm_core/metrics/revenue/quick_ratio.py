"""Quick ratio: how much recurring revenue is won for each unit lost."""

from __future__ import annotations

import pyarrow as pa

from csm_core.facts.scoped.query import Query
from csm_core.metrics.estimates.account_ratio import ratio_cells
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
from csm_core.metrics.money.moved_revenue import MOVED
from csm_core.metrics.money.revenue_settings import RECURRING, REVENUE_SETTINGS
from csm_core.stats.ratio_interval import INTERVALS, Kind
from csm_core.units import Unit

_WON = {"usual": ("new", "expansion"), "with_reactivation": ("new", "expansion", "reactivation")}

_ROWS = Query(
    """
    select v.period, v.segment, v.account_id, n.account_name, v.movement,
        cast(greatest(v.amount, 0) as double) as part, cast(greatest(-v.amount, 0) as double) as whole
    from moved v join account_names n on n.account_id = v.account_id
    where v.movement in ('churn', 'contraction') or v.movement in (select unnest($won::varchar[]))
    order by v.period, v.segment, whole desc, part desc, v.account_id""",
    MOVED,
)
_NOTHING_LOST = "No losses in this period, so there is no ratio."


def _compute(context: Context) -> Answer:
    return Answer(with_gaps(ratio_cells(_rows(context), _NOTHING_LOST, Kind.AMOUNT), context, _NOTHING_LOST))


def _rows(context: Context) -> pa.Table:
    return context.table(_ROWS, won=_WON[context.variant.name])


def _line(account: str, start: str, end: str, mrr: str) -> Row:
    return (("account_id", account), ("start_date", start), ("end_date", end), ("mrr", mrr), ("currency", "EUR"))


_GIVEN = (
    (
        "subscriptions",
        (
            _line("A", "2024-01-05", "2024-02-10", "100"),
            _line("A", "2024-02-10", "", "130"),
            _line("B", "2024-01-05", "2024-02-15", "50"),
            _line("C", "2024-02-20", "", "70"),
            _line("D", "2024-01-02", "2024-01-20", "25"),
            _line("D", "2024-02-20", "", "25"),
        ),
    ),
)
_FEBRUARY = (("start", "2024-02-01"), ("end", "2024-03-01"), ("as_of", "2024-02-29"))

METRIC = Metric(
    id="quick_ratio",
    family="revenue",
    name="Quick ratio",
    question="How much recurring revenue do we gain for each unit we lose?",
    definition=(
        "New MRR and expansion over churn and contraction, as in the MRR bridge of the period. Without losses "
        "there is no ratio. n counts the accounts that lost."
    ),
    formula="(new + expansion) ÷ (churn + contraction)",
    inputs=(Input(RECURRING, ("account_id", "start_date", "mrr"), ("invoices",)),),
    unit=Unit.RATIO,
    direction=Direction.UP,
    additive=False,
    shape=Shape.TREND,
    measures=(),
    series=(),
    interval=INTERVALS[Kind.AMOUNT],
    interval_holds_value=True,
    variants=(
        Variant("usual", "Standard definition", "New and expansion over the losses.", (0.0, None), Unit.RATIO),
        Variant(
            "with_reactivation",
            "Some billing tools",
            "Customers who came back count among the gains.",
            (0.0, None),
            Unit.RATIO,
        ),
    ),
    refused=(
        Refused(
            "The quick ratio of accounting, liquid assets over liabilities",
            "It has the same name but measures solvency, not recurring revenue.",
        ),
        Refused(
            "A very large number, or 100, where nothing was lost",
            "It would be made up, and would distort averages.",
        ),
    ),
    settings=REVENUE_SETTINGS,
    is_of_cases=True,
    compute=_compute,
    rows=_rows,
    value_of=ratio_of_parts,
    references=(
        "Hamid (2015), The SaaS Quick Ratio: a growth of 4 to 1 as the mark of a healthy company",
        "Cochran (1977), Sampling Techniques, chapter 6",
    ),
    examples=(
        # C's 70 and A's 30 more, over B's 50; D was a customer before.
        Example("A hundred won, fifty lost", _GIVEN, _FEBRUARY, None, (), ((("value", 2.0), ("n", 1)),)),
        Example(
            "Including customers who came back",
            _GIVEN,
            _FEBRUARY,
            "with_reactivation",
            (),
            ((("value", 2.5), ("n", 1)),),
        ),
    ),
)
