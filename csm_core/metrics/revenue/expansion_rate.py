"""Expansion rate: how much more the customers of the start pay, in proportion."""

from __future__ import annotations

import pyarrow as pa

from csm_core.facts.scoped.query import Query
from csm_core.metrics.estimates.account_ratio import concentrated, ratio_cells
from csm_core.metrics.estimates.value_of import ratio_of_parts
from csm_core.metrics.examples.months import BOUGHT_MORE, FEBRUARY
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

_ROWS = Query(
    """
    select s.period, s.segment, s.account_id, n.account_name, cast(coalesce(v.amount, 0) as double) as part,
        cast(s.mrr_before as double) as whole
    from standing s
    left join moved v on v.period = s.period and v.account_id = s.account_id and v.movement = 'expansion'
    join account_names n on n.account_id = s.account_id
    order by s.period, s.segment, part desc, whole desc, s.account_id""",
    MOVED,
)


def _compute(context: Context) -> Answer:
    cells = ratio_cells(context.table(_ROWS), NOBODY_PAID, Kind.CHANGE, concentrated)
    return Answer(with_gaps(cells, context, NOBODY_PAID))


def _rows(context: Context) -> pa.Table:
    return context.table(_ROWS)


METRIC = Metric(
    id="expansion_rate",
    family="revenue",
    name="Expansion rate",
    question="By how much does revenue from existing customers grow?",
    definition=(
        "The expansion in the MRR bridge over MRR at the period's start, at its end's exchange rates; also called "
        "gross upsell. Every increase counts, whatever it is for: seats, plan, price, another product, the end of "
        "a discount. Losses of other customers are not deducted, and new customers are not included. Segments are "
        "those at the start."
    ),
    formula="Σ (MRR at the end − MRR at the start), over accounts that grew ÷ Σ MRR at the start",
    inputs=(Input(RECURRING, ("account_id", "start_date", "mrr"), ("invoices",)),),
    unit=Unit.RATE,
    direction=Direction.UP,
    additive=False,
    shape=Shape.TREND,
    measures=(),
    series=(),
    interval=INTERVALS[Kind.CHANGE],
    interval_holds_value=True,
    variants=(Variant("gross", "Standard definition", "Expansion over the start.", (0.0, None), Unit.RATE),),
    refused=(
        Refused(
            "Expansion over the MRR of the end",
            "The end includes new customers, who could not grow yet, and the growth itself.",
        ),
        Refused(
            "Sales to customers over all sales",
            "It shows how sales split between existing and new customers: it rises when nobody new buys.",
        ),
    ),
    settings=REVENUE_SETTINGS,
    compute=_compute,
    rows=_rows,
    value_of=ratio_of_parts,
    references=("Gold (2020), Fighting Churn with Data, chapter 3",),
    examples=(
        # Of 400 at the start, A pays 30 more, B 40 and C 20.
        Example("Ninety more on four hundred", BOUGHT_MORE, FEBRUARY, None, (), ((("value", 0.225), ("n", 4)),)),
    ),
)
