"""Do customers reach the outcomes they aim for?"""

from __future__ import annotations

from math import inf

import numpy as np
import pyarrow as pa

from csm_core.facts.scoped.query import Query
from csm_core.metrics.estimates.account_ratio import EQUAL
from csm_core.metrics.estimates.value_of import ratio_of_parts
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
from csm_core.result import SCHEMA
from csm_core.stats.intervals import mean_t, wilson
from csm_core.text.plural import agreeing, plural
from csm_core.units import Unit

# One row an account, outcome and period: what was measured last within the window that ends with the period.
_REACHED = {
    "measured": """
    select w.period, a.segment, a.account_id, a.measure as series, a.measured_on, a.actual, a.target,
        a.less_is_better, a.share, row_number() over (partition by w.period, a.account_id, a.measure
            order by a.measured_on desc, a.actual, a.target, a.less_is_better) as from_last
    from periods w
    join periods p on p.place <= w.place and p.place > w.place - $rolling_periods
    join attainments a on a.period = p.period
    where w.shown and a.actual is not null""",
    "reached": """
    select *, case when less_is_better then actual <= target else actual >= target end as is_reached
    from measured where from_last = 1""",
    "cells": """
    select 'on_target' as measure, *, cast(is_reached as double) as part from reached where target is not null
    union all
    select 'attainment', *, case when $capped then least(share, 1.0) else share end from reached
    where share is not null""",
}

_ROWS = Query(
    """
    select c.period, c.segment, c.measure, c.series, c.account_id, n.account_name, c.measured_on, c.actual, c.target,
        c.less_is_better, c.part, 1.0 as whole
    from cells c left join account_names n on n.account_id = c.account_id
    order by c.measure desc, c.series, c.period, c.segment, c.account_id""",
    _REACHED,
)

_LEFT_OUT = Query(
    """
    select count(*) filter (where target is null) as aimless,
        count(*) filter (where target is not null and share is null) as endless
    -- A measurement stands in each window that holds it, and counts once.
    from (select distinct account_id, series, measured_on, target, share from reached)""",
    _REACHED,
)
_NAMES = ("period", "segment", "measure", "series", "value", "low", "high", "n", "note")


def _compute(context: Context) -> Answer:
    cells: dict[tuple[object, ...], list[float]] = {}
    for row in _rows(context).to_pylist():
        cells.setdefault(tuple(row[name] for name in _NAMES[:4]), []).append(row["part"])
    rows = []
    for key, parts in cells.items():
        n = len(parts)
        if key[2] == "on_target":
            interval = wilson(sum(parts), n)
        else:
            ends = (0.0 if min(parts) >= 0 else -inf, 1.0 if context.variant.name == "capped" else inf)
            spread = float(np.std(parts, ddof=1)) if n > 1 else 0.0
            interval = mean_t(float(np.mean(parts)), spread, n, ends=ends)
        note = EQUAL if n > 1 and interval.low is None else None
        rows.append(dict(zip(_NAMES, (*key, interval.value, interval.low, interval.high, n, note), strict=True)))
    left = context.table(_LEFT_OUT, **_parameters(context)).to_pylist()[0]
    reasons = {
        "aimless": "no target: left out.",
        "endless": "0 or less as the divisor: on target or not, without a ratio.",
    }
    left_out = tuple(
        f"{plural(left[name], 'outcome')} {agreeing(left[name], 'have')} {reason}"
        for name, reason in reasons.items()
        if left[name]
    )
    table = pa.Table.from_pylist(rows, pa.schema([SCHEMA.field(name) for name in _NAMES]))
    return Answer(with_gaps(table, context, "No outcome was measured in this period."), left_out=left_out)


def _rows(context: Context) -> pa.Table:
    return context.table(_ROWS, **_parameters(context))


def _parameters(context: Context) -> dict[str, int | bool]:
    return {"rolling_periods": context.whole("rolling_periods"), "capped": context.variant.name == "capped"}


def _outcome(account: str, actual: str, less: str) -> tuple[tuple[str, str], ...]:
    return (
        ("account_id", account),
        ("measure", "late jobs" if less == "true" else "jobs a day"),
        ("date", "2024-01-31"),
        *(("actual", actual), ("target", "5"), ("less_is_better", less)),
    )


METRIC = Metric(
    id="outcome_attainment",
    family="outcomes",
    name="Outcome attainment",
    question="Do customers reach the outcomes they aim for?",
    definition=(
        "For each outcome agreed with customers: the share of accounts on target at their last measurement in the "
        "period, and the mean of actual over target (target over actual if less is better)."
    ),
    formula="accounts on target ÷ accounts measured; mean of actual ÷ target",
    inputs=(Input(("outcomes",), ("account_id", "measure", "date", "actual", "target")),),
    unit=Unit.RATE,
    direction=Direction.UP,
    additive=False,
    shape=Shape.TREND,
    measures=("on_target", "attainment"),
    series=(),
    interval="Wilson for the share; Student's t over accounts for the mean.",
    interval_holds_value=True,
    variants=(
        Variant("as_measured", "Standard definition", "Attainment as it is, above 100 % too.", (0.0, 1.0), Unit.RATE),
        Variant(
            "capped",
            "Ours",
            "No account counts for more than 100 %, so one far above does not hide others below.",
            (0.0, 1.0),
            Unit.RATE,
        ),
    ),
    refused=(
        Refused(
            "Sum of actuals ÷ sum of targets over different outcomes",
            "Adds hours to percentages; and within one outcome the largest customer dominates.",
        ),
        Refused("Actual ÷ target where less is better", "The worse the result, the higher the figure."),
    ),
    settings=(Setting("rolling_periods", "How many periods each point looks back over", 1, (1, 24), "periods"),),
    compute=_compute,
    rows=_rows,
    value_of=ratio_of_parts,
    references=("Wilson (1927), Probable Inference, the Law of Succession, and Statistical Inference, JASA 22",),
    examples=(
        Example(
            "Two accounts aim for 5 jobs a day and reach 6 and 4; one aims for at most 5 late jobs and has 4",
            (("outcomes", (_outcome("A", "6", ""), _outcome("B", "4", ""), _outcome("A", "4", "true"))),),
            (("start", "2024-01-01"), ("end", "2024-02-01"), ("as_of", "2024-01-31")),
            None,
            (),
            (
                (("measure", "on_target"), ("series", "jobs a day"), ("value", 0.5), ("n", 2)),
                # (6/5 + 4/5) ÷ 2
                (("measure", "attainment"), ("series", "jobs a day"), ("value", 1.0), ("n", 2)),
                (("measure", "attainment"), ("series", "late jobs"), ("value", 1.25), ("n", 1)),
            ),
        ),
    ),
    own_units=(OwnUnit("attainment", Unit.RATE, (None, None)),),
)
