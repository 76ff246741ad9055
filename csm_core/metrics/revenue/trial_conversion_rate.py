"""Trial conversion: the share of trials that became paid."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from csm_core.facts.scoped.query import Query
from csm_core.metrics.estimates.shares import CLUSTERED, share_cells
from csm_core.metrics.estimates.value_of import ratio_of_parts, total
from csm_core.metrics.examples.contracts import FOUR_TRIALS, TWO_MONTHS
from csm_core.metrics.framework.context import Answer, Context
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
from csm_core.metrics.framework.fill_gaps import with_gaps
from csm_core.metrics.framework.metric import Metric
from csm_core.stats.ratio_interval import INTERVALS, Kind
from csm_core.units import Unit

# Decided: every trial of a start that is old enough, or that has ended. Young ones are open even where they have
# become paid already: who converts fast would otherwise count before who does not.
_TRIALS = {
    "by_start": """
    select account_id, started_on, ends_on, converted_on, started_on as placed_on,
        started_on + $within_days::integer <= $as_of::date as is_decided,
        coalesce(converted_on <= started_on + $within_days::integer, false) as is_paid
    from trials""",
    "by_end": """
    select account_id, started_on, ends_on, converted_on, ends_on as placed_on, ends_on <= $as_of::date as is_decided,
        coalesce(converted_on <= greatest(ends_on, started_on + $within_days::integer), false) as is_paid
    from trials where ends_on is not null""",
}
_CTES = {
    "placed": """
    select p.period, m.segment, t.account_id, n.account_name, t.started_on, t.ends_on, t.converted_on, t.is_decided,
        t.is_paid
    from periods p
    join tried t on p.period <= t.placed_on and t.placed_on < p.period_end
    join members m on m.account_id = t.account_id and m.valid_from <= t.placed_on and t.placed_on < m.valid_to
    join account_names n on n.account_id = t.account_id
    where p.shown""",
}
_ROWS = """
    select *, cast(case when is_decided then is_paid else not is_decided end as double) as part,
        cast(case when is_decided then 1 end as double) as whole,
        case when is_decided then 'rate' else 'open' end as measure
    from placed order by period, segment, measure, part desc, started_on, account_id"""
_CELLS = f"""
select period, segment, 'rate' as measure, {CLUSTERED},
    case when sum(n) = 0 then 'No trial of this period is decided yet.' end as note
from (
    select period, segment, count(*) filter (where is_decided and is_paid) as hits,
        count(*) filter (where is_decided) as n
    from placed group by period, segment, account_id
) group by period, segment order by period, segment
"""
_OPEN = """
select period, segment, 'open' as measure, cast(count(*) filter (where not is_decided) as double) as value,
    count(*) filter (where not is_decided) as n
from placed group by period, segment order by period, segment
"""
_NONE = {"by_start": "No trial began in this period.", "by_end": "No trial ended in this period."}


def trial_answer(context: Context) -> Answer:
    """Rate and open trials of each shown period."""
    reason = _NONE[context.variant.name]
    rate = share_cells(_asked(context, _CELLS), context, reason)
    rate = rate.filter(pc.equal(rate.column("measure"), "rate"))
    left = with_gaps(_asked(context, _OPEN), context, reason)
    left = left.filter(pc.equal(left.column("measure"), "open"))
    return Answer(pa.concat_tables([rate, left]))


def trial_rows(context: Context) -> pa.Table:
    """One row a trial: `part` and `whole` of the decided, 1 for each that is open."""
    return _asked(context, _ROWS).drop_columns(["is_decided", "is_paid"])


def _asked(context: Context, select_sql: str) -> pa.Table:
    ctes = {"tried": _TRIALS[context.variant.name], **_CTES}
    return context.table(Query(select_sql, ctes), within_days=context.whole("within_days"))


def _value_of(rows: pa.Table, variant: Variant) -> float | None:
    if rows.num_rows and rows.column("measure")[0].as_py() == "open":
        return total(rows, "part")
    return ratio_of_parts(rows, variant)


METRIC = Metric(
    id="trial_conversion_rate",
    family="revenue",
    name="Trial conversion rate",
    question="How many trials become customers?",
    definition=(
        "Of the trials that began in the period, the share paid for within 30 days of its start. Trials younger "
        "than that are open, paid or not: they are apart. A trial is an account and a first day; it became paid "
        "where the same product is paid for, on that line or another. A customer that leaves with the end of the "
        "trial did not pay. The segment is that of the day on which the trial began, or ended."
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
        Variant("by_start", "Standard definition", "By the period in which trials began.", (0.0, 1.0), Unit.RATE),
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
        Refused("Trials ÷ customers won", "This is inverted: it rises when fewer of them pay."),
        Refused(
            "Customers won in a month ÷ trials begun in the same month",
            "Those who pay began earlier: when trials grow, the rate falls regardless. It can exceed 100 %.",
        ),
    ),
    settings=(Setting("within_days", "Paid for within this many days of the start", 30, (1, 366), "days"),),
    is_of_cases=True,
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
